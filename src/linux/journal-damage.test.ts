import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { between, type Dice, seededDice } from '../base/dice.ts';
import { SystemFault } from '../base/fault.ts';
import type { SystemChange } from '../change/change.ts';
import { hostWith } from '../kernel/build-host.ts';
import { PaperFiles } from '../sim/paper-files.ts';
import { PaperSystem } from '../sim/paper-system.ts';
import { apply } from '../verbs/mend/apply.ts';
import { undo } from '../verbs/mend/undo.ts';
import { openJournal } from './journal.ts';

const SETTINGS = ['arp_ignore', 'arp_announce', 'arp_filter'] as const;

interface Story {
  readonly hands: {
    readonly system: PaperSystem;
    readonly history: ReturnType<typeof openJournal>;
    readonly files: PaperFiles;
  };
  readonly folder: string;
  readonly path: string;
}

/** Three changes one after the other, on the disk; then the same journal as another process finds it. */
async function withStory(body: (story: Story) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  try {
    const files = new PaperFiles();
    const system = new PaperSystem(hostWith({ links: { eth0: { addresses: ['10.0.0.1/24'] } } }));
    const hands = { system, history: openJournal(folder), files };
    for (const setting of SETTINGS) {
      const change: SystemChange = { do: 'set-conf', link: 'all', setting, value: 1 };
      const plan = () => [{ change, undo: [] }];
      const run = apply(hands, { command: `apply ${setting}.toml`, plan, hinders: () => null });
      while (!(await run.next()).done);
    }
    body({ hands: { system, history: openJournal(folder), files }, folder, path: join(folder, 'journal') });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Harm = (bytes: Buffer, dice: Dice) => Buffer;

function linesOf(bytes: Buffer): string[] {
  return bytes.toString('latin1').split('\n').slice(0, -1);
}

function joined(lines: readonly string[]): Buffer {
  return Buffer.from(lines.map((line) => `${line}\n`).join(''), 'latin1');
}

function changed(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = value;
  return copy;
}

const HARMS: Readonly<Record<string, Harm>> = {
  'a bit': (bytes, dice) => {
    const at = between(dice, 0, bytes.length - 1);
    return changed(bytes, at, bytes[at]! ^ (1 << between(dice, 0, 7)));
  },
  'a newline more': (bytes, dice) => changed(bytes, between(dice, 0, bytes.length - 1), 0x0a),
  'a newline less': (bytes, dice) => {
    const ends = [...bytes.keys()].filter((at) => bytes[at] === 0x0a);
    return changed(bytes, ends[between(dice, 0, ends.length - 1)]!, 0x20);
  },
  'cut anywhere': (bytes, dice) => bytes.subarray(0, between(dice, 0, bytes.length - 1)),
  'cut between lines': (bytes, dice) => {
    const lines = linesOf(bytes);
    return joined(lines.slice(0, between(dice, 0, lines.length - 1)));
  },
  'a line lost': (bytes, dice) => joined(linesOf(bytes).toSpliced(between(dice, 0, 5), 1)),
  'a line twice': (bytes, dice) => {
    const lines = linesOf(bytes);
    return joined(lines.toSpliced(between(dice, 0, lines.length), 0, lines[between(dice, 0, 5)]!));
  },
  'two lines changed places': (bytes, dice) => {
    const lines = linesOf(bytes);
    const [one, other] = [between(dice, 0, 5), between(dice, 0, 5)];
    return joined(lines.with(one, lines[other]!).with(other, lines[one]!));
  },
  'zeros in the middle': (bytes, dice) => {
    const at = between(dice, 0, bytes.length - 1);
    return Buffer.from(bytes).fill(0, at, Math.min(bytes.length, at + between(dice, 1, 600)));
  },
  'a stretch lost': (bytes, dice) => {
    const at = between(dice, 0, bytes.length - 1);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + between(dice, 1, 600))]);
  },
  'a stretch twice': (bytes, dice) => {
    const at = between(dice, 0, bytes.length - 1);
    return Buffer.concat([bytes.subarray(0, at + between(dice, 1, 600)), bytes.subarray(at)]);
  },
};

