import { formatIpv4, readIpv4 } from '../../src/base/ipv4.ts';
import { formatMac, parseMac, readMac } from '../../src/base/mac.ts';
import type { Doubt } from '../../src/kernel/doubts.ts';
import type { Heard } from '../../src/kernel/heard.ts';
import type { HostSnapshot } from '../../src/kernel/host.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { ARP_IPV4_SIZE } from '../../src/wire/arp.ts';
import { bytesOf } from './draw-frames.ts';
import { hasEqualDefaults, hasTwoHolders, isFair } from './judge-ways.ts';
import type { Model } from './model.ts';
import { type Emitted, type EntrySeen, hasSeveralWays, type Observation } from './observe.ts';
import type { FramePlan } from './plan.ts';
import { ipOf } from './requests.ts';

/** Where model and kernel differ. */
export interface Disagreement {
  readonly about: 'answer' | 'entry' | 'sender' | 'stranger' | 'mark' | 'doubt';
  /** Which frame or ask of the observation; -1 for none of them. */
  readonly frame: number;
  readonly ask: number;
  readonly why: string;
}

/** How many cases an observation holds. */
export function casesOf(of: Observation): number {
  return of.frames.length + of.asked.length;
}

/** All disagreements of a model with what a kernel did; `most` ends the search early. */
export function judge(model: Model, of: Observation, most = Number.POSITIVE_INFINITY): Disagreement[] {
  const found: Disagreement[] = [];
  const kernels = kernelsOf(model, of.host);
  const answers = answersOf(of.emitted);
  const entries = new Map(of.after.map((entry) => [`${entry.nic} ${entry.ip}`, entry]));
  const spoken = new Set<string>();
  const askers = new Set<string>();
  if (of.concludedRules !== null && of.concludedRules !== of.host.sticky.customRules)
    found.push({
      about: 'mark',
      frame: -1,
      ask: -1,
      why: `the snapshot says customRules ${of.concludedRules}`,
    });
  of.frames.forEach((frame, at) => {
    if (found.length >= most) return;
    const bytes = bytesOf(frame.bytes);
    const heard = model.heardFrom(bytes, `e${frame.nic}`);
    if (heard.size! < ARP_IPV4_SIZE) {
      // Whoever it came from was cut off: that nothing came of it shows in the checks of strangers.
      const { reply, lesson } = model.receive(heard, kernels[0]!);
      if (!reply.yes && typeof lesson === 'string') return;
      found.push({
        about: 'answer',
        frame: at,
        ask: -1,
        why: `the model takes a cut frame (${reply.reason})`,
      });
      return;
    }
    const key = `${heard.link} ${formatIpv4(heard.spa)}`;
    spoken.add(key);
    askers.add(keyOfAsker(frame.nic, heard.sha));
    const seen = { answers: answers.get(keyOfAsker(frame.nic, heard.sha)) ?? [], entry: entries.get(key) };
    const codes = new Set(model.doubtsAbout(heard, of.host).map(({ code }) => code));
    // What the snapshot says itself that it does not know is no confident answer.
    if (codes.has('unread')) return;
    const doubted = codes.has('multipath');
    const tries = (doubted ? kernels : kernels.slice(0, 1)).map((kernel) =>
      compare(model, kernel, { of, heard, seen }),
    );
    // In doubt about the next hop of a route, one of them must fit.
    const differs = tries.some((one) => one === null) ? null : tries[0]!;
    const why = differs ?? judgeDoubts(of, at, codes);
    if (why !== null) found.push({ ...why, frame: at, ask: -1 });
  });
  for (const [asker, [answer]] of answers)
    if (!askers.has(asker))
      found.push({ about: 'stranger', frame: -1, ask: -1, why: `nobody asked for ${answer}` });
  if (found.length < most) found.push(...judgeStrangers(of, spoken));
  of.asked.forEach((one, at) => {
    if (found.length >= most) return;
    const why = judgeAsk(model, kernels[0]!, one) ?? judgePath(model, kernels, { of, at });
    if (why !== null) found.push({ about: 'sender', frame: -1, ask: at, why });
  });
  return found;
}

