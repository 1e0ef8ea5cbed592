// Each reason for an answer or a silence, brought about once; and no reason that nothing brings about.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMac } from '../base/mac.ts';
import { OP_REPLY } from '../wire/arp.ts';
import type { BridgeVlanSnapshot } from './host.ts';
import { type LabWish, labHost, whoHas, type Wording } from './lab.ts';
import { REASON_CODES, type ReasonCode, reasonOf } from './reasons.ts';
import { type Around, receive } from './reply.ts';
import type { Trace } from './trace.ts';

type Case = {
  readonly host?: LabWish;
  readonly target?: string;
  readonly wording?: Wording;
  readonly around?: Around;
};

const ROUTER: LabWish = { e1: ['10.1.0.1/24'], forwarding: true };
const FAR = '10.1.0.50';
const probe: Wording = { from: '0.0.0.0' };

const vlanAware = (bridgeVlans: readonly BridgeVlanSnapshot[]): LabWish => ({
  e0is: { master: 'br0', bridgeVlans },
  more: { br0: { kind: 'bridge', vlanFiltering: 0x8100, bridgeVlans: [] } },
});

const CASES: Readonly<Partial<Record<ReasonCode, Case>>> = {
  'answer-local': {},
  'answer-local-probe': { wording: probe },
  'answer-proxy-arp': { host: { ...ROUTER, e0conf: { proxy_arp: 1 } }, target: FAR },
  'answer-published': { host: { ...ROUTER, published: [`${FAR} dev e0`] }, target: FAR },
  'answer-pvlan': { host: { ...ROUTER, e0conf: { proxy_arp_pvlan: 1 } }, target: '.50' },
  'link-unknown': { wording: { link: 'e9' } },
  'link-down': { host: { e0is: { up: false } } },
  'link-no-carrier': { host: { e0is: { carrier: false } } },
  'link-noarp': { host: { e0is: { arp: false } } },
  'link-no-ipv4': { host: { e0is: { mtu: 67 } } },
  'link-inactive-member': {
    host: { e0is: { master: 'bond0' }, more: { bond0: { kind: 'bond', activeMember: 'e1' } } },
  },
  'port-not-forwarding': {
    host: { e0is: { master: 'br0', portState: 'blocking' }, more: { br0: { kind: 'bridge' } } },
  },
  'taken-by-upper': {
    host: { more: { iv0: { kind: 'ipvlan', lower: 'e0', mode: 'l3', addresses: ['10.0.0.3/24'] } } },
    target: '.3',
  },
  'port-vlan': { host: vlanAware([]) },
  'bridge-vlan': { host: vlanAware([{ first: 1, last: 1, pvid: true, untagged: true }]) },
  'port-locked': {
    host: { e0is: { master: 'br0', locked: true }, more: { br0: { kind: 'bridge' } } },
  },
  'sender-not-listed': {
    host: { more: { up0: { kind: 'macvlan', lower: 'e0', mode: 'source', senders: [] } } },
    wording: { link: 'up0' },
  },
  'bridge-bad-source': {
    host: { e0is: { master: 'br0' }, more: { br0: { kind: 'bridge' } } },
    wording: { src: 0 },
  },
  'bridge-group': {
    host: { e0is: { master: 'br0' }, more: { br0: { kind: 'bridge' } } },
    wording: { dst: parseMac('01:80:c2:00:00:01')! },
  },
  'bridge-no-way-back': {
    host: { e0is: { master: 'br0', noLearning: true, noFlood: true }, more: { br0: { kind: 'bridge' } } },
  },
  'other-host': { wording: { dst: parseMac('02:00:00:00:09:09')! } },
  'foreign-vlan': { wording: { vid: 7 } },
  'too-short': { wording: { size: 27 } },
  'not-arp': { wording: { etherType: 0x0800 } },
  'hardware-size': { wording: { hln: 8 } },
  'protocol-size': { wording: { pln: 16 } },
  'hardware-type': { wording: { hrd: 15 } },
  'protocol-type': { wording: { pro: 0x86dd } },
  'unknown-operation': { wording: { op: 3 } },
  'target-multicast': { target: '224.0.0.1' },
  'target-loopback': { target: '127.0.0.1' },
  'gratuitous-dropped': { host: { all: { drop_gratuitous_arp: 1 } }, wording: { from: '.1' } },
  'no-reply-to-reply': { wording: { op: OP_REPLY } },
  'probe-not-local': { wording: probe, target: '.77' },
  'arp-ignore-1': { host: { all: { arp_ignore: 1 } }, target: '.2' },
  'arp-ignore-2': { host: { all: { arp_ignore: 2 } }, wording: { from: '10.9.9.9' } },
  'arp-ignore-3': { host: { all: { arp_ignore: 3 }, lo: ['.200/32 scope host'] }, target: '.200' },
  'arp-ignore-8': { host: { all: { arp_ignore: 8 } } },
  'arp-filter': { host: { all: { arp_filter: 1 } }, wording: { link: 'e1' } },
  'arp-filter-no-route': { host: { all: { arp_filter: 1 } }, wording: { from: '8.8.8.8' } },
  'table-full': { around: { hasRoom: () => false } },
  guarded: {
    host: {
      guard: { links: ['e0'], mode: 'drop', guarded: [{ ip: '10.0.0.9', macs: ['02:00:00:00:00:77'] }] },
    },
    wording: { from: '.9' },
  },
  'sender-not-unicast': { wording: { from: '239.1.1.1' } },
  'sender-zero-net': { host: { kernel: '4.19' }, wording: { from: '0.1.2.3' } },
  'sender-loopback': { wording: { from: '127.0.0.5' } },
  'target-broadcast': { target: '.255' },
  'target-not-routable': {
    host: { forwarding: true, routes: ['multicast 10.6.0.0/24 dev e1 table main'] },
    target: '10.6.0.9',
  },
  'no-route': { target: '9.9.9.9' },
  'route-refuses': { host: { routes: ['prohibit 9.9.9.0/24'] }, target: '9.9.9.9' },
  'own-sender': { wording: { from: '.2' } },
  'sender-not-reachable-kind': { host: { all: { rp_filter: 2 } }, wording: { from: '.255' } },
  'rp-filter-strict': { host: { all: { rp_filter: 1 } }, wording: { link: 'e1' }, target: '.2' },
  'rp-filter-no-route': { host: { all: { rp_filter: 2 } }, wording: { from: '8.8.8.8' } },
  'rp-filter-unnumbered': { host: { e0: [], all: { rp_filter: 2 } }, target: '.2' },
  'not-forwarding': { target: '.77' },
  'same-link': { host: { forwarding: true }, target: '.77' },
  'medium-id': {
    host: { ...ROUTER, both: { medium_id: 3 }, e0conf: { proxy_arp: 1 } },
    target: FAR,
  },
  'not-proxied': { host: ROUTER, target: FAR },
  'pvlan-same-address': {
    host: { ...ROUTER, e0conf: { proxy_arp_pvlan: 1 } },
    target: '.50',
    wording: { from: '.50' },
  },
  'proxy-queue-full': {
    host: { ...ROUTER, e0conf: { proxy_arp: 1 } },
    target: FAR,
    around: { waiting: 65 },
  },
};

