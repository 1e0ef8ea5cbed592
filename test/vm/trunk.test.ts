import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runGuest, whyNoVm } from './vm.ts';

interface Story {
  readonly scanned: {
    readonly tagged: readonly unknown[];
    readonly plain: readonly unknown[];
    readonly code: number;
    readonly err: string;
  };
  readonly bond: {
    readonly before: readonly string[];
    readonly heard: readonly string[];
    readonly after: readonly string[];
  };
}

test('true VLAN devices are scanned by their tags, and the failover of a bond is understood', {
  skip: whyNoVm,
}, async () => {
  const { scanned, bond } = await runGuest<Story>('test/vm/guest/trunk.ts');
  assert.equal(scanned.code, 0, scanned.err);
  assert.deepEqual(scanned.tagged, [
    ['10.9.0.7', 10, 'ok'],
    ['10.9.0.7', 1234, 'ok'],
    ['10.9.0.8', 1234, 'ok'],
  ]);
  assert.deepEqual(scanned.plain, [], 'nobody is there without a tag');

  assert.deepEqual(bond.before, ['02:00:00:00:0b:01']);
  assert.ok(bond.heard.length > 0);
  assert.deepEqual(new Set(bond.heard), new Set(['announcement 02:00:00:00:0b:02 10.8.0.5']));
  assert.deepEqual(bond.after, ['02:00:00:00:0b:02']);
});
