import { formatIpv4 } from '../../src/base/ipv4.ts';
import { firstOf, lastOf, prefixOf } from '../../src/base/prefix.ts';
import { BROADCAST_MAC, formatMac, type Mac, parseMac, writeMac } from '../../src/base/mac.ts';
import type { NudState } from '../../src/kernel/host.ts';
import type { Draw } from './draw.ts';
import { drawIp } from './draw-host.ts';
import type { AskPlan, EntryPlan, FramePlan, HostPlan } from './plan.ts';
import { ipOf } from './requests.ts';

const ODD = [
  '0.1.2.3',
  '127.0.0.1',
  '127.0.0.5',
  '224.0.0.5',
  '255.255.255.255',
  '239.1.2.3',
  '10.0.0.255',
  '10.0.0.0',
];

export interface Throws {
  readonly frames: readonly FramePlan[];
  readonly entries: readonly EntryPlan[];
  readonly asks: readonly AskPlan[];
}

/** A frame that may be sent, with the entry that would be there before it. */
export interface Candidate {
  readonly frame: FramePlan;
  readonly entry: EntryPlan | null;
  /** No two frames of a host may be about the same entry or have the same sender MAC: their order must not matter. */
  readonly spa: string;
  readonly sha: Mac;
}

export function drawCandidates(draw: Draw, plan: HostPlan, count: number): Candidate[] {
  const pool = poolOf(plan);
  return Array.from({ length: count }, (_, at) => {
    const nic = draw.chance(0.97) ? draw.number(0, pool.used - 1) : draw.number(0, plan.nics.length - 1);
    const { bytes, spa, sha } = drawFrame(draw, { plan, pool, nic, at });
    const entry = spa !== '0.0.0.0' && draw.chance(0.5) ? drawEntry(draw, { nic, spa, sha }) : null;
    return { frame: { nic, bytes }, entry, spa, sha };
  });
}

/** The first `count` of the candidates that do not get in each other's way. */
export function takeApart(candidates: readonly Candidate[], count: number): readonly Candidate[] {
  const taken = new Set<string>();
  const macs = new Set<Mac>();
  const chosen: Candidate[] = [];
  for (const candidate of candidates) {
    const key = `${candidate.frame.nic} ${candidate.spa}`;
    if ((taken.has(key) && candidate.spa !== '0.0.0.0') || macs.has(candidate.sha)) continue;
    taken.add(key);
    macs.add(candidate.sha);
    chosen.push(candidate);
    if (chosen.length === count) break;
  }
  return chosen;
}

type Place = 'mine' | 'host' | 'named' | 'published' | 'edge' | 'subnet' | 'far' | 'odd';

type Pool = {
  /** First and last addresses of own prefixes. */
  readonly edges: readonly string[];
  readonly published: readonly string[];
  /** Those of each NIC. */
  readonly mine: readonly (readonly string[])[];
  readonly used: number;
  readonly own: readonly string[];
  readonly subnets: readonly string[];
  readonly named: readonly string[];
};

function poolOf(plan: HostPlan): Pool {
  const own = [...plan.lo, ...plan.nics.flatMap((nic) => nic.addresses)]
    .map(({ local }) => local)
    .filter((local) => !local.startsWith('127.'));
  const far = plan.nics.flatMap((nic) => nic.addresses.flatMap(({ peer }) => (peer ? [peer] : [])));
  const subnets = [...new Set([...own, '10.0.0.1'].map((ip) => ip.split('.').slice(0, 3).join('.')))];
  const used = plan.nics.findLastIndex((nic) => nic.up || nic.addresses.length > 0) + 1;
  const named = [
    ...plan.published.map(({ ip }) => ip),
    ...plan.routes.map(({ to }) => to),
    ...plan.routes.flatMap(({ hops }) => hops.flatMap(({ via }) => (via ? [via] : []))),
    ...plan.rules.flatMap(({ from, to }) => [from?.[0], to?.[0]].filter((each) => each !== undefined)),
    ...far,
    ...plan.disowned,
  ];
  const addresses = [...plan.lo, ...plan.nics.flatMap((nic) => nic.addresses)];
  const edges = addresses.flatMap(({ local, length }) => {
    const prefix = prefixOf(ipOf(local), length);
    return length < 31
      ? [
          formatIpv4(lastOf(prefix)),
          '255.255.255.255',
          formatIpv4(lastOf(prefix)),
          formatIpv4(firstOf(prefix)),
        ]
      : [];
  });
  const mine = plan.nics.map((nic) => nic.addresses.map(({ local }) => local));
  const published = plan.published.map(({ ip }) => ip);
  return {
    edges,
    mine,
    published,
    used: Math.max(1, used),
    own,
    subnets,
    named: named.length > 0 ? named : own,
  };
}

