import { formatIpv4, readIpv4 } from '../../src/base/ipv4.ts';
import { formatMac, parseMac, readMac } from '../../src/base/mac.ts';
import type { Heard } from '../../src/kernel/heard.ts';
import type { HostSnapshot } from '../../src/kernel/host.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { ARP_IPV4_SIZE } from '../../src/wire/arp.ts';
import { bytesOf } from './draw-frames.ts';
import type { Model } from './model.ts';
import type { Emitted, EntrySeen, Observation } from './observe.ts';
import { ipOf } from './requests.ts';

/** Where model and kernel differ. */
export interface Disagreement {
  readonly about: 'answer' | 'entry' | 'sender' | 'stranger' | 'mark';
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
    const tries = kernels.map((kernel) => compare(model, kernel, { of, heard, seen }));
    // Of a multipath route any next hop may be taken: one that fits is enough.
    if (tries.some((one) => one === null)) return;
    found.push({ ...tries[0]!, frame: at, ask: -1 });
  });
  for (const [asker, [answer]] of answers)
    if (!askers.has(asker))
      found.push({ about: 'stranger', frame: -1, ask: -1, why: `nobody asked for ${answer}` });
  if (found.length < most) found.push(...judgeStrangers(of, spoken));
  of.asked.forEach(({ ask, emitted }, at) => {
    if (found.length >= most) return;
    const why = judgeAsk(model, kernels[0]!, { ask, emitted }) ?? judgePath(model, kernels, { ask, emitted });
    if (why !== null) found.push({ about: 'sender', frame: -1, ask: at, why });
  });
  return found;
}

function kernelsOf(model: Model, host: HostSnapshot): readonly Kernel[] {
  const kernel = model.asKernel(host);
  const most = Math.max(1, ...host.routes.map(({ nexthops }) => nexthops.length));
  return Array.from({ length: most }, (_, pick) => (pick === 0 ? kernel : { ...kernel, pick }));
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
    const verdict = model.decideSource(
      {
        link: `e${nic}`,
        target: readIpv4(frame, 38),
        packetSource: ask.how === 'packet' ? ipOf(ask.source) : null,
        ...(ask.how === 'probe' ? { to: PROBED } : {}),
      },
      kernel,
    );
    const wanted = verdict.yes ? tellFields(`${ETHERNET_IPV4}0001`, verdict.value) : 'no question';
    const there = tell(frame);
    if (wanted !== there) return `the model says ${wanted} (${verdict.reason}), the kernel ${there}`;
  }
  return ask.how === 'use' ? judgeSilence(model, kernel, { ask, asked: requests.length }) : null;
}

/** Where a packet that is bound to no link asks for its next hop. */
function judgePath(
  model: Model,
  kernels: readonly Kernel[],
  { ask, emitted }: Observation['asked'][number],
): string | null {
  const [asked] = emitted.filter(({ bytes }) => bytesOf(bytes)[21] === REQUEST);
  if (ask.nic !== null || !asked) return null;
  const paths = kernels.map((kernel) => model.decidePath({ to: ipOf(ask.target), from: null }, kernel));
  const wanted = paths.map((path) =>
    path.yes ? `${path.value.link} ${formatIpv4(path.value.nextHop)}` : path.reason,
  );
  const there = `e${asked.nic} ${formatIpv4(readIpv4(bytesOf(asked.bytes), 38))}`;
  return wanted.includes(there) ? null : `the model asks ${wanted.join(' or ')}, the kernel ${there}`;
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
