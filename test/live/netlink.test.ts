import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SystemFault } from '../../src/base/fault.ts';
import { formatIpv4 } from '../../src/base/ipv4.ts';
import { formatMac } from '../../src/base/mac.ts';
import { AF_NETLINK, MSG_DONTWAIT, SOCK_CLOEXEC, SOCK_RAW, sockaddrNl } from '../../src/linux/ffi/layouts.ts';
import { openLibc } from '../../src/linux/ffi/libc.ts';
import { openHost } from '../../src/linux/host.ts';
import { type Netlink, openNetlink, refusedFault } from '../../src/linux/netlink-socket.ts';
import { addressCodec, RTM_GETADDR, RTM_NEWADDR } from '../../src/wire/netlink/address.ts';
import { AF_INET } from '../../src/wire/netlink/field.ts';
import { linkCodec, RTM_GETLINK } from '../../src/wire/netlink/link.ts';
import { NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE, splitMessages } from '../../src/wire/netlink/message.ts';
import {
  NTF_PROXY,
  NUD_PERMANENT,
  neighbourCodec,
  RTM_DELNEIGH,
  RTM_GETNEIGH,
  RTM_NEWNEIGH,
} from '../../src/wire/netlink/neighbour.ts';
import { neighbourTableCodec, RTM_GETNEIGHTBL } from '../../src/wire/netlink/neighbour-table.ts';
import { netconfCodec, RTM_GETNETCONF } from '../../src/wire/netlink/netconf.ts';
import {
  RTM_F_LOOKUP_TABLE,
  RTM_GETROUTE,
  RTM_NEWROUTE,
  routeCodec,
  tableFields,
  tableOf,
} from '../../src/wire/netlink/route.ts';
import { decodeRtnetlink, RTMGRP, type RtnetlinkEvent } from '../../src/wire/netlink/rtnetlink.ts';
import { RTM_GETRULE, RTM_NEWRULE, ruleCodec } from '../../src/wire/netlink/rule.ts';
import { type LabHost, openLab, whyNoLab } from './lab.ts';
import { ROUTE_TYPES, RTPROT_STATIC } from '../../src/wire/netlink/numbers.ts';

function live(name: string, body: (host: LabHost) => void): void {
  test(name, { skip: whyNoLab }, () => {
    const lab = openLab();
    try {
      body(
        lab.host('host', {
          nics: [
            {
              name: 'eth0',
              mac: '02:00:00:00:00:01',
              addresses: ['10.77.0.1/24', '10.77.0.2/24', '10.78.0.1/16'],
            },
            { name: 'eth1', mac: '02:00:00:00:00:02' },
          ],
        }),
      );
    } finally {
      lab.close();
    }
  });
}

function talk<T>(host: LabHost, body: (netlink: Netlink) => T): T {
  return host.inside(() => {
    const netlink = openNetlink(openLibc());
    try {
      return body(netlink);
    } finally {
      netlink.close();
    }
  });
}

type Kind = Exclude<RtnetlinkEvent, { kind: 'other' }>;
type ValueOf<K extends Kind['kind']> = Extract<Kind, { kind: K }>['value'];

function dumped<K extends Kind['kind']>(host: LabHost, kind: K, ask: [number, Uint8Array]): ValueOf<K>[] {
  return talk(host, (netlink) => netlink.dump(...ask)).map((message) => {
    const event = decodeRtnetlink(message);
    assert.ok(event.ok, event.ok ? '' : event.error.text);
    assert.equal(event.value.kind, kind);
    return (event.value as Kind).value as ValueOf<K>;
  });
}

function json(host: LabHost, ...args: string[]): Record<string, unknown>[] {
  return JSON.parse(host.run('ip', '-j', '-d', ...args)) as Record<string, unknown>[];
}

function ip(address: unknown): string | undefined {
  return typeof address === 'number' ? formatIpv4(address) : undefined;
}

