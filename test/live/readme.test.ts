import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkOver } from '../../src/cli/claim/check.ts';
import { findOver } from '../../src/cli/scan/find.ts';
import { freeOver } from '../../src/cli/claim/free.ts';
import { scanOver } from '../../src/cli/scan/scan.ts';
import { steelStage } from '../../src/cli/compose.ts';
import type { Hands, Stage } from '../../src/cli/hands.ts';
import type { CommandIo } from '../../src/cli/io.ts';
import { whyNoLab } from '../../src/linux/lab.ts';
import { paperIo } from '../cli/paper-io.ts';
import { rewrite, settled, type Shown, shownIn } from './readme.ts';

/** Sections whose commands run on the network of `npm run demo`. */
const SECTIONS = ['Who is on my networks', 'Is this address free?'];
type Run = (open: () => Promise<Hands>, args: readonly string[], io: CommandIo) => Promise<unknown>;

const nobody = (): Promise<readonly number[]> => Promise.resolve([]);
const VERBS: Readonly<Record<string, Run>> = {
  scan: scanOver,
  find: findOver,
  check: checkOver,
  free: (open, args, io) => freeOver({ open, spokenFor: nobody }, args, io),
};

/** What a person sees: a table on a terminal for scan, lines for the others; what was drawn over is gone. */
async function printed(stage: Stage, command: string): Promise<readonly string[]> {
  const [verb = '', ...words] = command.split(' ');
  const run = VERBS[verb] ?? assert.fail(verb);
  let screen = '';
  const write = (text: string): void => {
    const wipe = /^\u001b\[(\d+)A\r\u001b\[J/.exec(text); // oxlint-disable-line no-control-regex
    if (wipe) {
      screen = screen
        .split('\n')
        .slice(0, -Number(wipe[1]) - 1)
        .concat('')
        .join('\n');
    }
    screen += wipe ? text.slice(wipe[0].length) : text;
  };
  const io = paperIo({ tty: verb === 'scan', columns: 120 });
  const stdout = { ...io.stdout, write };
  const stderr = { ...io.stderr, isTTY: false, write };
  const now = (): number => Date.now();
  await run(() => stage.open(), words, { ...io, stdout, stderr, now });
  return screen.trimEnd().split('\n');
}

/** On a busy machine an answer may be late, and what hangs on it undecided: README shows what comes when none is. */
async function runAs(stage: Stage, { command, lines }: Shown): Promise<Shown> {
  const told = settled(lines).join('\n');
  let run = await printed(stage, command);
  for (let more = 0; more < 2 && settled(run).join('\n') !== told; more++)
    run = await printed(stage, command);
  return { command, lines: run };
}

for (const section of SECTIONS)
  test(`the README tells true runs: ${section}`, { skip: whyNoLab, timeout: 120_000 }, async () => {
    const stage = (await steelStage()) ?? assert.fail('no network');
    try {
      const runs: Shown[] = [];
      for (const shown of shownIn(section)) runs.push(await runAs(stage, shown));
      if (process.env['ARPIST_README'] === 'write') rewrite(section, runs);
      for (const [at, shown] of shownIn(section).entries())
        assert.deepEqual(settled(shown.lines), settled(runs[at]!.lines), `arpist ${shown.command}`);
    } finally {
      stage.close();
    }
  });
