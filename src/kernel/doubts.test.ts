import assert from 'node:assert/strict';
import { test } from 'node:test';
import { doubtsAbout } from './doubts.ts';
import type { HostSnapshot } from './host.ts';
import { decideReply } from './reply.ts';
import { type LabWish, labHost, whoHas, type Wording } from './lab.ts';

function codes(
  wish: LabWish,
  change: Partial<HostSnapshot> = {},
  asked: { target?: string; wording?: Wording } = {},
): string[] {
  const heard = whoHas(asked.target ?? '.1', asked.wording);
  return doubtsAbout(heard, { ...labHost(wish), ...change }).map((doubt) =>
    `${doubt.code} ${doubt.otherwise ?? ''}`.trim(),
  );
}

const UNKNOWN = { sticky: { customRules: null, customLocal: null } };

test('nothing is left open about a host that is fully known', () => {
  assert.deepEqual(codes({}), []);
});

test('packet filters, only where there is an answer to drop', () => {
  assert.deepEqual(codes({}, { netfilter: 'unknown' }), ['netfilter']);
  assert.deepEqual(codes({}, { netfilter: 'present' }), ['netfilter']);
  assert.deepEqual(codes({ all: { arp_ignore: 8 } }, { netfilter: 'present' }), []);
});

test('sticky marks, only where they would change the verdict', () => {
  assert.deepEqual(codes({}, UNKNOWN), []);
  assert.deepEqual(codes({}, UNKNOWN, { wording: { from: '.255' } }), [
    'custom-rules-unknown sender-not-reachable-kind',
    'custom-local-unknown sender-not-reachable-kind',
  ]);
});

test('a multipath route, only where the next hops differ', () => {
  const wish: LabWish = { forwarding: true, e0conf: { proxy_arp: 1 } };
  const over = (hops: string): LabWish => ({ ...wish, e1: ['10.1.0.1/24'], routes: [`10.9.0.0/16 ${hops}`] });
  assert.deepEqual(
    codes(over('nexthop via 10.1.0.2 dev e1 nexthop via 10.0.0.2 dev e0'), {}, { target: '10.9.0.1' }),
    ['multipath same-link'],
  );
  assert.deepEqual(
    codes(over('nexthop via 10.1.0.2 dev e1 nexthop via 10.1.0.3 dev e1'), {}, { target: '10.9.0.1' }),
    [],
  );
});

for (const [kernel, route, expected] of [
  ['6.18.44', 'nexthop dev e1 nexthop dev e0', []],
  ['6.1.176', 'nexthop dev e1 nexthop dev e0', ['multipath answer-local']],
  ['6.18.44', 'nhid 7 nexthop dev e1 nexthop dev e0', ['multipath answer-local']],
] as const)
  test(`M6: arp_filter and a way back over several next hops, Linux ${kernel}, ${route}`, () => {
    const wish: LabWish = {
      kernel,
      e1: ['10.1.0.1/24'],
      e0conf: { arp_filter: 1 },
      routes: [`9.9.9.0/24 ${route}`],
    };
    assert.deepEqual(codes(wish, {}, { wording: { from: '9.9.9.1' } }), expected);
  });

test('a table at its limit', () => {
  const table = { entries: 1024, thresh1: 128, thresh2: 512, thresh3: 1024, fulls: 3 };
  assert.deepEqual(codes({}, { table }), ['table-full-possible table-full']);
  assert.deepEqual(codes({}, { table: { ...table, entries: 1023 } }), []);
  assert.deepEqual(codes({}, { table }, { wording: { from: '0.0.0.0' } }), []);
});

test('a kernel the model does not know, and what could not be read', () => {
  assert.deepEqual(codes({ kernel: '9.1.0' }), ['kernel-version']);
  assert.deepEqual(codes({}, { unread: ['The rules could not be read.'] }), ['unread']);
});

test('#realms: M10, with a realm anywhere the sender is looked up, and accept_local is no short cut', () => {
  const heard = whoHas('.1', { from: '.255' });
  const reason = (wish: LabWish): string =>
    decideReply(heard, labHost({ e0conf: { accept_local: 1 }, ...wish })).reason;
  assert.equal(reason({ routes: ['9.9.9.0/24 dev e1'] }), 'answer-local');
  assert.equal(reason({ routes: ['9.9.9.0/24 dev e1 realm 3'] }), 'sender-not-reachable-kind');
  assert.equal(
    reason({ customRules: false, rules: ['from 9.9.9.9 realm 3 lookup main'] }),
    'sender-not-reachable-kind',
  );
});

const inVrf = (rule: string, kernel = '6.18.44'): LabWish => ({
  kernel,
  e0is: { master: 'red' },
  more: { red: { kind: 'vrf', vrfTable: 10 } },
  rules: ['l3mdev', rule],
  e0conf: { rp_filter: 2 },
});
for (const [name, wish, doubts] of [
  ['M20: a rule for the VRF of the link', inVrf('iif red blackhole'), ['kernel-version']],
  ['M20: the same for what leaves by it', inVrf('oif red blackhole'), ['kernel-version']],
  ['M20: as kernels before 6.2 do', inVrf('iif red blackhole', '6.1.176'), []],
  ['M20: a rule for another link', inVrf('iif e1 blackhole'), []],
  ['M20: a rule that changes nothing', inVrf('iif red lookup 77'), []],
  ['M20: outside of the VRF', { ...inVrf('iif red blackhole'), e0is: {} }, []],
] as const)
  test(`${name}: ${doubts.join() || 'no doubt'}`, () => {
    const told = doubtsAbout(whoHas('.1'), labHost(wish)).map(({ code }) => code);
    assert.deepEqual(told, doubts);
  });

const full = { table: { entries: 1024, thresh1: 128, thresh2: 512, thresh3: 1024, fulls: 3 } };
const heardOf = { wording: { from: '.77' }, target: '.77' };
const knownAsker = { neighbours: [{ link: 'e0', ip: '10.0.0.100', mac: '02:00:00:00:02:00' }] };

test('M17: a full table is in doubt about whom it has no entry of, asked and heard of alike', () => {
  assert.deepEqual(codes({}, full), ['table-full-possible table-full']);
  assert.deepEqual(codes(knownAsker, full), []);
  assert.deepEqual(codes({ e0conf: { arp_accept: 1 } }, full, heardOf), [
    'table-full-possible learn-table-full',
  ]);
  assert.deepEqual(codes({}, full, heardOf), [], 'nothing is made');
  assert.deepEqual(codes({ e0conf: { arp_accept: 1 } }, {}, heardOf), []);
});

test('M3: filters are in doubt about what is learned, too', () => {
  const present = { netfilter: 'present' } as const;
  assert.deepEqual(codes({ e0conf: { arp_accept: 1 } }, present, heardOf), ['netfilter']);
  assert.deepEqual(codes({}, present, heardOf), []);
});
