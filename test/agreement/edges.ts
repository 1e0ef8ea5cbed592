import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { formatIpv4, parseIpv4, readIpv4 } from '../../src/base/ipv4.ts';
import { BROADCAST_MAC, formatMac, type Mac, parseMac, readMac, ZERO_MAC } from '../../src/base/mac.ts';
import { doubtsAbout } from '../../src/kernel/doubts.ts';
import { type Heard, heardFrom } from '../../src/kernel/heard.ts';
import type { HostSnapshot } from '../../src/kernel/host.ts';
import { asHostSnapshot } from '../../src/kernel/host-json.ts';
import { asKernel } from '../../src/kernel/kernel.ts';
import { entryOf, takeHint } from '../../src/kernel/learn.ts';
import { isValid } from '../../src/kernel/neighbour.ts';
import { receiveAll } from '../../src/kernel/reply.ts';
import { type LabHost, openLab } from '../../src/linux/lab.ts';
import { readSnapshot } from '../../src/linux/snapshot.ts';
import type { Link, VlanTag } from '../../src/ports/link.ts';
import { linkCodec, RTM_NEWLINK } from '../../src/wire/netlink/link.ts';
import { talk } from '../../src/linux/talk.ts';
import { HOST_LITTLE } from '../../src/linux/ffi/layouts.ts';
import { writeArpFrame } from '../../src/wire/arp-frame.ts';
import { attachProgram, type Hook } from './programs.ts';
import { pause } from './world.ts';

/** What stands between a cable and an IP stack, and frames that show what comes of it. */
export interface EdgeCase {
  readonly why: string;
  /** Kinds of links that the kernel must know. */
  readonly needs?: readonly string[];
  /** In this order: `link …` and so on for ip, `bridge …`, `sysctl conf/e0/arp_filter 1`, `program tcx e0`; e0 and e1 are there. */
  readonly build: readonly string[];
  /** Milliseconds until what was built has settled. */
  readonly settle?: number;
  readonly frames: readonly EdgeFrame[];
}

export interface EdgeFrame {
  /** e0 unless said otherwise. */
  readonly on?: string;
  readonly target: string;
  readonly from?: string;
  /** The name of a link of the host, or a MAC; to all unless said otherwise. */
  readonly to?: string;
  /** The Ethernet source and the sender in ARP, where they are not the asker's own. */
  readonly src?: string;
  /** `8100.7` */
  readonly tags?: readonly string[];
  readonly reply?: boolean;
  /** How many answers the kernel gives; left out where that is not foreseen. */
  readonly answers?: number;
  /** What the model must be in doubt about, as words of its sentence; nothing unless said otherwise. */
  readonly doubt?: string;
}

/** What random cases come to. */
export interface Tried {
  readonly frames: number;
  /** In doubt, so that nothing was compared. */
  readonly doubted: number;
  readonly differences: readonly string[];
}

const FOLDER = new URL('cases/edges/', import.meta.url);

export function edgeCases(): readonly { readonly name: string; readonly one: EdgeCase }[] {
  return readdirSync(FOLDER)
    .toSorted()
    .map((name) => ({ name, one: JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as EdgeCase }));
}

const CABLES = ['e0', 'e1'] as const;
const SETTLING = 60;
const ANSWERING = 20;
/** So often it is waited once more. */
const LATE = 10;

interface Place {
  readonly host: LabHost;
  readonly outside: LabHost;
}

/** A host with two cables. */
function inPlace<T>(body: (place: Place) => T): T {
  const lab = openLab();
  try {
    const host = lab.host('h', { nics: [] });
    const outside = lab.host('o', { nics: [] });
    CABLES.forEach((name, at) => {
      const nic = { name, mac: `02:00:00:00:01:0${at}` };
      lab.cable({ host, nic }, { host: outside, nic: { name: `o${at}` } });
    });
    return body({ host, outside });
  } finally {
    lab.close();
  }
}

