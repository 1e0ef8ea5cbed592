import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultsOf, schemaNamed } from '../records/schema.ts';
import { runGuest, whyNoVm } from './vm.ts';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface Vlan {
  readonly parent: string;
  readonly state: string;
  readonly received: Readonly<Record<string, number>>;
  readonly sent: Readonly<Record<string, number>>;
}

interface Story {
  readonly before: Readonly<Record<string, boolean>>;
  readonly plan: Ran;
  readonly applied: Ran;
  readonly after: Readonly<Record<string, boolean>>;
  readonly verified: readonly Ran[];
  readonly counters: Readonly<Record<string, number>>;
  readonly vlan: Vlan;
  readonly undone: Ran;
  readonly asBefore: boolean;
  readonly again: Readonly<Record<string, boolean>>;
  readonly many: {
    readonly applied: Ran;
    readonly milliseconds: number;
    readonly routes: number;
    readonly vlans: number;
    readonly verified: number;
  };
}

const all = (goes: boolean): Readonly<Record<string, boolean>> => ({
  'outside to machine': goes,
  'machine to outside': goes,
  'machine to machine': goes,
  'outside to private': goes,
  'private to outside': goes,
});

test('a VLAN router from one file: private and public machines reach everybody, and all is taken back', {
  skip: whyNoVm,
}, async (t) => {
  const story = await runGuest<Story>('test/vm/guest/vlan-router.ts', { timeout: 300 });
  assert.deepEqual(story.before, all(false));
  assert.match(story.plan.out, /203\.0\.113\.10-203\.0\.113\.11 \(2\): now nobody → after: eth0/);
  assert.equal(story.applied.code, 0, story.applied.err);
  assert.deepEqual(story.after, all(true));
  for (const { code, err } of story.verified) assert.equal(code, 0, err);

  const { counters, vlan, many } = story;
  assert.deepEqual(faultsOf(vlan, schemaNamed('vlan.v1')), []);
  assert.deepEqual([vlan.parent, vlan.state], ['eth1', 'up']);
  assert.deepEqual(
    [
      vlan.received['frames'],
      vlan.received['bytes'],
      vlan.received['multicast'],
      vlan.sent['frames'],
      vlan.sent['bytes'],
    ],
    [
      counters['total frames received'],
      counters['total bytes received'],
      counters['Broadcast/Multicast Rcvd'],
      counters['total frames transmitted'],
      counters['total bytes transmitted'],
    ],
    'as /proc/net/vlan says',
  );
  assert.ok(vlan.received['frames']! > 0 && vlan.sent['frames']! > 0);

  assert.equal(story.undone.code, 0, story.undone.err);
  assert.ok(story.asBefore, 'the snapshot is that of the beginning');
  assert.deepEqual(story.again, all(false));

  assert.equal(many.applied.code, 0, many.applied.err);
  assert.deepEqual([many.vlans, many.routes, many.verified], [25, 25 * 125, 0]);
  t.diagnostic(`25 VLANs with 125 machines each applied in ${many.milliseconds} ms, in user-mode Linux`);
});
