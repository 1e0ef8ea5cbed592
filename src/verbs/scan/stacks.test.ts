import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededDice } from '../../base/dice.ts';
import { formatIpv4, type Ipv4 } from '../../base/ipv4.ts';
import { readMac } from '../../base/mac.ts';
import { reportOf } from '../../base/pass-on.ts';
import { firstOf, lastOf, parsePrefix } from '../../base/prefix.ts';
import { TargetSet } from '../../base/target-set.ts';
import type { Station } from '../../inventory/station.ts';
import type { Conf } from '../../kernel/conf.ts';
import { hostWith, type HostWish } from '../../kernel/build-host.ts';
import { ipOf, macOf } from '../../sim/addresses.ts';
import { PaperHost } from '../../sim/paper-host.ts';
import { openResponder } from '../../sim/responder.ts';
import type { Segment } from '../../sim/segment.ts';
import { openWorld, type World } from '../../sim/world.ts';
import { openRelay } from '../../../test/verbs/passing-on.ts';
import { ping } from '../ping/ping.ts';
import { scan } from './scan.ts';

const US = '02:00:00:00:00:01';
const VIP = '10.77.0.100';

interface Machine {
  /** By name: MAC, addresses, settings. */
  readonly links: Readonly<
    Record<string, { readonly mac: string; readonly addresses?: readonly string[]; readonly conf?: Conf }>
  >;
  readonly all?: Conf;
  readonly rules?: readonly string[];
  readonly routes?: readonly string[];
  readonly closed?: boolean;
}

type Plug = (world: World, segment: Segment) => void;

/** A Linux host that knows us. */
function machine({ links, closed = false, ...wish }: Machine): Plug {
  return (world, segment) => {
    const names = Object.keys(links).filter((name) => name !== 'lo');
    const neighbours = names.map((link) => ({
      link,
      ip: '10.77.0.1',
      mac: US,
      state: 'permanent' as const,
    }));
    const host = new PaperHost(world, hostWith({ links, neighbours, ...wish } satisfies HostWish), {});
    for (const name of names) host.plug(name, segment);
    host.setAnswersEcho(!closed);
  };
}

const ips = (...texts: readonly string[]): ReadonlySet<Ipv4> => new Set(texts.map(ipOf));
const together =
  (...plugs: readonly Plug[]): Plug =>
  (world, segment) => {
    for (const plug of plugs) plug(world, segment);
  };

const A = '02:aa:00:00:00:01';
const B = '02:aa:00:00:00:02';
const two = (conf: Conf = {}, other: Conf = conf): Machine['links'] => ({
  e0: { mac: A, addresses: [`${VIP}/24`], conf },
  e1: { mac: B, addresses: ['10.77.0.30/24'], conf: other },
});
const server = (mac: string, own: string, vips: readonly string[]): Plug =>
  machine({ links: { e0: { mac, addresses: [own, ...vips.map((vip) => `${vip}/32`)] } } });
const VIPS = [VIP, '10.77.0.101', '10.77.0.102'];
const relay =
  (addresses: readonly string[], more: { readonly own?: string; readonly careless?: boolean } = {}): Plug =>
  (_, segment) =>
    openRelay(segment, {
      mac: macOf(B),
      to: macOf(A),
      ips: ips(...addresses),
      own: ips(...(more.own === undefined ? [] : [more.own])),
      careless: more.careless ?? false,
    });