/** In what model, kernel and case differ; throws when the kernel cannot build it. */
export function judgeEdge(of: EdgeCase): readonly string[] {
  return inPlace(({ host, outside }) => {
    const release = build(host, of.build);
    pause(of.settle ?? SETTLING);
    const links = CABLES.map((_, at) => outside.open(`o${at}`));
    try {
      const snapshot = readAgain(host);
      const judged = of.frames.map((frame, at) => judgeFrame(frame, { at, snapshot, links }));
      const certain = judged.flatMap(({ heard }, at) => (of.frames[at]!.doubt === undefined ? [heard] : []));
      const entries = certain.length < judged.length ? [] : judgeEntries(certain, snapshot, readAgain(host));
      return [...judged.flatMap(({ why }) => why), ...entries];
    } finally {
      release();
    }
  });
}

/** What was attached has to be released in the end. */
function build(
  host: LabHost,
  lines: readonly string[],
  how: 'all of it' | 'as far as it goes' = 'all of it',
): () => void {
  const releases: (() => void)[] = [];
  for (const [program, batch] of batches(lines))
    if (program === 'ip' || program === 'bridge') speak(host, { program, lines: batch, how });
    else for (const line of batch) byHand(host, `${program} ${line}`, releases);
  return () => {
    for (const release of releases) release();
  };
}

function byHand(host: LabHost, line: string, releases: (() => void)[]): void {
  const [word = '', one = '', other = ''] = line.split(' ');
  if (word === 'sysctl') host.inside(() => writeFileSync(`/proc/sys/net/ipv4/${one}`, other));
  else if (word === 'mst') host.inside(() => switchOnMst(one));
  else releases.push(host.inside(() => attachProgram(one as Hook, host.nic(other).index)));
}

/** Lines for one program behind one another: starting it is what takes long. */
function batches(lines: readonly string[]): readonly (readonly [program: string, string[]])[] {
  const found: [string, string[]][] = [];
  for (const line of lines) {
    const first = line.split(' ')[0]!;
    const own = ['bridge', 'sysctl', 'mst', 'program'].includes(first);
    const [program, rest] = own ? [first, line.slice(first.length + 1)] : ['ip', line];
    const last = found.at(-1);
    if (last?.[0] === program) last[1].push(rest);
    else found.push([program, [rest]]);
  }
  return found;
}

/** BR_BOOLOPT_MST_ENABLE, for which older iproute2 has no word. */
function switchOnMst(name: string): void {
  const data = new Uint8Array(12);
  const view = new DataView(data.buffer);
  view.setUint16(0, data.length, HOST_LITTLE);
  view.setUint16(2, 46, HOST_LITTLE);
  view.setUint32(4, 4, HOST_LITTLE);
  view.setUint32(8, 4, HOST_LITTLE);
  const payload = linkCodec.encode({ name, info: { kind: 'bridge', data } });
  const [ack] = talk((netlink) => netlink.changeAll([{ type: RTM_NEWLINK, payload }]));
  if (ack?.errno !== 0) throw new Error(`no spanning trees by VLAN on ${name}: errno ${ack?.errno}`);
}

interface Said {
  readonly program: string;
  readonly lines: readonly string[];
  readonly how: 'all of it' | 'as far as it goes';
}

function speak(host: LabHost, { program, lines, how }: Said): void {
  const input = `${lines.join('\n')}\n`;
  const goOn = how === 'as far as it goes' ? ['-force'] : [];
  const words = ['-n', host.namespace, ...goOn, '-batch', '-'];
  const { status, stderr } = spawnSync(program, words, { encoding: 'utf8', input });
  if (status !== 0 && goOn.length === 0) throw new Error(`${program} ${lines.join('; ')}: ${stderr}`);
}

/** What shows that a kernel has what a case needs. */
const PROBES: Readonly<Record<string, string>> = {
  vlan: 'link add link e0 name p0 type vlan id 7',
  vlan_filtering: 'link add p0 type bridge vlan_filtering 1',
  ipvlan: 'link add link e0 name p0 type ipvlan mode l2',
  bond: 'link add p0 type bond',
  team: 'link add p0 type team',
  vrf: 'link add p0 type vrf table 10',
  xdp: 'program xdp e0',
  tcx: 'program tcx e0',
};

/** Of the needs of all cases those that this kernel does not meet. */
export function unmetNeeds(): ReadonlySet<string> {
  return new Set(Object.keys(PROBES).filter((need) => !isMet(PROBES[need]!)));
}

function isMet(line: string): boolean {
  return inPlace(({ host }) => {
    try {
      build(host, [line])();
      return true;
    } catch {
      return false;
    }
  });
}