/** An address of that kind, with the last number moved a little where many are wanted. */
function drawAny(
  draw: Draw,
  pool: Pool,
  wish: { nic: number; weights: Readonly<Record<Place, number>> },
): string {
  const from = (list: readonly string[]): string =>
    list.length > 0 ? draw.one(list) : drawIp(draw, pool.subnets);
  switch (draw.weighted(wish.weights)) {
    case 'mine':
      return from(pool.mine[wish.nic] ?? []);
    case 'host':
      return from(pool.own);
    case 'published':
      return from(pool.published);
    case 'edge':
      return from(pool.edges);
    case 'named': {
      const near = from(pool.named);
      return draw.chance(0.4) ? near : formatIpv4((ipOf(near) + draw.number(0, 15)) >>> 0);
    }
    case 'subnet':
      return `${draw.one(pool.subnets)}.${draw.number(0, 255)}`;
    case 'far':
      return drawIp(draw, ['203.0.113', '10.5.5', '8.8.8']);
    case 'odd':
      return draw.one(ODD);
  }
}

type Drawn = { readonly bytes: string; readonly spa: string; readonly sha: Mac };
type Where = { readonly plan: HostPlan; readonly pool: Pool; readonly nic: number; readonly at: number };

const TARGETS = { mine: 17, host: 33, named: 22, published: 8, edge: 3, subnet: 9, far: 5, odd: 3 };
const SENDERS = { mine: 3, host: 4, named: 18, published: 1, edge: 9, subnet: 52, far: 10, odd: 3 };
const ASKED = { mine: 0, host: 0, named: 30, published: 5, edge: 0, subnet: 60, far: 20, odd: 0 };

function drawFrame(draw: Draw, { plan, pool, nic, at }: Where): Drawn {
  const kind = draw.weighted({
    request: 62,
    probe: 8,
    announcement: 9,
    answer: 4,
    reply: 10,
    odd: 5,
    raw: 2,
  });
  const own = parseMac(plan.nics[nic]!.mac)!;
  const sha = draw.chance(0.03)
    ? draw.one([0, BROADCAST_MAC, own, 0x01005e000001])
    : 0x020000020000 + (at << 8) + draw.number(0, 255);
  const spa = kind === 'probe' ? '0.0.0.0' : drawAny(draw, pool, { nic, weights: SENDERS });
  const same = kind === 'announcement' || kind === 'answer';
  const tpa = same ? spa : drawAny(draw, pool, { nic, weights: TARGETS });
  const isReply = kind === 'answer' || kind === 'reply';
  const op = isReply ? 2 : draw.chance(0.03) ? draw.one([0, 2, 3, 8, 9, 25]) : 1;
  const tha =
    kind === 'answer' ? (draw.chance(0.7) ? sha : draw.one([0, BROADCAST_MAC])) : draw.chance(0.8) ? 0 : own;
  const dst = draw.chance(isReply ? 0.4 : 0.7)
    ? BROADCAST_MAC
    : draw.weighted({ own: 84, other: 5, multicast: 6, twin: 5 });
  const fields = {
    dst: typeof dst === 'number' ? dst : dstOf(dst, plan, nic),
    op,
    sha,
    spa: ipOf(spa),
    tha,
    tpa: ipOf(tpa),
  };
  return {
    bytes: hexOf(kind === 'odd' || kind === 'raw' ? spoil(draw, frameOf(fields)) : frameOf(fields)),
    spa,
    sha,
  };
}

function dstOf(kind: 'own' | 'other' | 'multicast' | 'twin', plan: HostPlan, nic: number): Mac {
  if (kind === 'other') return 0x02deadbeef01;
  if (kind === 'multicast') return 0x01005e000001;
  return parseMac(plan.nics[kind === 'own' ? nic : (nic + 1) % plan.nics.length]!.mac)!;
}

