import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hostWith, type HostWish, type LinkWish } from '../kernel/build-host.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import { after } from '../change/after.ts';
import { commandOf } from '../change/change.ts';
import { diagnose } from './diagnose.ts';
import type { Finding } from './finding.ts';
import { SEVERITIES } from './severity.ts';
import { FINDING_KINDS, type FindingKind } from './findings.ts';
import { invert } from '../change/invert.ts';

const value = fc.constantFrom(0, 0, 0, 1, 2, 3, 8, 9);
const conf = fc.record({
  arp_ignore: value,
  arp_announce: value,
  arp_filter: fc.constantFrom(0, 0, 1),
  arp_accept: fc.constantFrom(0, 0, 1, 2, 3),
  rp_filter: fc.constantFrom(0, 0, 1, 2),
  proxy_arp: fc.constantFrom(0, 0, 1),
  route_localnet: fc.constantFrom(0, 0, 1),
  drop_gratuitous_arp: fc.constantFrom(0, 0, 1),
  forwarding: fc.constantFrom(0, 1),
});
const address = fc
  .tuple(
    fc.nat({ max: 1 }),
    fc.integer({ min: 1, max: 6 }),
    fc.constantFrom('/24', '/24', '/32', '/25', ' peer 10.0.0.9/32', '/32 scope host'),
  )
  .map(([net, host, tail]) => `10.${net}.0.${host}${tail}`);
const nic: fc.Arbitrary<LinkWish> = fc.record({
  addresses: fc.array(address, { maxLength: 3 }),
  conf,
  up: fc.constantFrom(true, true, true, false),
  carrier: fc.constantFrom(true, true, true, false),
});
const neighbour = fc.record({
  link: fc.constantFrom('e0', 'e1'),
  ip: fc.integer({ min: 1, max: 9 }).map((at) => `10.0.0.${at}`),
  mac: fc.constantFrom('02:00:00:00:00:01', '02:00:00:00:00:02'),
  state: fc.constantFrom('reachable' as const, 'permanent' as const, 'failed' as const, 'stale' as const),
});
const wish: fc.Arbitrary<HostWish> = fc.record({
  links: fc.record({
    lo: fc.record({ addresses: fc.array(address, { maxLength: 1 }) }),
    e0: nic,
    e1: nic,
    e2: nic,
  }),
  all: conf,
  default: conf,
  routes: fc.subarray([
    'default via 10.0.0.254 dev e0',
    '10.0.0.5/32 dev e2',
    '10.0.0.0/24 dev e1 table 101',
    'blackhole 10.9.0.0/16',
    'local 10.8.0.0/24 dev lo',
  ]),
  rules: fc.subarray(['from 10.0.0.2 lookup 101']),
  published: fc.subarray(['10.0.0.5 dev e0', '10.0.0.5 dev e1', '10.1.0.7', '10.0.0.200 dev e2']),
  neighbours: fc.uniqueArray(neighbour, { maxLength: 3, selector: ({ link, ip }) => `${link} ${ip}` }),
  kernel: fc.constantFrom('6.18.44', '6.1.0', '5.4.0', '4.9.1', 'weird'),
});
const host = wish.map((one) => hostWith(one));

test('any host: a sentence, evidence and a known severity for each finding, the worst first', () => {
  fc.assert(
    fc.property(host, (one) => {
      const { findings } = diagnose(one);
      const ranks = findings.map(({ severity }) => SEVERITIES.indexOf(severity));
      assert.deepEqual(
        ranks,
        ranks.toSorted((a, b) => a - b),
      );
      for (const { sentence, evidence, changes } of findings) {
        assert.match(sentence, /^\S.*\.$/s);
        assert.doesNotMatch(sentence, /undefined|\[object|NaN/);
        assert.ok(evidence.length > 0 && evidence.every(({ text }) => !/undefined|\[object|NaN/.test(text)));
        for (const change of changes) assert.doesNotMatch(commandOf(change), /undefined|\[object|NaN/);
      }
    }),
    { numRuns: 400 },
  );
});

/** Their finding is about one thing, and their changes take that very thing away. */
const MENDED: readonly FindingKind[] = [
  'vip-scope',
  'vip-prefix',
  'vip-answered',
  'published-never',
  'published-wildcard',
  'published-flux',
  'value-without-meaning',
  'default-too-late',
  'announcements-dropped',
  'permanent-contradicts',
  'arp-filter-useless',
  'rp-filter-deaf',
  'flux',
  'address-twice',
  'flux-announced',
  'one-way-out',
  'vip-leaks',
  'vip-route-localnet',
  'published-wrong-link',
  'proxy-shadows',
  'lo-setting',
  'vrrp-leftovers',
];

function keysOf(one: HostSnapshot): ReadonlySet<string> {
  return new Set(diagnose(one).findings.map(keyOf));
}

/** What it is about; findings about settings are told apart by what they would set. */
function keyOf({ kind, links, addresses, changes }: Finding): string {
  const about = addresses.length > 0 ? addresses : changes.map(commandOf);
  return [kind, ...links, ...about].join(', ');
}

test('any host: what a finding proposes takes that finding away', () => {
  fc.assert(
    fc.property(host, (one) => {
      for (const found of diagnose(one).findings) {
        if (!MENDED.includes(found.kind) || found.changes.length === 0) continue;
        const left = keysOf(after(one, found.changes));
        assert.ok(!left.has(keyOf(found)), `${keyOf(found)}\n${found.changes.map(commandOf).join('\n')}`);
      }
    }),
    { numRuns: 400 },
  );
});

test('any host: a change and its inverse leave the diagnosis as it was', () => {
  fc.assert(
    fc.property(host, (one) => {
      const before = [...keysOf(one)].toSorted();
      for (const { changes } of diagnose(one).findings)
        for (const change of changes) {
          // The routes of an address added again come last: that the kernel does not undo.
          if (change.do === 'remove-address' && change.link !== 'lo') continue;
          const changed = after(one, [change]);
          const back = after(changed, invert(change, one));
          const settled = { ...back, sticky: one.sticky };
          assert.deepEqual([...keysOf(settled)].toSorted(), before, commandOf(change));
        }
    }),
    { numRuns: 200 },
  );
});

test('every kind is in the catalogue once, with every part of its page', () => {
  assert.equal(new Set(FINDING_KINDS).size, FINDING_KINDS.length);
  assert.ok(FINDING_KINDS.length > 40);
});