/** Who is there, what it is, and how many packets beside the question may be needed. */
const CASES: readonly (readonly [string, Plug, readonly string[], number])[] = [
  [
    'one host, two cards, one address',
    machine({ links: { e0: { mac: A, addresses: [`${VIP}/24`] }, e1: { mac: B } } }),
    ['flux'],
    10,
  ],
  ['one host, two cards, an address on each', machine({ links: two() }), ['flux'], 10],
  [
    'the same, one card answering for its own address alone',
    machine({ links: two({}, { arp_ignore: 1 }) }),
    ['flux', 'ok'],
    10,
  ],
  [
    'the same, policy routing by source',
    machine({
      links: two(),
      rules: ['from 10.77.0.30 lookup 7 priority 100'],
      routes: ['10.77.0.0/24 dev e1 table 7'],
    }),
    ['flux'],
    10,
  ],
  [
    'the same, strict about senders: the second card gets no echo',
    machine({ links: two({ rp_filter: 1 }) }),
    ['flux'],
    288,
  ],
  ['the same, letting no packet in', machine({ links: two(), closed: true }), ['flux'], 288],
  ['one host, arp_filter: one card answers', machine({ links: two({ arp_filter: 1 }) }), ['ok', 'flux'], 288],
  [
    'two hosts, one address in common',
    together(server(A, '10.77.0.11/24', [VIP]), server(B, '10.77.0.21/24', [VIP])),
    ['conflict'],
    288,
  ],
  [
    'two hosts, one address in common, each with another beside it',
    together(server(A, '10.77.0.99/24', [VIP]), server(B, '10.77.0.101/24', [VIP])),
    ['conflict'],
    12,
  ],
  [
    'two servers that share three addresses, each with one of its own',
    together(server(A, '10.77.0.11/24', VIPS), server(B, '10.77.0.222/24', VIPS)),
    ['conflict'],
    288,
  ],
  [
    'the same, letting no packet in',
    together(
      ...[
        [A, '10.77.0.11/24'],
        [B, '10.77.0.222/24'],
      ].map(([mac = '', own = '']) =>
        machine({
          links: { e0: { mac, addresses: [own, ...VIPS.map((vip) => `${vip}/32`)] } },
          closed: true,
        }),
      ),
    ),
    ['conflict'],
    288,
  ],
  [
    'two servers that share three addresses, their own in another network',
    together(
      ...[
        [A, '10.9.0.11/24'],
        [B, '10.9.0.22/24'],
      ].map(([mac = '', own = '']) =>
        machine({
          links: { e0: { mac, addresses: [own, ...VIPS.map((vip) => `${vip}/32`)] } },
          routes: ['10.77.0.0/24 dev e0'],
        }),
      ),
    ),
    ['undecided'],
    288,
  ],
  [
    'a director and two real servers with the address on lo',
    together(
      server(A, '10.77.0.11/24', [VIP]),
      ...[
        [B, '10.77.0.12/24'],
        ['02:aa:00:00:00:03', '10.77.0.13/24'],
      ].map(([mac = '', own = '']) =>
        machine({
          links: {
            lo: { mac: '00:00:00:00:00:00', addresses: [`${VIP}/32`] },
            e0: { mac, addresses: [own] },
          },
        }),
      ),
    ),
    ['conflict'],
    288,
  ],
  [
    'one host with two cards, and another host with its address',
    together(machine({ links: two() }), server('02:aa:00:00:00:03', '10.77.0.13/24', [VIP])),
    ['conflict'],
    288,
  ],
  [
    'a host, and a program that passes on what is sent to its address',
    together(machine({ links: { e0: { mac: A, addresses: [`${VIP}/24`] } } }), relay([VIP])),
    ['conflict'],
    288,
  ],
  [
    'the same with two addresses, an own one of the program beside',
    together(
      machine({ links: { e0: { mac: A, addresses: [`${VIP}/24`, '10.77.0.30/24'] } } }),
      relay([VIP, '10.77.0.30'], { own: '10.77.0.66' }),
    ),
    ['conflict', 'undecided'],
    288,
  ],
  [
    'the same, a program without an address of its own',
    together(
      machine({ links: { e0: { mac: A, addresses: [`${VIP}/24`, '10.77.0.30/24'] } } }),
      relay([VIP, '10.77.0.30']),
    ),
    ['undecided'],
    288,
  ],
  [
    'the same, a program that passes on what is sent to all, too',
    together(
      machine({ links: { e0: { mac: A, addresses: [`${VIP}/24`, '10.77.0.30/24'] } } }),
      relay([VIP, '10.77.0.30'], { careless: true }),
    ),
    ['undecided'],
    288,
  ],
  [
    'a host with two cards, and a program before one of them',
    together(
      machine({
        links: {
          e0: { mac: A, addresses: [`${VIP}/24`] },
          e1: { mac: '02:aa:00:00:00:04', addresses: ['10.77.0.30/24'] },
        },
      }),
      relay([VIP, '10.77.0.30'], { own: '10.77.0.66' }),
    ),
    ['conflict', 'undecided'],
    288,
  ],
];