live('links and addresses as ip tells them', (host) => {
  const links = dumped(host, 'link', [RTM_GETLINK, linkCodec.encode({})]);
  assert.deepEqual(
    links.map(({ index, name, address, mtu, info }) => [
      index,
      name,
      formatMac(address as number),
      mtu,
      info?.kind,
    ]),
    json(host, 'link').map((each) => [
      each['ifindex'],
      each['ifname'],
      each['address'],
      each['mtu'],
      (each['linkinfo'] as Record<string, unknown> | undefined)?.['info_kind'],
    ]),
  );
  const addresses = dumped(host, 'address', [RTM_GETADDR, addressCodec.encode({ family: AF_INET })]);
  assert.deepEqual(
    addresses.map(({ local, prefixLength, label }) => [ip(local), prefixLength, label]),
    json(host, '-4', 'addr').flatMap((each) =>
      (each['addr_info'] as Record<string, unknown>[]).map((one) => [
        one['local'],
        one['prefixlen'],
        one['label'],
      ]),
    ),
  );
});

live('what a verb sees of interfaces', (host) => {
  host.ip('link add br0 type bridge', 'link set eth1 master br0', 'link set lo down', 'link set eth1 down');
  const facts = host.inside(() => openHost().interfaces());
  const bridge = facts.find(({ name }) => name === 'br0');
  assert.deepEqual(
    facts.map(({ name, up, arp, loopback, kind, master }) => [name, up, arp, loopback, kind, master]),
    [
      ['lo', false, true, true, null, 0],
      ['eth0', true, true, false, 'veth', 0],
      ['eth1', false, true, false, 'veth', bridge?.index],
      ['br0', false, true, false, 'bridge', 0],
    ],
  );
  const [, eth0] = facts;
  assert.deepEqual(
    [eth0!.carrier, eth0!.hardware, eth0!.mtu, formatMac(eth0!.mac)],
    [true, 1, 1500, '02:00:00:00:00:01'],
  );
  assert.deepEqual(
    eth0!.addresses.map((one) => `${formatIpv4(one.ip)}/${one.prefixLength}`),
    ['10.77.0.1/24', '10.78.0.1/16', '10.77.0.2/24'],
  );
});

live('a cable that is pulled out is no carrier', (host) => {
  host.ip('link add one type veth peer name two', 'link set one up');
  const [one] = host.inside(() => openHost().interfaces()).filter(({ name }) => name === 'one');
  assert.deepEqual([one!.up, one!.carrier], [true, false]);
});

live('routes that we make are those that ip tells, and the other way round', (host) => {
  const eth0 = host.nic('eth0').index;
  const eth1 = host.nic('eth1').index;
  const route = { family: AF_INET, destinationLength: 16, protocol: RTPROT_STATIC, type: 1 };
  const requests = [
    { ...route, ...tableFields(254), destination: 0x0a320000, gateway: 0x0a4d00fe, priority: 7, index: eth0 },
    { ...route, ...tableFields(100_000), destination: 0x0a330000, gateway: 0x0a4d00fe },
    {
      ...route,
      ...tableFields(254),
      destination: 0x0a340000,
      multipath: [
        { flags: 0, weight: 256, index: eth0, gateway: 0x0a4d00fe },
        { flags: 0, weight: 2, index: eth1 },
      ],
    },
    { ...route, ...tableFields(254), type: 6, destination: 0x0a350000, metrics: { mtu: 1400, lock: 4 } },
  ].map((value) => ({
    type: RTM_NEWROUTE,
    flags: NLM_F_CREATE | NLM_F_EXCL,
    payload: routeCodec.encode(value),
  }));
  const acks = talk(host, (netlink) => netlink.changeAll(requests));
  assert.deepEqual(
    acks.map(({ errno, text }) => [errno, text]),
    requests.map(() => [0, null]),
  );
  const told = json(host, 'route', 'show', 'table', 'all').filter((each) => each['protocol'] === 'static');
  assert.deepEqual(
    told.map((each) => [each['dst'], each['table'] ?? 'main', each['type'], each['metric'], each['gateway']]),
    [
      ['10.51.0.0/16', '100000', 'unicast', undefined, '10.77.0.254'],
      ['10.50.0.0/16', 'main', 'unicast', 7, '10.77.0.254'],
      ['10.52.0.0/16', 'main', 'unicast', undefined, undefined],
      ['10.53.0.0/16', 'main', 'blackhole', undefined, undefined],
    ],
  );
  const hops = told[2]!['nexthops'] as Record<string, unknown>[];
  assert.deepEqual(
    hops.map((hop) => [hop['dev'], hop['weight']]),
    [
      ['eth0', 256],
      ['eth1', 2],
    ],
  );
  const seen = dumped(host, 'route', [RTM_GETROUTE, routeCodec.encode({ family: AF_INET })]);
  const ofTold = (each: Record<string, unknown>): string =>
    `${each['type'] as string} ${(each['dst'] as string).replace(/\/32$/, '')}`;
  assert.deepEqual(
    seen.map((each) => {
      const length = each.destinationLength === 32 ? '' : `/${each.destinationLength}`;
      return `${ROUTE_TYPES[each.type]} ${ip(each.destination)}${length}`;
    }),
    json(host, '-4', 'route', 'show', 'table', 'all').map(ofTold),
  );
  assert.deepEqual(
    seen.map(tableOf).filter((table) => table > 255),
    [100_000],
  );
});