/** A doubt where the kernel has no choice, and none where it was seen to do now this, now that. */
function judgeDoubts(
  of: Observation,
  at: number,
  codes: ReadonlySet<Doubt['code']>,
): Omit<Disagreement, 'frame' | 'ask'> | null {
  const [strange] = [...codes].filter((code) => code !== 'multipath');
  if (strange !== undefined) return { about: 'doubt', why: `the model doubts without need (${strange})` };
  const seen = isBare(of.frames[at]!) ? of.hashed?.[at] : undefined;
  if (seen === 'sometimes' && !codes.has('multipath'))
    return { about: 'doubt', why: 'the model has no doubt, and the kernel answers now and then' };
  if (!codes.has('multipath')) return null;
  if (hasEqualDefaults(of.host) || hasSilentGateway(of)) return null;
  if (!hasSeveralWays(of.plan) || (seen !== undefined && seen !== 'sometimes' && isFair(of.host)))
    return { about: 'doubt', why: `the model doubts, and the kernel ${seen ?? 'always'} answers` };
  return null;
}

/**
 * A gateway of a next-hop object that was asked for in vain is passed over for as long as its entry says so
 * (net/ipv4/nexthop.c ipv4_good_nh): what is so for seconds is no choice that the kernel has not.
 */
function hasSilentGateway({ host, after }: Observation): boolean {
  const gateways = host.routes
    .filter(({ object }) => object !== undefined)
    .flatMap(({ nexthops }) => nexthops.map(({ link, via }) => `${link} ${via}`));
  const invalid = new Set(['incomplete', 'failed']);
  const asked = [
    ...host.neighbours.map(({ link, ip, state }) => ({ at: `${link} ${ip}`, state })),
    ...after.map(({ nic, ip, state }) => ({ at: `${nic} ${ip}`, state })),
  ];
  return asked.some(({ at, state }) => invalid.has(state) && gateways.includes(at));
}

/** Without a tag, so that its sender stands where that of others does. */
function isBare({ bytes }: FramePlan): boolean {
  return bytes.slice(24, 28) === '0806';
}

/** One for each next hop that may be taken. */
function kernelsOf(model: Model, host: HostSnapshot): readonly Kernel[] {
  const kernel = model.asKernel(host);
  return Array.from({ length: kernel.mostWays }, (_, pick) => (pick === 0 ? kernel : { ...kernel, pick }));
}

const REPLY = 2;

/** By the MAC of the asker, which no two frames share. */
function answersOf(emitted: readonly Emitted[]): ReadonlyMap<string, readonly string[]> {
  const answers = new Map<string, string[]>();
  for (const { nic, bytes } of emitted) {
    const frame = bytesOf(bytes);
    if (((frame[20] ?? 0) << 8) + (frame[21] ?? 0) !== REPLY) continue;
    const key = keyOfAsker(nic, readMac(frame, 32));
    const there = answers.get(key);
    if (there) there.push(tell(frame));
    else answers.set(key, [tell(frame)]);
  }
  return answers;
}

function keyOfAsker(nic: number, mac: number): string {
  return `${nic} ${mac}`;
}

