import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { formatIpv4, readIpv4 } from '../../../src/base/ipv4.ts';
import { BROADCAST_MAC, formatMac, type Mac, parseMac, readMac, ZERO_MAC } from '../../../src/base/mac.ts';
import { listenersOf } from '../../../src/kernel/admission.ts';
import type { Heard } from '../../../src/kernel/heard.ts';
import { heardFrom, tagsOf } from '../../../src/kernel/heard.ts';
import type { HostSnapshot } from '../../../src/kernel/host.ts';
import { asKernel, type Kernel } from '../../../src/kernel/kernel.ts';
import { learn } from '../../../src/kernel/learn.ts';
import { receive } from '../../../src/kernel/reply.ts';
import { decideSource } from '../../../src/kernel/source.ts';
import { openLab, type LabHost } from '../../../src/linux/lab.ts';
import { readSnapshot } from '../../../src/linux/snapshot.ts';
import type { Link, VlanTag } from '../../../src/ports/link.ts';
import { writeArpFrame } from '../../../src/wire/arp-frame.ts';
import { Mouth } from '../../agreement/cable.ts';
import type { Draw } from '../../agreement/draw.ts';
import { pause } from '../../agreement/world.ts';
import { type DevicePlan, SUBNETS } from './draw-devices.ts';

export interface Seen {
  readonly kinds: readonly string[];
  readonly built: DevicePlan;
  readonly frames: number;
  readonly asks: number;
  readonly differences: readonly string[];
}

const CABLES = ['e0', 'e1'] as const;
const IPV4 = '/proc/sys/net/ipv4';
const FRAMES = 40;
const ASKS = 8;
/** Carrier and bond members settle. */
const SETTLING = 150;

export function judgeDevices(draw: Draw, plan: DevicePlan): Seen {
  const lab = openLab();
  try {
    const host = lab.host('h', { nics: [] });
    const outside = lab.host('o', { nics: [] });
    CABLES.forEach((name, at) => {
      const mac = `02:00:00:00:01:0${at}`;
      lab.cable({ host, nic: { name, mac } }, { host: outside, nic: { name: `o${at}` } });
    });
    build(host, plan);
    pause(SETTLING);
    const links = CABLES.map((_, at) => outside.open(`o${at}`));
    const snapshot = host.inside(() => readSnapshot());
    collect(links);
    const thrown = throwFrames(draw, { plan, snapshot, links });
    const entries = judgeEntries(thrown.heard, snapshot, host.inside(() => readSnapshot()).neighbours);
    const asked = ask(draw, { plan, snapshot, host, links });
    return {
      kinds: plan.kinds,
      built: plan,
      frames: thrown.count,
      asks: asked.count,
      differences: [...thrown.differences, ...entries, ...asked.differences],
    };
  } finally {
    lab.close();
  }
}

/** What the kernel refuses is no part of the host: the snapshot tells what came of the plan. */
function build(host: LabHost, plan: DevicePlan): void {
  change(host, plan.devices);
  host.inside(() => {
    for (const [path, value] of plan.settings)
      if (existsSync(`${IPV4}/${path}`)) writeFileSync(`${IPV4}/${path}`, String(value));
  });
  change(host, [...plan.addresses, ...plan.routes]);
}

function change(host: LabHost, lines: readonly string[]): void {
  for (const program of ['ip', 'bridge']) {
    const own = lines.filter((line) => line.startsWith('bridge ') === (program === 'bridge'));
    const input = `${own.map((line) => line.replace(/^bridge /, '')).join('\n')}\n`;
    spawnSync(program, ['-n', host.namespace, '-force', '-batch', '-'], { input });
  }
}

interface Emitted {
  readonly cable: number;
  readonly tags: string;
  readonly bytes: Uint8Array;
}

function collect(links: readonly Link[]): Emitted[] {
  const emitted: Emitted[] = [];
  links.forEach((link, cable) => {
    link.drain(({ bytes, outgoing }) => {
      if (!outgoing) emitted.push({ cable, ...untagged(bytes.slice()) });
    });
  });
  return emitted;
}

/** The tags of a frame, and the frame without them. */
function untagged(bytes: Uint8Array): { tags: string; bytes: Uint8Array } {
  const tags: string[] = [];
  let at = 12;
  for (;;) {
    const type = (bytes[at]! << 8) | bytes[at + 1]!;
    if (type !== 0x8100 && type !== 0x88a8) break;
    tags.push(`${type.toString(16)}.${((bytes[at + 2]! << 8) | bytes[at + 3]!) & 0xfff}`);
    at += 4;
  }
  const plain = new Uint8Array(12 + bytes.length - at);
  plain.set(bytes.subarray(0, 12));
  plain.set(bytes.subarray(at), 12);
  return { tags: tags.join(' '), bytes: plain };
}

