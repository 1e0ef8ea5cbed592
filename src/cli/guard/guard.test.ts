import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SystemFault } from '../../base/fault.ts';
import type { GuardState } from '../../ports/guard.ts';
import { type PaperTraits, paperIo } from '../../../test/cli/paper-io.ts';
import { faultsOf, schemaNamed } from '../../../test/records/schema.ts';
import { guardOver } from './guard.ts';

const A = '02:00:00:00:00:fe';
const LIAR = '02:00:00:00:00:66';
const STATE: GuardState = {
  guard: {
    links: ['eth0'],
    mode: 'drop',
    guarded: [
      { ip: '10.0.0.1', macs: [A, '02:00:00:00:00:fd'] },
      { ip: '10.0.0.9', macs: [A], expires: 60 },
    ],
  },
  foreign: null,
  lies: [
    { ip: '10.0.0.1', mac: LIAR, frames: 18 },
    { ip: '10.0.0.1', mac: '02:00:00:00:00:67', frames: 1 },
  ],
  refused: 25,
  since: Date.UTC(2026, 11, 1, 12),
};

async function shown(
  args: readonly string[],
  state: GuardState = STATE,
  traits: PaperTraits = {},
): Promise<{ code: number; out: string; err: string }> {
  const io = paperIo(traits);
  const code = await guardOver(() => Promise.resolve(state), args, io);
  return { code, out: io.out(), err: io.err() };
}

test('on a terminal: who may speak, and who lied how often', async () => {
  assert.deepEqual(await shown([], STATE, { tty: true, columns: 120 }), {
    code: 4,
    out: [
      `10.0.0.1 on eth0: only ${A}, 02:00:00:00:00:fd may speak for it`,
      `    dropped 18 lies by ${LIAR} for 10.0.0.1 from eth0`,
      '    dropped 1 lie by 02:00:00:00:00:67 for 10.0.0.1 from eth0',
      `10.0.0.9 on eth0: only ${A} may speak for it`,
      '',
    ].join('\n'),
    err: 'and 6 lies by MACs that are not remembered\n',
  });
});

test('records hold to their schema, and the code says whether somebody lied', async () => {
  const { code, out } = await shown(['--json']);
  assert.equal(code, 4);
  const records = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; since: string; lies: number });
  for (const record of records) assert.deepEqual(faultsOf(record, schemaNamed('guard.v1')), []);
  assert.deepEqual(
    records.map(({ lies, since }) => [lies, since]),
    [
      [19, '2026-12-01T12:00:00.000Z'],
      [0, '2026-12-01T12:00:00.000Z'],
    ],
  );
  assert.equal((await shown(['--json'], { ...STATE, lies: [] })).code, 0);
  assert.equal((await shown(['--where', 'ip=10.0.0.9', '--json'])).code, 0);
});

test('nothing guarded and nothing that fits is 1, a table that is not ours is a fault', async () => {
  const none = { guard: null, foreign: null, lies: [], refused: 0, since: null };
  assert.deepEqual(await shown([], none), { code: 1, out: '', err: 'arpist: nothing is guarded here\n' });
  const fits = await shown(['--where', 'ip=10.9.9.9'], { ...STATE, refused: 19 });
  assert.deepEqual(fits, { code: 1, out: '', err: 'arpist: no guarded address fits\n' });
  await assert.rejects(shown([], { ...none, foreign: 'it has not the sets of arpist' }), (fault) => {
    return fault instanceof SystemFault && fault.kind === 'busy' && fault.message.includes('not the sets');
  });
});

test('counting says counted, and a guard that nobody may speak for says so', async () => {
  const state: GuardState = {
    ...STATE,
    guard: { links: ['e0', 'e1'], mode: 'count', guarded: [{ ip: '10.0.0.1', macs: [] }] },
    refused: 19,
  };
  const { out, err } = await shown([], state, { tty: true, columns: 120 });
  assert.match(
    out,
    /^10\.0\.0\.1 on e0, e1: nobody may speak for it\n {4}counted 18 lies by \S+ for 10\.0\.0\.1\n/,
  );
  assert.equal(err, '');
});