type Fields = { dst: Mac; op: number; sha: Mac; spa: number; tha: Mac; tpa: number };

function frameOf({ dst, op, sha, spa, tha, tpa }: Fields): Uint8Array {
  const bytes = new Uint8Array(42);
  const view = new DataView(bytes.buffer);
  writeMac(bytes, 0, dst);
  writeMac(bytes, 6, 0x02c0ffee0001);
  view.setUint16(12, 0x0806, false);
  view.setUint16(14, 1, false);
  view.setUint16(16, 0x0800, false);
  bytes[18] = 6;
  bytes[19] = 4;
  view.setUint16(20, op, false);
  writeMac(bytes, 22, sha);
  view.setUint32(28, spa, false);
  writeMac(bytes, 32, tha);
  view.setUint32(38, tpa, false);
  return bytes;
}

function spoil(draw: Draw, bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer);
  switch (draw.weighted({ hrd: 3, pro: 2, hln: 2, pln: 2, cut: 3, long: 2, tag: 3, byte: 3 })) {
    case 'hrd':
      view.setUint16(14, draw.one([6, 6, 7, 0, 24]), false);
      return bytes;
    case 'pro':
      view.setUint16(16, draw.one([0x86dd, 0, 0x0806]), false);
      return bytes;
    case 'hln':
      bytes[18] = draw.one([0, 5, 7, 8, 255]);
      return bytes;
    case 'pln':
      bytes[19] = draw.one([0, 3, 5, 16, 255]);
      return bytes;
    case 'cut':
      return bytes.slice(0, draw.number(22, 41));
    case 'long': {
      const padded = new Uint8Array(draw.number(43, 120)).fill(0xa5);
      padded.set(bytes);
      return padded;
    }
    case 'tag': {
      const tagged = new Uint8Array(bytes.length + 4);
      tagged.set(bytes.subarray(0, 12));
      tagged.set([0x81, 0, draw.number(0, 7) << 5, draw.chance(0.6) ? 0 : draw.number(1, 255)], 12);
      tagged.set(bytes.subarray(12), 16);
      return tagged;
    }
    case 'byte':
      bytes[draw.number(14, 21)] = draw.number(0, 255);
      return bytes;
  }
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

const STATES: Readonly<Record<string, number>> = {
  stale: 30,
  reachable: 20,
  permanent: 10,
  noarp: 5,
  failed: 12,
  incomplete: 14,
  probe: 6,
};

function drawEntry(draw: Draw, of: { nic: number; spa: string; sha: Mac }): EntryPlan {
  const state = draw.weighted(STATES) as NudState;
  const other = `02:00:00:00:08:${draw.number(10, 99)}`;
  const bare = state === 'incomplete' || state === 'failed';
  const mac = bare ? null : draw.chance(0.4) ? formatMac(of.sha) : other;
  const queued = state === 'incomplete' && draw.chance(0.4) ? { queued: true } : {};
  return { nic: of.nic, ip: of.spa, state, mac, ...queued };
}

/** Reasons to ask for neighbours that no frame was about. */
export function drawAsks(
  draw: Draw,
  plan: HostPlan,
  of: { chosen: readonly Candidate[]; count: number },
): AskPlan[] {
  const pool = poolOf(plan);
  const asks: AskPlan[] = [];
  const seen = new Set(of.chosen.map(({ spa }) => spa));
  for (let at = 0; at < of.count; at++) {
    const nic = draw.number(0, pool.used - 1);
    const target = draw.chance(0.75)
      ? `${draw.one(pool.subnets)}.${draw.number(1, 254)}`
      : drawAny(draw, pool, { nic, weights: ASKED });
    if (seen.has(target)) continue;
    seen.add(target);
    const how = draw.weighted({ packet: 70, use: 20, probe: 10 });
    const source = draw.chance(0.8) && pool.own.length > 0 ? draw.one(pool.own) : drawIp(draw, pool.subnets);
    const bound = how !== 'packet' || draw.chance(0.85);
    asks.push({ nic: bound ? nic : null, how, source, target });
  }
  return asks;
}