interface Stage {
  readonly at: number;
  readonly snapshot: HostSnapshot;
  readonly links: readonly Link[];
}

/** A case whose answers nobody foretold: what is in doubt is not compared. Throws when the kernel cannot build it. */
export function tryEdge(of: EdgeCase): Tried {
  return inPlace(({ host, outside }) => {
    const release = build(host, of.build, 'as far as it goes');
    pause(of.settle ?? SETTLING);
    const links = CABLES.map((_, at) => outside.open(`o${at}`));
    const snapshot = readAgain(host);
    const seen = of.frames.map((frame, at) => throwFrame(frame, { at, snapshot, links }));
    const certain = seen.filter(({ doubts }) => doubts.length === 0);
    const answers = certain.flatMap(({ name, wanted, there }) =>
      wanted.join() === there.join() ? [] : [`${name}: model [${wanted.join()}], kernel [${there.join()}]`],
    );
    const entries =
      certain.length < seen.length
        ? []
        : judgeEntries(
            certain.map(({ heard }) => heard),
            snapshot,
            readAgain(host),
          );
    release();
    const frames = seen.length;
    return { frames, doubted: frames - certain.length, differences: [...answers, ...entries] };
  });
}

function judgeFrame(
  frame: EdgeFrame,
  stage: Stage,
): { readonly heard: Heard; readonly why: readonly string[] } {
  const { heard, name, wanted, there, doubts } = throwFrame(frame, stage);
  const why = [
    ...(frame.answers === undefined || there.length === frame.answers
      ? []
      : [`${name}: the kernel answers [${there.join()}], the case says ${frame.answers}`]),
    ...(frame.doubt === undefined && wanted.join() !== there.join()
      ? [`${name}: model [${wanted.join()}], kernel [${there.join()}]`]
      : []),
    ...judgeDoubts(doubts, frame.doubt).map((one) => `${name}: ${one}`),
  ];
  return { heard, why };
}

interface Seen {
  readonly heard: Heard;
  readonly name: string;
  readonly wanted: readonly string[];
  readonly there: readonly string[];
  readonly doubts: readonly string[];
}

function throwFrame(frame: EdgeFrame, { at, snapshot, links }: Stage): Seen {
  const cable = CABLES.indexOf((frame.on ?? 'e0') as 'e0');
  const bytes = bytesOf(frame, snapshot, at);
  collect(links);
  links[cable]!.send({ bytes, size: bytes.length, count: 1 });
  pause(ANSWERING);
  const heard = heardFrom(bytes, CABLES[cable]!);
  const kernel = asKernel(snapshot);
  const wanted = receiveAll(heard, kernel)
    .flatMap(({ reply }) =>
      reply.yes ? [`${formatMac(reply.value.sha)} is ${formatIpv4(reply.value.spa)}`] : [],
    )
    .toSorted();
  let there = answersTo(heard.sha, collect(links), snapshot.links.some(isBond) ? null : cable);
  // Macvlans hear broadcasts in a queue of their own: a busy machine is late.
  for (let tries = 0; there.length < wanted.length && tries < LATE; tries++) {
    pause(ANSWERING);
    there = [
      ...there,
      ...answersTo(heard.sha, collect(links), snapshot.links.some(isBond) ? null : cable),
    ].toSorted();
  }
  const name = `frame ${at} for ${frame.target}`;
  return { heard, name, wanted, there, doubts: doubtsOf(heard, snapshot) };
}

/** Through JSON, as from a file. */
function readAgain(host: LabHost): HostSnapshot {
  const read = asHostSnapshot(JSON.parse(JSON.stringify(host.inside(() => readSnapshot()))));
  if (!read.ok) throw new Error(read.error.sentence);
  return read.value;
}

function bytesOf(frame: EdgeFrame, host: HostSnapshot, at: number): Uint8Array {
  const macOf = (name: string): Mac =>
    parseMac(name) ?? parseMac(host.links.find((link) => link.name === name)?.mac ?? '') ?? ZERO_MAC;
  const sha = macOf(`02:00:00:00:02:${at.toString(16).padStart(2, '0')}`);
  const bytes = new Uint8Array(80);
  const size = writeArpFrame(bytes, 0, {
    dst: frame.to === undefined ? BROADCAST_MAC : macOf(frame.to),
    src: frame.src === undefined ? sha : macOf(frame.src),
    tags: (frame.tags ?? []).map(tagOf),
    op: frame.reply === true ? 2 : 1,
    sha,
    spa: parseIpv4(frame.from ?? `10.0.0.${100 + at}`)!,
    tha: ZERO_MAC,
    tpa: parseIpv4(frame.target)!,
  });
  return bytes.slice(0, size);
}

