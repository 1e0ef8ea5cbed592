import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runGuest, whyNoVm } from './vm.ts';

interface Story {
  readonly scanned: readonly string[];
  readonly code: number;
  readonly err: string;
  readonly one: readonly string[];
  readonly who: readonly string[];
  readonly note: string;
  readonly red: readonly string[];
}

const MAIN = 'eth0 10.0.0.2 02:00:00:00:00:0a ok';
const RED = 'e1 10.0.0.2 02:00:00:00:00:0b ok';

test('K19: the same network in a VRF is another one: a scan asks both, and they are no conflict', {
  skip: whyNoVm,
}, async () => {
  const { scanned, code, err, one, who, note, red } = await runGuest<Story>('test/vm/guest/vrf.ts');
  assert.equal(code, 0, err);
  // The route of the VRF alone makes 10.9.0.9 a neighbour on e1.
  assert.deepEqual(scanned, [RED, 'e1 10.9.0.9 02:00:00:00:00:0b ok', MAIN]);
  assert.deepEqual(one, [RED, MAIN]);
  assert.deepEqual(who, [MAIN]);
  assert.match(note, /10\.0\.0\.2 is asked for on eth0; it is in a subnet of e1 too/);
  assert.deepEqual(red, [RED]);
});
