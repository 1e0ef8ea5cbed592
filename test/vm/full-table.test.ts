import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runGuest, whyNoVm } from './vm.ts';

interface Told {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

type Seen = Readonly<Record<'full' | 'namespace' | 'fixed' | 'past' | 'pastInside' | 'container', Told>>;

test('point 9, K22: a full table is a fault, one that was full a note, and what cannot be changed from here is left out', {
  skip: whyNoVm,
}, async () => {
  const { full, namespace, fixed, past, pastInside, container } = await runGuest<Seen>(
    'test/vm/guest/full-table.ts',
  );
  assert.equal(full.code, 1, full.out);
  assert.match(full.out, /^fault {5}The neighbour table of the machine is full, 8 of at most 8 entries/);
  assert.match(full.out, /fix: {2}sysctl -w net\.ipv4\.neigh\.default\.gc_thresh3=1024/);

  assert.equal(namespace.code, 1, namespace.out);
  assert.match(
    namespace.out,
    /fix, on the machine itself, not in this namespace:\n +sysctl -w \S+gc_thresh3=1024/,
  );
  assert.match(namespace.err, /left out, to be done on the machine itself, not in this namespace: sysctl/);
  assert.match(namespace.err, /nothing to be changed\n/);

  assert.equal(fixed.code, 0, fixed.out + fixed.err);
  assert.match(fixed.err, /2 changes made/);

  for (const told of [past, pastInside]) {
    assert.equal(told.code, 0, told.out);
    assert.match(told.out, /^note {6}The neighbour table of the machine was full \d+ times at some time/);
    assert.doesNotMatch(told.out + told.err, /sysctl|make \d+ change/);
  }

  assert.match(
    container.out,
    /fix, from outside, because \/proc\/sys is read-only here:\n +sysctl -w net\.ipv4\.conf/,
  );
  assert.match(
    container.err,
    /left out, to be done from outside, because \/proc\/sys is read-only here: sysctl/,
  );
  assert.notEqual(container.code, 3, container.err);
});