test('every reason for an answer or a silence has its case', () => {
  const wanted = REASON_CODES.filter((code) => ['answer', 'silence'].includes(reasonOf(code).kind));
  assert.deepEqual(Object.keys(CASES).toSorted(), wanted.toSorted());
});

for (const [code, given] of Object.entries(CASES)) {
  test(`${code}: ${reasonOf(code as ReasonCode).sentence}`, () => {
    const host = labHost(given.host);
    const heard = whoHas(given.target ?? '.1', given.wording);
    const { reply } = receive(heard, host, given.around);
    assert.equal(reply.reason, code);
    assert.equal(reply.yes, code.startsWith('answer-'));
    const trace: Trace = [];
    const told = receive(heard, host, { ...given.around, trace });
    assert.deepEqual(told.reply, reply, 'the trace changes nothing');
    assert.ok(trace.length >= 1);
    for (const { question, answer } of trace) {
      assert.match(question, /\?$/);
      assert.notEqual(answer, '');
    }
  });
}

test('the steps name the setting that decided, and where its value came from', () => {
  const trace: Trace = [];
  receive(whoHas('.2'), labHost({ all: { arp_ignore: 1 } }), { trace });
  const last = trace.at(-1)!;
  assert.deepEqual(last.settings, [
    { name: 'net.ipv4.conf.*.arp_ignore', link: 'e0', combine: 'max', all: 1, own: 0, value: 1 },
  ]);
  assert.match(last.answer, /^yes: arp_ignore is 1/);
});
