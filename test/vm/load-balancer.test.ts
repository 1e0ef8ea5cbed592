import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runGuest, whyNoVm } from './vm.ts';

interface Seen {
  /** For each of the 13 addresses, who answers the client. */
  readonly macs: readonly (readonly string[])[];
  readonly code: number;
  /** Two requests to each address: how many each server took. */
  readonly requests: Readonly<Record<string, number>>;
}

interface Story {
  readonly before: Seen & { readonly first: boolean };
  readonly passedBefore: number;
  readonly applied: readonly { readonly code: number; readonly err: string }[];
  readonly after: Seen;
  readonly verified: readonly number[];
  readonly passedAfter: number;
  readonly failedOver: Seen & { readonly taken: boolean };
  readonly who: { readonly code: number; readonly out: string };
  readonly believed: { readonly code: number; readonly out: string; readonly err: string };
  readonly undone: readonly number[];
  readonly again: Pick<Seen, 'macs' | 'code'>;
}

const ADDRESSES = 13;
const each = (owners: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: ADDRESSES }, () => owners);

test('hidden ARP: thirteen addresses of a balancer, answered by it alone once they are declared', {
  skip: whyNoVm,
}, async () => {
  const story = await runGuest<Story>('test/vm/guest/load-balancer.ts', { timeout: 300 });
  const { before, after, failedOver, again } = story;

  assert.ok(before.first, 'keepalived owns the addresses');
  assert.deepEqual(before.macs, each(['dir1', 'rs1', 'rs2']));
  assert.equal(before.code, 4, 'a conflict, and said so');
  assert.equal(story.passedBefore, 0, 'every request went past the balancer');

  for (const { code, err } of story.applied) assert.equal(code, 0, err);
  assert.deepEqual(after.macs, each(['dir1']));
  assert.equal(after.code, 0);
  assert.equal(story.passedAfter, 2 * ADDRESSES, 'every request goes by the balancer');
  assert.deepEqual(after.requests, { rs1: ADDRESSES, rs2: ADDRESSES });
  assert.deepEqual(story.verified, [0, 0]);

  assert.ok(failedOver.taken, 'the second balancer took over');
  assert.deepEqual(failedOver.macs, each(['dir2']));
  assert.deepEqual(failedOver.requests, { rs1: ADDRESSES, rs2: ADDRESSES });
  assert.equal(story.who.code, 0, story.who.out);
  assert.equal(story.believed.code, 0, `the client sends to the second balancer: ${story.believed.err}`);

  assert.deepEqual(story.undone, [0, 0]);
  assert.deepEqual(again.macs, each(['dir2', 'rs1', 'rs2']), 'undone: as before');
});
