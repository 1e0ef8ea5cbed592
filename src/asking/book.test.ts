import assert from 'node:assert/strict';
import { test } from 'node:test';
import { between, seededDice } from '../base/dice.ts';
import { TargetSet } from '../base/target-set.ts';
import { Book, type BookEntry, MOST_KEPT } from './book.ts';
import type { Field } from './field.ts';

const facts = { name: 'eth0', index: 2, mac: 1, mtu: 1500, addresses: [], speed: null };
const field: Field = { link: facts, vlan: null, targets: TargetSet.of([{ first: 1, last: 9 }]), offset: 0 };

const heardAt = (ip: number, mac: number, form: 'zero' | 'own' = 'zero'): BookEntry => ({
  field,
  ip,
  mac,
  rttMs: 1,
  tries: 1,
  late: false,
  zero: form === 'zero' ? 1 : 0,
  own: form === 'own' ? 1 : 0,
  from: mac,
  byBroadcast: false,
  silentToProbe: false,
  told: undefined,
});

test('1.1b: what is counted of a MAC is what a look at all its answers would count', () => {
  for (let seed = 1; seed <= 50; seed++) {
    const dice = seededDice(seed);
    const book = new Book();
    for (let step = 0; step < 300; step++) {
      const [ip, mac] = [between(dice, 1, 20), between(dice, 1, 5)];
      const form = dice() < 0.5 ? 'zero' : 'own';
      const known = book.find(ip, mac);
      if (known === undefined) book.add(heardAt(ip, mac, form));
      else if (dice() < 0.3) book.noteSilence(known);
      else book.count(known, form, false);
    }
    let suspects = 0;
    for (let mac = 1; mac <= 5; mac++) {
      const all = book.answersOf(mac);
      const unheard = all.filter(({ zero }) => zero === 0);
      suspects += unheard.length;
      const { owned, tested, owner, ...standing } = book.standingOf(mac);
      assert.equal(owned, all.length - unheard.length);
      assert.equal(standing.unheard, unheard.length);
      assert.equal(tested, unheard.filter(({ silentToProbe }) => silentToProbe).length);
      assert.equal(owner === undefined, owned === 0);
    }
    assert.equal(book.hasSuspects, suspects > 0);
  }
});

test('A1: MACs of one address are kept up to a bound, then counted once each', () => {
  const book = new Book();
  for (let round = 0; round < 3; round++)
    for (let mac = 1; mac <= 300; mac++) if (!book.find(1, mac)) book.add(heardAt(1, mac));
  assert.equal(book.answersFor(1).length, MOST_KEPT);
  assert.deepEqual([book.macsFor(1), book.leftOut, book.uncounted], [300, 300 - MOST_KEPT, 0]);
});

test('A1: of all addresses together there is a bound, too, and beyond it an address is known to have more', () => {
  const book = new Book();
  for (let ip = 1; ip <= 70_000; ip++) for (const mac of [1, 2]) book.add(heardAt(ip, mac));
  assert.ok(book.stations < 70_000 + 40_000, `${book.stations}`);
  assert.ok(book.leftOut > 0 && book.uncounted > 0);
  for (const ip of [1, 35_000, 70_000]) assert.equal(book.macsFor(ip), 2);
  assert.equal(book.answersFor(70_000).length, 1);
});
