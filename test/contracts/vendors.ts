import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMac } from '../../src/base/mac.ts';
import type { Vendors } from '../../src/ports/host.ts';

export interface VendorsBody {
  readonly name: string;
  /** A reason why it cannot be tried here. */
  readonly skip: string | false;
  /** One in which b8:27:eb is registered by a maker whose name begins with "Raspberry Pi". */
  readonly open: () => Vendors;
}

/** The suite. Every body of Vendors runs it. */
export function vendorsContract({ name, skip, open }: VendorsBody): void {
  const vendorOf = (mac: string): string | null => open().vendorOf(parseMac(mac) ?? assert.fail(mac));

  test(`${name}: every MAC of a registered prefix has its vendor, in one line that prints`, { skip }, () => {
    for (const mac of ['b8:27:eb:00:00:00', 'b8:27:eb:12:34:56', 'b8:27:eb:ff:ff:ff']) {
      assert.match(vendorOf(mac) ?? '', /^Raspberry Pi/, mac);
      assert.doesNotMatch(vendorOf(mac) ?? '', /[\p{C}\n]/u);
    }
  });

  test(`${name}: a MAC made up on the spot has none, though its prefix looks like one, nor has a group`, {
    skip,
  }, () => {
    assert.equal(vendorOf('ba:27:eb:12:34:56'), null);
    assert.equal(vendorOf('b9:27:eb:12:34:56'), null);
    assert.equal(vendorOf('ff:ff:ff:ff:ff:ff'), null);
  });
}