const TAGS: readonly (readonly VlanTag[])[] = [
  [],
  [],
  [],
  [{ tpid: 0x8100, tci: 10 }],
  [{ tpid: 0x8100, tci: 20 }],
  [{ tpid: 0x8100, tci: 30 }],
  [{ tpid: 0x8100, tci: 99 }],
  [{ tpid: 0x8100, tci: 0xe000 }],
  [{ tpid: 0x88a8, tci: 20 }],
  [{ tpid: 0x88a8, tci: 10 }],
  [
    { tpid: 0x8100, tci: 10 },
    { tpid: 0x8100, tci: 20 },
  ],
  [
    { tpid: 0x88a8, tci: 20 },
    { tpid: 0x8100, tci: 10 },
  ],
];

interface Stage {
  readonly plan: DevicePlan;
  readonly snapshot: HostSnapshot;
  readonly links: readonly Link[];
}

interface Thrown {
  readonly count: number;
  readonly heard: readonly Heard[];
  readonly differences: readonly string[];
}

function throwFrames(draw: Draw, { plan, snapshot, links }: Stage): Thrown {
  const kernel = asKernel(snapshot);
  const macs = snapshot.links.flatMap(({ mac, loopback }) => (mac && !loopback ? [parseMac(mac)!] : []));
  const thrown = Array.from({ length: FRAMES }, (_, at) => {
    const cable = draw.number(0, 1);
    const tags = draw.one(TAGS);
    const own =
      plan.own.length > 0 && draw.chance(0.65)
        ? draw.one(plan.own)
        : `${draw.one(SUBNETS)}.${draw.number(1, 40)}`;
    const sender = draw.chance(0.1) ? '0.0.0.0' : `${draw.one(SUBNETS)}.${100 + at}`;
    const sha: Mac = 0x02000000a000 + at;
    const dst = draw.chance(0.6) ? BROADCAST_MAC : draw.one([...macs, 0x02000000ffff, 0x01005e000001]);
    const bytes = new Uint8Array(14 + 28 + 4 * tags.length);
    const op = draw.chance(0.85) ? 1 : 2;
    writeArpFrame(bytes, 0, {
      dst,
      src: sha,
      tags,
      op,
      sha,
      spa: ipOf(sender),
      tha: ZERO_MAC,
      tpa: ipOf(own),
    });
    return {
      cable,
      tags,
      bytes,
      sha,
      what: `${sender} ${op === 1 ? 'asks' : 'tells'} ${own} on e${cable} [${tags.map(({ tpid, tci }) => `${tpid.toString(16)}.${tci & 0xfff}`).join(' ')}] to ${formatMac(dst)}`,
    };
  });
  const emitted: Emitted[] = [];
  for (const { cable, bytes } of thrown) {
    links[cable]!.send({ bytes, size: bytes.length, count: 1 });
    pause(2);
    emitted.push(...collect(links));
  }
  pause(20);
  emitted.push(...collect(links));
  const differences = thrown.flatMap((one) => {
    const heard = heardFrom(one.bytes, `e${one.cable}`);
    const wanted = listening(kernel, heard)
      .flatMap((each) => {
        const { reply } = receive(each, kernel);
        return reply.yes
          ? [
              `${wayOut(snapshot, reply.value.link, one.cable)} ${formatMac(reply.value.sha)} is ${formatIpv4(reply.value.spa)} (${reply.reason})`,
            ]
          : [];
      })
      .toSorted();
    const there = emitted
      .filter(({ bytes }) => bytes[21] === 2 && readMac(bytes, 32) === one.sha)
      .map(
        ({ cable, tags, bytes }) =>
          `e${cable} [${tags}] ${formatMac(readMac(bytes, 22))} is ${formatIpv4(readIpv4(bytes, 28))}`,
      )
      .toSorted();
    const bare = wanted.map((text) => text.replace(/ \([^)]*\)$/, ''));
    const alike = [bare, there].map((texts) =>
      texts
        .map((text) => settle(snapshot, text))
        .toSorted()
        .join(),
    );
    if (alike[0] === alike[1]) return [];
    const reasons = listening(kernel, heard).map(
      (each) => `${each.link}: ${receive(each, kernel).reply.reason}`,
    );
    return [`${one.what}: model [${wanted.join(', ')}] ${reasons.join(', ')}; kernel [${there.join(', ')}]`];
  });
  return {
    count: FRAMES,
    heard: thrown.map(({ bytes, cable }) => heardFrom(bytes, `e${cable}`)),
    differences,
  };
}