live('one question: which way to an address', (host) => {
  host.ip('route add default via 10.77.0.254');
  const { answers, ack } = talk(host, (netlink) =>
    netlink.ask({
      type: RTM_GETROUTE,
      payload: routeCodec.encode({
        family: AF_INET,
        destinationLength: 32,
        flags: RTM_F_LOOKUP_TABLE,
        destination: 0x08080808,
      }),
    }),
  );
  assert.equal(ack.errno, 0);
  const event = decodeRtnetlink(answers[0]!);
  assert.ok(event.ok && event.value.kind === 'route');
  assert.deepEqual(
    [ip(event.value.value.gateway), ip(event.value.value.preferredSource), event.value.value.index],
    ['10.77.0.254', '10.77.0.1', host.nic('eth0').index],
  );
});

live('rules', (host) => {
  const payload = ruleCodec.encode({
    family: AF_INET,
    sourceLength: 24,
    source: 0x0a4d0000,
    action: 1,
    ...tableFields(1000),
    priority: 50,
    inputName: 'eth0',
  });
  const flags = NLM_F_CREATE | NLM_F_EXCL;
  assert.equal(talk(host, (netlink) => netlink.ask({ type: RTM_NEWRULE, flags, payload })).ack.errno, 0);
  assert.deepEqual(
    dumped(host, 'rule', [RTM_GETRULE, ruleCodec.encode({ family: AF_INET })]).map((rule) => [
      rule.priority ?? 0,
      tableOf(rule),
      rule.inputName,
      ip(rule.source),
    ]),
    [
      [0, 255, undefined, undefined],
      [50, 1000, 'eth0', '10.77.0.0'],
      [32766, 254, undefined, undefined],
      [32767, 253, undefined, undefined],
    ],
  );
});

live('thousands of neighbours in one batch, and each refusal for itself', (host) => {
  const index = host.nic('eth0').index;
  const entry = (nth: number, more = {}) => ({
    type: RTM_NEWNEIGH,
    flags: NLM_F_CREATE | NLM_F_REPLACE,
    payload: neighbourCodec.encode({
      family: AF_INET,
      index,
      state: NUD_PERMANENT,
      address: 0x0a4e0100 + nth,
      hardware: 0x020000100000 + nth,
      ...more,
    }),
  });
  const count = 3000;
  const requests = Array.from({ length: count }, (_, nth) => entry(nth, nth === 700 ? { index: 999 } : {}));
  const acks = talk(host, (netlink) => netlink.changeAll(requests));
  assert.equal(acks.length, count);
  assert.deepEqual(
    acks.flatMap((ack, at) => (ack.errno === 0 ? [] : [[at, ack.errno]])),
    [[700, 19]],
  );
  const all = dumped(host, 'neighbour', [RTM_GETNEIGH, neighbourCodec.encode({ family: AF_INET })]);
  assert.deepEqual(
    all
      .map((each) => [each.address, each.hardware, each.state])
      .toSorted(([a], [b]) => Number(a) - Number(b)),
    Array.from({ length: count }, (_, nth) => [0x0a4e0100 + nth, 0x020000100000 + nth, NUD_PERMANENT]).filter(
      (_, nth) => nth !== 700,
    ),
  );
});

