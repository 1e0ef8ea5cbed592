import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runGuest, runInVm, whyNoVm } from './vm.ts';

interface Compared {
  readonly frames: number;
  readonly asks: number;
  readonly found: readonly object[];
}

test('hosts with VLANs, bonds, bridges, VRFs and macvlans do what the model says', {
  skip: whyNoVm,
}, async () => {
  const words = ['--hosts', '25', '--seed', '2'];
  const seen = await runGuest<Compared>('test/vm/guest/devices.ts', { arguments: words });
  assert.deepEqual(seen.found, []);
  assert.ok(seen.frames >= 1000 && seen.asks >= 200, `${seen.frames} frames, ${seen.asks} questions`);
});

test('the agreement holds on the kernel of user-mode Linux too: 6.1, or 6.12 on Debian 13', {
  skip: whyNoVm,
}, async () => {
  const words = [
    'test/agreement/main.ts',
    '--cases',
    '1000',
    '--ways',
    '2000',
    '--changes',
    '200',
    '--seed',
    '51',
    '--plain',
  ];
  const told = await runInVm([process.execPath, ...words]);
  assert.match(told, /: 0 disagreements/);
  assert.match(told, /^1\d\d\d cases /m);
});
