import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edgeCases } from '../agreement/edges.ts';
import { runGuest, whyNoVm } from './vm.ts';

interface Judged {
  readonly ran: readonly string[];
  readonly found: readonly object[];
}

test('what stands between cable and IP stack does what its cases say, and the model says it', {
  skip: whyNoVm,
}, async () => {
  const { ran, found } = await runGuest<Judged>('test/vm/guest/edges.ts', { timeout: 300 });
  assert.deepEqual(found, []);
  const all = edgeCases().filter(({ one }) => !one.needs?.some((need) => need === 'xdp' || need === 'tcx'));
  assert.ok(ran.length >= all.length, `${ran.length} of ${all.length} cases ran`);
});

interface Tried {
  readonly frames: number;
  readonly doubted: number;
  readonly found: readonly object[];
}

test('random stacks of bridges, bonds, macvlans, ipvlans and VLAN links do what the model says', {
  skip: whyNoVm,
}, async () => {
  const words = ['--hosts', '20', '--seed', '4'];
  const tried = await runGuest<Tried>('test/vm/guest/stacks.ts', { arguments: words, timeout: 300 });
  assert.deepEqual(tried.found, []);
  assert.ok(
    tried.frames >= 280 && tried.doubted < tried.frames / 3,
    `${tried.doubted} of ${tried.frames} in doubt`,
  );
});
