import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { maskOf } from '../base/prefix.ts';
import { addressCodec } from '../wire/netlink/address.ts';
import { AF_INET } from '../wire/netlink/field.ts';
import { itemOf } from './kept-item.ts';
import type { KeptItem } from './kept-item.ts';
import { addressMoves, movesAtEnd } from './restore-lists.ts';

interface Address {
  readonly local: number;
  readonly prefixLength: number;
  readonly scope: number;
  readonly secondary: boolean;
}

const SECONDARY = 1;

function itemFor({ local, prefixLength, scope, secondary }: Address): KeptItem {
  const shortFlags = 0x80 | (secondary ? SECONDARY : 0);
  const fields = { family: AF_INET, prefixLength, scope, shortFlags, index: 2, local, address: local };
  return itemOf('address', addressCodec.encode(fields))!;
}

/** net/ipv4/devinet.c __inet_insert_ifa and __inet_del_ifa, without promote_secondaries. */
class KernelList {
  list: readonly Address[] = [];

  add(one: Omit<Address, 'secondary'>): void {
    let at = 0;
    let secondary = false;
    for (const [place, there] of this.list.entries()) {
      if (!there.secondary && one.scope <= there.scope) at = place + 1;
      if (!isSameSubnet(there, one)) continue;
      if (there.local === one.local || there.scope !== one.scope) return;
      secondary = true;
    }
    this.list = this.list.toSpliced(secondary ? this.list.length : at, 0, { ...one, secondary });
  }

  remove(gone: Address): void {
    const there = this.list.find(
      ({ local, prefixLength }) => local === gone.local && prefixLength === gone.prefixLength,
    );
    if (!there) return;
    this.list = this.list.filter(
      (one) => one !== there && !(!there.secondary && one.secondary && isSameSubnet(one, there)),
    );
  }
}

function isSameSubnet(a: Omit<Address, 'secondary'>, b: Omit<Address, 'secondary'>): boolean {
  const mask = maskOf(a.prefixLength);
  return a.prefixLength === b.prefixLength && (a.local & mask) === (b.local & mask);
}

const address = fc.record({
  local: fc.integer({ min: 0x0a000001, max: 0x0a000008 }),
  prefixLength: fc.constantFrom(24, 30, 32),
  scope: fc.constantFrom(0, 253, 254),
});
const kernelList = fc.array(address, { maxLength: 9 }).map((added) => {
  const kernel = new KernelList();
  for (const one of added) kernel.add(one);
  return kernel.list;
});

test('from any list of addresses to any other, in rounds, by what the kernel makes of each', () => {
  fc.assert(
    fc.property(kernelList, kernelList, (start, goal) => {
      const kernel = new KernelList();
      kernel.list = start;
      const wanted = goal.map(itemFor);
      const byKey = new Map([...start, ...goal].map((one) => [itemFor(one).key, one]));
      for (let round = 0; ; round++) {
        assert.ok(round < 8, 'it comes to an end');
        const { remove, add } = addressMoves(kernel.list.map(itemFor), wanted);
        if (remove.length + add.length === 0) break;
        for (const { key } of remove) kernel.remove(byKey.get(key)!);
        for (const { key } of add) kernel.add(byKey.get(key)!);
      }
      assert.deepEqual(kernel.list, goal);
    }),
    { numRuns: 2000 },
  );
});

test('equals: what comes behind the first difference moves to the end', () => {
  const items = [1, 2, 3, 4].map((last) =>
    itemFor({ local: 0x0a000000 + last, prefixLength: 32, scope: 0, secondary: false }),
  );
  const [a, b, c, d] = items as [KeptItem, KeptItem, KeptItem, KeptItem];
  assert.deepEqual(movesAtEnd([a, c, b], [a, b, c]), { remove: [c, b], add: [b, c] });
  assert.deepEqual(movesAtEnd([a], [a, d]), { remove: [], add: [d] });
  assert.deepEqual(movesAtEnd([a, d], [a]), { remove: [d], add: [] });
});
