import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needs, type Program, PROGRAMS } from '../programs.ts';
import { differencesUnder, WRITE } from '../readme/compare.ts';
import { play } from '../readme/play.ts';
import { HERE } from '../readme/scenes.ts';
import { shownUnder } from '../readme/shown.ts';
import { whyNoLab } from './lab.ts';

for (const [title, open] of Object.entries(HERE)) {
  const first = shownUnder(title).map(({ command }) => command.split(' ')[0]!);
  const skip = whyNoLab || needs(...first.filter((word): word is Program => word in PROGRAMS));
  test(`the README tells true runs: ${title}`, { skip, timeout: 180_000 }, async () => {
    const printed = await play(title, await open());
    assert.deepEqual(differencesUnder(title, printed, WRITE), []);
  });
}
