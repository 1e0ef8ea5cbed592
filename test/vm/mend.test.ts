import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runGuest, whyNoVm } from './vm.ts';

interface Mended {
  readonly points: readonly number[];
  readonly steps: readonly number[];
}

test('VLANs made and taken away with all that is on them: undone exactly, killed at every step', {
  skip: whyNoVm,
}, async () => {
  const { points, steps } = await runGuest<Mended>('test/vm/guest/mend.ts', { timeout: 300 });
  assert.deepEqual(
    points,
    steps.map((many) => many * 2 + 1),
    'every point was tried',
  );
});