function tagOf(text: string): VlanTag {
  const [tpid = '', vid = ''] = text.split('.');
  return { tpid: Number.parseInt(tpid, 16), tci: Number(vid) };
}

/** A bond answers by another cable than it hears; a bridge may flood an answer to all. */
function isBond({ kind }: HostSnapshot['links'][number]): boolean {
  return kind === 'bond';
}

function answersTo(sha: Mac, emitted: readonly Emitted[], cable: number | null): readonly string[] {
  return emitted
    .filter((one) => cable === null || one.cable === cable)
    .filter(({ arp }) => readMac(arp, 18) === sha && arp[7] === 2)
    .map(({ arp }) => `${formatMac(readMac(arp, 8))} is ${formatIpv4(readIpv4(arp, 14))}`)
    .toSorted();
}

interface Emitted {
  readonly cable: number;
  readonly arp: Uint8Array;
}

/** The ARP that came out of the host, without the headers in front. */
function collect(links: readonly Link[]): readonly Emitted[] {
  const emitted: Emitted[] = [];
  links.forEach((link, cable) => {
    link.drain(({ bytes, outgoing }) => {
      if (outgoing) return;
      let at = 12;
      while ((bytes[at] === 0x81 && bytes[at + 1] === 0) || (bytes[at] === 0x88 && bytes[at + 1] === 0xa8))
        at += 4;
      emitted.push({ cable, arp: bytes.slice(at + 2) });
    });
  });
  return emitted;
}

/** What may hear the frame beside the link itself is asked about, too. */
function doubtsOf(heard: Heard, snapshot: HostSnapshot): readonly string[] {
  const sharers = snapshot.links.filter(({ mode }) => mode !== undefined);
  const all = [heard, ...sharers.map(({ name }) => ({ ...heard, link: name, vid: 0, inner: [] }))];
  return all.flatMap((one) => doubtsAbout(one, snapshot).map(({ sentence }) => sentence));
}

function judgeDoubts(doubts: readonly string[], wanted: string | undefined): readonly string[] {
  if (wanted === undefined) return doubts.length === 0 ? [] : [`in doubt without need: ${doubts.join(' ')}`];
  return doubts.some((sentence) => sentence.includes(wanted))
    ? []
    : [`no doubt about ${wanted}: ${doubts.join(' ')}`];
}

const SOON = 30;

/** What all frames together make of the neighbour table. */
function judgeEntries(
  frames: readonly Heard[],
  snapshot: HostSnapshot,
  after: HostSnapshot,
): readonly string[] {
  const kernel = asKernel(snapshot);
  const wanted = new Map(
    snapshot.neighbours.map((one) => [`${one.link} ${one.ip}`, `${one.state} ${one.mac}`]),
  );
  for (const { lesson } of frames.flatMap((heard) => receiveAll(heard, kernel))) {
    if (typeof lesson === 'string') continue;
    const known = entryOf(snapshot, kernel.linkOf.get(lesson.link)!, lesson.ip);
    const { entry } = takeHint(kernel, { hint: lesson, known, now: SOON });
    if (!entry) continue;
    const mac = isValid(entry.state) && entry.mac !== null ? formatMac(entry.mac) : null;
    wanted.set(`${lesson.link} ${formatIpv4(lesson.ip)}`, `${entry.state} ${mac}`);
  }
  const there = new Map(after.neighbours.map((one) => [`${one.link} ${one.ip}`, `${one.state} ${one.mac}`]));
  // Groups the host itself speaks to come and go with it.
  const keys = [...wanted.keys(), ...there.keys()].filter((key) => !key.includes(' 224.'));
  return [...new Set(keys)].flatMap((key) => {
    const [model, real] = [wanted.get(key) ?? 'none', there.get(key) ?? 'none'];
    return model === real ? [] : [`entry ${key}: model ${model}, kernel ${real}`];
  });
}