/** All fields of an ARP frame in one line. */
function tell(frame: Uint8Array): string {
  const form = Array.from(frame.subarray(12, 22), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return tellFields(form, {
    dst: readMac(frame, 0),
    src: readMac(frame, 6),
    sha: readMac(frame, 22),
    spa: readIpv4(frame, 28),
    tha: readMac(frame, 32),
    tpa: readIpv4(frame, 38),
  });
}

type Fields = { dst: number; src: number; sha: number; spa: number; tha: number; tpa: number };

function tellFields(form: string, of: Fields): string {
  const mac = formatMac;
  return `${form} ${mac(of.src)}>${mac(of.dst)} ${mac(of.sha)}/${formatIpv4(of.spa)} ${mac(of.tha)}/${formatIpv4(of.tpa)}`;
}

const ETHERNET_IPV4 = '0806000108000604';

type Compared = {
  readonly of: Observation;
  readonly heard: Heard;
  readonly seen: { readonly answers: readonly string[]; readonly entry: EntrySeen | undefined };
};

function compare(
  model: Model,
  kernel: Kernel,
  { of, heard, seen }: Compared,
): Omit<Disagreement, 'frame' | 'ask'> | null {
  const received = model.receive(heard, kernel);
  const { reply } = received;
  const wanted = reply.yes ? [tellFields(`${ETHERNET_IPV4}0002`, reply.value)] : [];
  if (wanted.join() !== seen.answers.join())
    return {
      about: 'answer',
      why: `the model says ${wanted[0] ?? 'no answer'} (${reply.reason}), the kernel ${seen.answers.join(' and ') || 'no answer'}`,
    };
  if (heard.spa === 0 && seen.entry === undefined) return null;
  const there = seen.entry ? `${seen.entry.state} ${seen.entry.mac}` : 'none';
  const queues = queuesOf(of, { nic: heard.link, ip: formatIpv4(heard.spa) });
  const afters = queues.map((queue) => entryAfter(model, kernel, { of, heard, received, queue }));
  if (afters.includes(there)) return null;
  const lesson = typeof received.lesson === 'string' ? received.lesson : 'told';
  return { about: 'entry', why: `the model says ${afters[0]} (${lesson}), the kernel ${there}` };
}

/** The clock of the model begins with the snapshot; locktimes are 0 or endless, so any moment will do. */
const SOON = 30;
const PACKET = 100;

/** The packets that may wait for an entry. One that was sent to a gateway in place of its target is not known to wait. */
function queuesOf(of: Observation, { nic, ip }: { nic: string; ip: string }): readonly (readonly number[])[] {
  const isAsked = (where: string): boolean =>
    of.host.neighbours.some((one) => one.link === nic && one.ip === where && one.state === 'incomplete');
  const queued = of.entries.filter((one) => one.queued && `e${one.nic}` === nic);
  if (!isAsked(ip) || queued.length === 0) return [[]];
  if (queued.some((one) => one.ip === ip)) return [[PACKET]];
  return queued.some((one) => !isAsked(one.ip)) ? [[], [PACKET]] : [[]];
}

type Told = {
  readonly of: Observation;
  readonly heard: Heard;
  readonly received: ReturnType<Model['receive']>;
  readonly queue: readonly number[];
};

function entryAfter(model: Model, kernel: Kernel, { of, heard, received, queue }: Told): string {
  const link = kernel.linkOf.get(heard.link)!;
  const found = model.entryOf(of.host, link, heard.spa);
  const known = found && { ...found, queue };
  const { lesson } = received;
  const entry =
    typeof lesson === 'string' ? known : model.takeHint(kernel, { hint: lesson, known, now: SOON }).entry;
  if (!entry) return 'none';
  return `${entry.state} ${model.isValid(entry.state) && entry.mac !== null ? formatMac(entry.mac) : null}`;
}

/** Entries that no frame spoke of must be as they were. */
function judgeStrangers(of: Observation, spoken: ReadonlySet<string>): Disagreement[] {
  const before = new Map(
    of.host.neighbours.map((one) => [`${one.link} ${one.ip}`, `${one.state} ${one.mac}`]),
  );
  return of.after.flatMap(({ nic, ip, state, mac }) => {
    const key = `${nic} ${ip}`;
    const was = before.get(key);
    if (spoken.has(key) || was === `${state} ${mac}`) return [];
    return [
      {
        about: 'stranger' as const,
        frame: -1,
        ask: -1,
        why: `${key} is ${state} ${mac}, was ${was ?? 'not there'}`,
      },
    ];
  });
}

const REQUEST = 1;

function judgeAsk(
  model: Model,
  kernel: Kernel,
  { ask, emitted }: Observation['asked'][number],
): string | null {
  const requests = emitted
    .map(({ nic, bytes }) => ({ nic, frame: bytesOf(bytes) }))
    .filter(({ frame }) => frame[21] === REQUEST)
    .filter(({ frame }) => ask.how === 'packet' || readIpv4(frame, 38) === ipOf(ask.target));
  for (const { nic, frame } of requests) {
    const asking = {
      link: `e${nic}`,
      target: readIpv4(frame, 38),
      packetSource: ask.how === 'packet' ? ipOf(ask.source) : null,
      ...(ask.how === 'probe' ? { to: PROBED } : {}),
    };
    const doubted = model.doubtsAboutSource(asking, kernel.snapshot).length > 0;
    const turns = Array.from({ length: doubted ? kernel.links.length : 1 }, (_, turn) => ({
      ...kernel,
      turn,
    }));
    const wanted = turns.map((one) => {
      const verdict = model.decideSource(asking, one);
      return verdict.yes ? tellFields(`${ETHERNET_IPV4}0001`, verdict.value) : 'no question';
    });
    const there = tell(frame);
    if (!wanted.includes(there)) return `the model says ${wanted.join(' or ')}, the kernel ${there}`;
    if (doubted && !hasTwoHolders(kernel.snapshot))
      return `the model doubts ${wanted[0]}, and only one link has addresses`;
  }
  return ask.how === 'use' ? judgeSilence(model, kernel, { ask, asked: requests.length }) : null;
}

/** Where a packet that is bound to no link asks for its next hop, and whether it does. */
function judgePath(
  model: Model,
  kernels: readonly Kernel[],
  { of, at }: { of: Observation; at: number },
): string | null {
  const { ask, emitted, routed } = of.asked[at]!;
  if (ask.how !== 'packet' || ask.nic !== null || of.host.unread.length > 0) return null;
  const wish = { to: ipOf(ask.target), from: null };
  const [kernel] = kernels as [Kernel];
  const codes = new Set(model.doubtsAboutPath(wish, kernel.snapshot).map(({ code }) => code));
  // What the packet has besides its addresses is not told here.
  if (codes.has('packet-rule') || codes.has('packet-route')) return null;
  const turns = codes.has('link-order') ? kernel.links.length : 1;
  const young = codes.has('object-source');
  // An object that lends another source may make a way of what was none.
  const tried = (codes.has('multipath') || young ? kernels : [kernel]).flatMap((one) =>
    young ? [one, { ...one, youngObjects: true }] : [one],
  );
  const paths = tried.flatMap((one) =>
    Array.from({ length: turns }, (_, turn) => model.decidePath(wish, { ...one, turn })),
  );
  const questions = paths.map((path) =>
    path.yes && path.value.question.yes ? `${path.value.link} ${formatIpv4(path.value.nextHop)}` : null,
  );
  const [asked] = emitted.filter(({ bytes }) => bytesOf(bytes)[21] === REQUEST);
  if (!asked) return routed ? judgeUnasked(questions, { of, at }) : null;
  const there = `e${asked.nic} ${formatIpv4(readIpv4(bytesOf(asked.bytes), 38))}`;
  return questions.includes(there) ? null : `the model asks ${questions.join(' or ')}, the kernel ${there}`;
}

/** A question that must be asked and was not: of a link that can, for what has no entry yet. */
function judgeUnasked(
  questions: readonly (string | null)[],
  { of, at }: { of: Observation; at: number },
): string | null {
  const [wanted] = questions;
  if (typeof wanted !== 'string' || questions.some((one) => one !== wanted)) return null;
  const [link = ''] = wanted.split(' ');
  const facts = of.host.links.find(({ name }) => name === link);
  const known = new Set([
    ...of.host.neighbours.map(({ link: on, ip }) => `${on} ${ip}`),
    ...of.after.map(({ nic, ip }) => `${nic} ${ip}`),
  ]);
  const before = of.asked.slice(0, at).flatMap(({ emitted }) => emitted);
  for (const { nic, bytes } of before) known.add(`e${nic} ${formatIpv4(readIpv4(bytesOf(bytes), 38))}`);
  if (known.has(wanted) || !facts?.up || !facts.carrier) return null;
  // One that is asked for in vain at once (mcast_solicit 0) makes no sound.
  if ((of.host.neigh.links[link]?.mcast_solicit ?? 3) === 0) return null;
  return `the model asks ${wanted}, the kernel nobody`;
}

const PROBED = parseMac('02:00:00:00:09:09')!;

/** An entry that is used must be asked for, once, unless no question is ever needed for it. */
function judgeSilence(
  model: Model,
  kernel: Kernel,
  { ask, asked }: { ask: Observation['asked'][number]['ask']; asked: number },
): string | null {
  const link = kernel.linkOf.get(`e${ask.nic ?? 0}`)!;
  if (!link.up || !link.carrier) return asked === 0 ? null : 'a link that is down asks';
  const born = model.bornNeighbour(kernel, { link, ip: ipOf(ask.target), now: 0 });
  const { deeds } = model.step(born, { kind: 'use' }, 0);
  const wanted = deeds.filter(({ kind }) => kind === 'solicit').length;
  return wanted === asked ? null : `the model asks ${wanted} times (${born.state}), the kernel ${asked}`;
}