async function stationsBy(
  way: 'who' | 'scan' | 'network',
  plug: Plug,
): Promise<{ words: readonly string[]; evidence: number; sent: number; wire: number }> {
  const world = openWorld({ seed: 7 });
  const segment = world.segment('s0');
  let wire = 0;
  segment.plug({ mac: '02:00:00:00:99:99', promiscuous: true }).listen({
    hear: (bytes) => {
      if (readMac(bytes, 6) === macOf(US)) wire++;
    },
  });
  plug(world, segment);
  const host = world.host({ name: 'eth0', mac: US, addresses: ['10.77.0.1/24'], segment });
  const hands = { host, clock: world.clock, dice: seededDice(3) };
  const facts = host.interfaces()[1] ?? assert.fail();
  const isIt = ({ ip }: Station): boolean => formatIpv4(ip) === VIP;
  const wordsOf = (stations: readonly Station[]): readonly string[] => [
    ...new Set(stations.filter(isIt).map(({ verdict }) => verdict)),
  ];
  if (way === 'who') {
    const report = await reportOf(
      ping(hands, {
        facts,
        target: ipOf(VIP),
        vlan: null,
        unicast: null,
        follow: false,
        source: null,
        force: false,
        count: 1,
        interval: 400,
        deadline: null,
        examine: true,
        until: 'answered',
      }),
    );
    return { words: wordsOf(report.stations), evidence: report.sent - report.asked, sent: report.sent, wire };
  }
  const prefix = parsePrefix(way === 'scan' ? `${VIP}/32` : '10.77.0.0/24') ?? assert.fail();
  const targets = TargetSet.of([{ first: firstOf(prefix), last: lastOf(prefix) }]);
  const stations = new Map<string, Station>();
  const run = scan(hands, { interfaces: [{ facts, targets, vlans: [] }], rate: 1000 });
  for (;;) {
    const step = await run.next();
    if (step.done === true)
      return {
        words: wordsOf([...stations.values()]),
        evidence: step.value.evidence,
        sent: step.value.sent,
        wire,
      };
    if (step.value.type !== 'station') continue;
    const { station } = step.value;
    stations.set(`${station.ip} ${station.mac}`, station);
  }
}

for (const [what, plug, words, most] of CASES)
  test(`K7: ${what}: ${words.join(' or ')}, at most ${most} packets for evidence`, async () => {
    for (const way of ['who', 'scan', 'network'] as const) {
      const told = await stationsBy(way, plug);
      assert.ok(
        told.words.length === 1 && words.includes(told.words[0]!),
        `${way}: ${told.words.join(', ')}, ${told.evidence} for evidence`,
      );
      assert.ok(told.evidence <= most, `${way}: ${told.evidence} for evidence`);
      assert.equal(told.sent, told.wire, 'what is counted is what is on the wire');
    }
  });

test('K7: 300 MACs of one address: a bounded number of packets, and never one host', async () => {
  const crowd: Plug = (world, segment) => {
    for (let nth = 0; nth < 300; nth++)
      openResponder(world, segment, { mac: 0x02bb00000000 + nth, answersFor: (ip) => ip === ipOf(VIP) });
  };
  for (const plug of [crowd, together(machine({ links: two() }), crowd)]) {
    const told = await stationsBy('who', plug);
    assert.ok(!told.words.includes('flux') && told.sent <= 290, `${told.words.join()} ${told.sent}`);
  }
});

test('K7: a proxy for all beside a host with two cards is told apart from it', async () => {
  const proxy: Plug = (world, segment) =>
    void openResponder(world, segment, {
      mac: '02:ee:00:00:00:01',
      answersFor: () => true,
      ignoresProbes: true,
    });
  for (const way of ['who', 'scan', 'network'] as const) {
    const { words } = await stationsBy(way, together(machine({ links: two() }), proxy));
    assert.deepEqual(words, ['flux'], way);
  }
});
