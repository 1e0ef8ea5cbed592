import assert from 'node:assert/strict';
import { test } from 'node:test';
import { declarationOf } from '../cli/mend/file.ts';
import { hostWith } from '../kernel/build-host.ts';
import { faultsOn } from './fits.ts';
import { starterFor } from './starter.ts';
import { STARTERS } from './starter-kinds.ts';

/** Names the kernel takes (net/core/dev.c dev_valid_name), as UTF-8 or as bytes that are none. */
const NAMES = [
  'e\u001b[31m;',
  'e"\\x',
  "e'#=",
  'e\u009bx\u007f',
  'e\u202e=1',
  '\u{e0041}\u{1f600}',
  'e\udcffx',
  '[flux]',
];

for (const name of NAMES)
  for (const kind of STARTERS)
    test(`A10: init ${kind} writes a file that plan reads, with an interface called ${JSON.stringify(name)}`, () => {
      const links = Object.fromEntries(
        [name, `${name.slice(0, 3)}b`, 'eth8', 'eth9'].map((link, at) => [
          link,
          { addresses: [`10.0.0.${at + 1}/24`] },
        ]),
      );
      const host = hostWith({
        links,
        published: [`10.0.0.77 dev ${name}`].filter(() => !/[ "']/.test(name)),
      });
      const text = starterFor(kind, host);
      assert.ok(text.ok);
      assert.deepEqual(faultsOn(declarationOf(text.value, 'file'), host), []);
    });
