import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SystemFault } from '../base/fault.ts';
import { failed, ok, type Result } from '../base/result.ts';
import { paperIo } from '../../test/cli/paper-io.ts';
import { type AimContext, takeAim, takeExclusions } from './targets.ts';
import { Missing } from './scan/missing.ts';

const NAMES = Array.from({ length: 2000 }, (_, at) => `host${at}`);

/** Names that end in 7 do not resolve; `most` is how many were asked for at once. */
function resolver(): { lookUp: NonNullable<AimContext['lookUp']>; most: () => number } {
  let [now, most] = [0, 0];
  return {
    most: () => most,
    async lookUp(name): Promise<Result<readonly number[], string>> {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setImmediate(resolve));
      now--;
      return name.endsWith('7') ? failed('does not resolve') : ok([Number(name.slice(4))]);
    },
  };
}

test('A12: names of a list are looked up side by side, and one that does not resolve is told and does not end the rest', async () => {
  const io = paperIo({ files: { list: NAMES.join('\n') } });
  const { lookUp, most } = resolver();
  const missing = new Missing(io);
  const { ranges } = await takeAim(['@list'], { io, interfaces: [], lookUp, missing: missing.tell });
  assert.equal(ranges.length, 1800);
  assert.equal(most(), 16);
  const told = io.err().split('\n').filter(Boolean);
  assert.equal(told.length, 21);
  assert.match(told[0]!, /host7 is no interface here, and as a host name it does not resolve/);
  assert.equal(told[20], 'arpist: and 180 more names that do not resolve.');
  assert.deepEqual(
    [missing.codeOf(0), missing.codeOf(1), missing.codeOf(4), missing.codeOf(130)],
    [5, 5, 4, 130],
  );
  assert.equal(new Missing(io).codeOf(0), 0);
});

test('A12: a name on the command line, one to be left out, and a list without any that resolves are faults', async () => {
  const io = paperIo({ files: { list: 'host7\nhost17', good: 'host1\nhost7' } });
  const context = { io, interfaces: [], lookUp: resolver().lookUp, missing: () => {} };
  const isFault = (cause: unknown): boolean => cause instanceof SystemFault && cause.kind === 'name';
  await assert.rejects(takeAim(['host1,host7'], context), isFault);
  await assert.rejects(takeAim(['@good', 'host7'], context), isFault);
  await assert.rejects(takeAim(['@list'], context), isFault);
  await assert.rejects(takeExclusions(['@good'], context), isFault);
  assert.equal((await takeAim(['@good'], context)).ranges.length, 1);
});

test('A12: the signal ends looking up at once, whatever a resolver does', async () => {
  const io = paperIo({ files: { list: NAMES.join('\n') } });
  const left = takeAim(['@list'], { io, interfaces: [], lookUp: () => new Promise(() => {}) });
  setImmediate(() => io.stop('interrupted'));
  await assert.rejects(left, (cause) => cause instanceof SystemFault && cause.kind === 'interrupted');
});