live('published entries stand apart', (host) => {
  const index = host.nic('eth0').index;
  const value = { family: AF_INET, index, flags: NTF_PROXY, address: 0x0a4d00c8, protocol: 4 };
  const ask: [number, Uint8Array] = [
    RTM_GETNEIGH,
    neighbourCodec.encode({ family: AF_INET, flags: NTF_PROXY }),
  ];
  const change = (type: number) =>
    talk(host, (netlink) => netlink.ask({ type, flags: NLM_F_CREATE, payload: neighbourCodec.encode(value) }))
      .ack;
  assert.equal(change(RTM_NEWNEIGH).errno, 0);
  assert.deepEqual(
    dumped(host, 'neighbour', ask).map((each) => [ip(each.address), each.flags, each.protocol]),
    [['10.77.0.200', NTF_PROXY, 4]],
  );
  assert.equal(change(RTM_DELNEIGH).errno, 0);
  assert.deepEqual(dumped(host, 'neighbour', ask), []);
  assert.notEqual(change(RTM_DELNEIGH).errno, 0);
});

live('tables of neighbours and settings', (host) => {
  const tables = dumped(host, 'neighbour-table', [
    RTM_GETNEIGHTBL,
    neighbourTableCodec.encode({ family: AF_INET }),
  ]);
  assert.deepEqual(
    new Set(tables.map(({ name, parameters }) => `${name} ${parameters?.index}`)),
    new Set([undefined, 1, 2, 3].map((index) => `arp_cache ${index}`)),
  );
  assert.equal(tables.find(({ statistics }) => statistics)?.statistics?.length, 11);
  const settings = dumped(host, 'netconf', [RTM_GETNETCONF, netconfCodec.encode({ family: AF_INET })]);
  assert.deepEqual(
    settings.map(({ index }) => index),
    [1, 2, 3, -1, -2],
  );
});

live('a refusal in the words of the kernel', (host) => {
  const payload = addressCodec.encode({
    family: AF_INET,
    prefixLength: 24,
    index: host.nic('eth0').index,
    local: 0x0a4d0001,
  });
  const flags = NLM_F_CREATE | NLM_F_EXCL;
  const { ack } = talk(host, (netlink) => netlink.ask({ type: RTM_NEWADDR, flags, payload }));
  assert.equal(ack.errno, 17);
  const fault = refusedFault('add the address', ack);
  assert.ok(fault instanceof SystemFault);
  assert.equal(fault.code, 'EEXIST');
  assert.ok(ack.text === null || fault.message.includes(ack.text));
  const unknown = talk(host, (netlink) =>
    netlink.ask({ type: 16, flags, payload: linkCodec.encode({ name: 'x', info: { kind: 'arpist' } }) }),
  );
  assert.equal(unknown.ack.text, 'Unknown device type');
});

live('changes are told to whoever listens', (host) => {
  const libc = openLibc();
  const groups = RTMGRP.link | RTMGRP.neighbour | RTMGRP.ipv4Address | RTMGRP.ipv4Route | RTMGRP.ipv4Rule;
  const fd = host.inside(() => {
    const socket = libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0);
    assert.equal(libc.bind(socket, sockaddrNl(groups)), 0);
    return socket;
  });
  const heard = (): string[] => {
    const told: string[] = [];
    const buffer = new Uint8Array(0x10000);
    for (;;) {
      const length = libc.recv(fd, buffer, MSG_DONTWAIT);
      if (length < 0) return told;
      const { messages, malformed } = splitMessages(buffer.subarray(0, length));
      assert.equal(malformed, null);
      for (const message of messages) {
        const event = decodeRtnetlink(message);
        assert.ok(event.ok && event.value.kind !== 'other');
        told.push(`${event.value.kind} ${event.value.change}`);
      }
    }
  };
  const after = (...lines: string[]): Set<string> => {
    heard();
    host.ip(...lines);
    return new Set(heard());
  };
  try {
    // Beside what the kernel tells by itself at any moment, of IPv6 too.
    assert.ok(after('neigh add 10.77.0.9 lladdr 02:00:00:00:00:99 dev eth0').has('neighbour new'));
    assert.ok(after('neigh del 10.77.0.9 dev eth0').has('neighbour deleted'));
    const added = after('addr add 10.79.0.1/24 dev eth0');
    assert.ok(added.has('address new') && added.has('route new'));
    const removed = after('addr del 10.79.0.1/24 dev eth0');
    assert.ok(removed.has('address deleted') && removed.has('route deleted'));
    assert.ok(after('rule add from 10.0.0.1 table 7').has('rule new'));
    assert.ok(after('rule del from 10.0.0.1 table 7').has('rule deleted'));
    assert.ok(after('link set eth1 down').has('link new'));
    assert.ok(after('link del eth1').has('link deleted'));
  } finally {
    libc.close(fd);
  }
});