/** What each link with an IP stack hears of a frame. */
function listening(kernel: Kernel, heard: Heard): readonly Heard[] {
  return listenersOf(kernel, heard.link, tagsOf(heard)).map((link) => {
    const isMacvlan = kernel.snapshot.links.some(
      ({ name, kind }) => name === link.name && kind === 'macvlan',
    );
    return isMacvlan ? { ...heard, link: link.name, vid: 0, inner: [] } : heard;
  });
}

/** Which cable a frame of a link leaves by, and with which tags. */
function wayOut(host: HostSnapshot, name: string, from: number): string {
  const tags: string[] = [];
  let link = host.links.find((one) => one.name === name);
  while (link && !CABLES.includes(link.name as 'e0')) {
    if (link.vlan) tags.unshift(`${link.vlan.protocol.toString(16)}.${link.vlan.id}`);
    const below: string | null = link.lower ?? link.activeMember ?? memberOf(host, link.name, from);
    link = host.links.find((one) => one.name === below);
  }
  return `${link?.name ?? 'nowhere'} [${tags.join(' ')}]`;
}

/** A bond that balances may send by any of its members. */
function settle(host: HostSnapshot, text: string): string {
  const balances = host.links.some(({ kind, activeMember }) => kind === 'bond' && activeMember === null);
  return balances ? text.replaceAll(/\be[01] \[/g, 'e? [') : text;
}

/** A bridge answers through the port that heard. */
function memberOf(host: HostSnapshot, master: string, from: number): string | null {
  const members = host.links.filter((one) => one.master === master).map(({ name }) => name);
  return members.includes(`e${from}`) ? `e${from}` : (members[0] ?? null);
}

function judgeEntries(
  heard: readonly Heard[],
  snapshot: HostSnapshot,
  after: HostSnapshot['neighbours'],
): string[] {
  const kernel = asKernel(snapshot);
  const wanted = new Map<string, string>();
  for (const frame of heard) {
    for (const each of listening(kernel, frame)) {
      const learned = learn(each, snapshot, 30);
      if (learned.after && learned.link !== null)
        wanted.set(
          `${learned.link} ${formatIpv4(learned.ip)}`,
          `${learned.after.state} ${learned.after.mac === null ? null : formatMac(learned.after.mac)} (${learned.reason})`,
        );
    }
  }
  const there = new Map(after.map((one) => [`${one.link} ${one.ip}`, `${one.state} ${one.mac}`]));
  const spoken = [...new Set([...wanted.keys(), ...there.keys()])];
  return spoken.flatMap((key) => {
    const model = wanted.get(key) ?? 'none';
    const real = there.get(key) ?? 'none';
    return model.replace(/ \([^)]*\)$/, '') === real ? [] : [`entry ${key}: model ${model}; kernel ${real}`];
  });
}

function ask(
  draw: Draw,
  { plan, snapshot, host, links }: Stage & { readonly host: LabHost },
): { count: number; differences: string[] } {
  const kernel = asKernel(snapshot);
  // A VRF sends through its members: what is bound to it asks there.
  const names = snapshot.links
    .filter(({ loopback, kind }) => !loopback && kind !== 'vrf')
    .map(({ name }) => name);
  const differences: string[] = [];
  for (let at = 0; at < ASKS; at++) {
    const link = draw.one(names);
    const source = plan.own.length > 0 ? draw.one(plan.own) : '10.0.0.1';
    const target = `${draw.one(SUBNETS)}.${200 + at}`;
    const mouth = host.inside(() => new Mouth(link));
    collect(links);
    mouth.say(ipOf(source), ipOf(target));
    mouth.close();
    pause(4);
    const requests = collect(links).filter(
      ({ bytes }) => bytes[21] === 1 && readIpv4(bytes, 38) === ipOf(target),
    );
    for (const { cable, tags, bytes } of requests) {
      const verdict = decideSource({ link, target: ipOf(target), packetSource: ipOf(source) }, kernel);
      const wanted = verdict.yes
        ? `${wayOut(snapshot, link, cable)} ${formatMac(verdict.value.sha)}/${formatIpv4(verdict.value.spa)}`
        : verdict.reason;
      const there = `e${cable} [${tags}] ${formatMac(readMac(bytes, 22))}/${formatIpv4(readIpv4(bytes, 28))}`;
      if (wanted !== there)
        differences.push(`${link} asks for ${target} from ${source}: model ${wanted}; kernel ${there}`);
    }
  }
  return { count: ASKS, differences };
}

function ipOf(text: string): number {
  return text.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
}
