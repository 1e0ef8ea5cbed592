import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runGuest, whyNoVm } from './vm.ts';

test('D16: VLANs, macvlans and ipvlans are on the wire of their parent, members on that of their bond or bridge', {
  skip: whyNoVm,
}, async () => {
  assert.deepEqual(await runGuest('test/vm/guest/wires.ts'), [
    ['bond0', 'bond0.30', 'd2', 'd3'],
    ['br0', 'd1'],
    ['d0', 'd0.10', 'd0.10.7', 'd0.20', 'iv', 'mv'],
    ['d4'],
    ['d5'],
    ['d6'],
    ['e0'],
    ['e1'],
    ['v'],
  ]);
});