for (const [name, harm] of Object.entries(HARMS))
  test(`A8: ${name}: undo takes the last change back, or says that the journal is damaged`, async () => {
    const dice = seededDice(8);
    await withStory(({ hands, folder, path }) => {
      const whole = readFileSync(path);
      const head = readFileSync(join(folder, 'journal-head'));
      const after = hands.system.host;
      let exact = 0;
      for (let nth = 0; nth < 120; nth++) {
        const harmed = harm(whole, dice);
        writeFileSync(path, harmed);
        hands.system.host = after;
        const label = `${name} ${nth}`;
        try {
          const report = undo({ ...hands, history: openJournal(folder) }, null);
          assert.equal(report.entry?.command, 'apply arp_filter.toml', label);
          const { arp_ignore, arp_announce, arp_filter } = hands.system.host.conf.all;
          assert.deepEqual([arp_ignore, arp_announce, arp_filter, report.complete], [1, 1, 0, true], label);
          exact++;
        } catch (cause) {
          if (!(cause instanceof SystemFault)) throw cause;
          assert.equal(cause.kind, 'damaged', `${label}: ${cause.message}`);
          assert.equal(hands.system.host, after, label);
        }
        // The undo wrote a line, and the number beside the journal with it.
        writeFileSync(join(folder, 'journal-head'), head);
      }
      assert.ok(exact < 120, 'it is told at least once');
    });
  });

test('A8: what is damaged behind none of the changes stops no undo, and is told', async () => {
  await withStory(({ hands, path }) => {
    const whole = readFileSync(path);
    writeFileSync(path, changed(whole, 100, 0));
    const [told] = hands.history.damage();
    assert.equal(told?.sentence, 'line 1 cannot be read');
    assert.equal(undo(hands, null).entry?.command, 'apply arp_filter.toml');
    assert.equal(hands.history.damage().length, 1);
  });
});

test('A8: a named change is undone though another line cannot be read', async () => {
  await withStory(({ hands, path }) => {
    const whole = readFileSync(path);
    const first = hands.history.entries()[0]!.name;
    writeFileSync(path, changed(whole, whole.lastIndexOf('"intent"') + 3, 0));
    assert.throws(() => undo(hands, null), /journal is damaged: line 5 cannot be read.*nothing was undone/);
    assert.equal(undo(hands, first).complete, true);
    assert.equal(hands.system.host.conf.all.arp_ignore, 0);
  });
});

test('A8: lines of the first form, without number and sum, are still read', async () => {
  await withStory(({ hands, folder, path }) => {
    const old = linesOf(readFileSync(path)).map((line) => {
      const { n: _, sum: __, ...rest } = JSON.parse(line) as Record<string, unknown>;
      return JSON.stringify({ ...rest, v: 1 });
    });
    rmSync(join(folder, 'journal-head'));
    writeFileSync(path, joined(old));
    assert.equal(hands.history.damage().length, 0);
    assert.equal(undo(hands, null).entry?.command, 'apply arp_filter.toml');
    const again = openJournal(folder);
    assert.deepEqual(
      [again.damage(), again.entries().map(({ undone }) => undone)],
      [[], [false, false, true]],
    );
  });
});

test('A8: a line that a kill left unfinished announces what was not begun, and the next one takes its place', async () => {
  await withStory(({ hands, folder, path }) => {
    const whole = readFileSync(path);
    writeFileSync(path, Buffer.concat([whole, Buffer.from('{"v":2,"type":"intent","id":"x"')]));
    assert.deepEqual([hands.history.damage(), hands.history.entries().length], [[], 3]);
    assert.equal(undo(hands, null).entry?.command, 'apply arp_filter.toml');
    const lines = linesOf(readFileSync(path));
    assert.deepEqual([lines.length, openJournal(folder).damage()], [8, []]);
  });
});

test('A8: what is damaged of an earlier start of the machine hides nothing that could be undone', async () => {
  await withStory(({ hands, folder, path }) => {
    const before = linesOf(readFileSync(path));
    const past = before.map((line) => {
      const { n: _, sum: __, ...rest } = JSON.parse(line) as Record<string, unknown>;
      return JSON.stringify({ ...rest, v: 1, boot: 'another' });
    });
    rmSync(join(folder, 'journal-head'));
    writeFileSync(path, joined([...past.slice(0, 2), 'rubbish', ...past.slice(2)]));
    assert.deepEqual(hands.history.damage(), [{ line: 3, sentence: 'line 3 cannot be read', past: true }]);
    assert.equal(undo(hands, null).entry, null);
  });
});
