import type { Mac } from '../base/mac.ts';
import type { Millis } from '../base/time.ts';
import { type ArpIpv4, OP_REPLY, OP_REQUEST } from '../wire/arp.ts';
import { admit, admitAll, type Case } from './admission.ts';
import { isRefused } from './guard.ts';
import type { Addressed, Heard } from './heard.ts';
import type { Hint } from './hint.ts';
import type { HostSnapshot } from './host.ts';
import { asKernel, type Kernel, type KernelLink } from './kernel.ts';
import { hintOf } from './lessons.ts';
import { ignoringLevel } from './owns.ts';
import type { ReasonCode } from './reasons.ts';
import {
  tellAdmission,
  tellFilter,
  tellGuard,
  tellIgnored,
  tellLocal,
  tellProxy,
  tellRoute,
} from './reply-steps.ts';
import { addressType, type Notes, routeInput, routeOutput } from './routes.ts';
import type { Trace } from './trace.ts';
import { no, type Verdict, yes } from './verdict.ts';

/** The answer as it goes out; ready for the frame writer. */
export type Answer = ArpIpv4 & {
  /** The link it leaves by: the one with the IP stack, so the bridge and not its port. */
  readonly link: string;
  readonly dst: Mac;
  readonly src: Mac;
  /** It leaves at a random moment before this much time has passed; 0: at once. */
  readonly delay: Millis;
};

export type Received = {
  readonly reply: Verdict<Answer>;
  /** What the neighbour table is told about the sender, or why nothing. */
  readonly lesson: Hint | ReasonCode;
};

/** What is around a decision and not in the snapshot. */
export type Around = {
  /** Filled with the steps of the decision; costs nothing when left out. */
  readonly trace?: Trace;
  /** Whether a new entry can be made for this sender now. Left out: always. */
  readonly hasRoom?: (link: string, ip: number) => boolean;
  /** The delay of a proxied answer is over: decide again, and answer at once (net/ipv4/arp.c parp_redo). */
  readonly delayed?: boolean;
  /** Proxied answers that wait on the link (before 6.1: on any link). */
  readonly waiting?: number;
};

/** Would this host answer, with what, and because of what. A snapshot must not be changed between calls. */
export function decideReply(heard: Heard, host: HostSnapshot | Kernel, around: Around = {}): Verdict<Answer> {
  return receive(heard, host, around).reply;
}

/** Everything a frame does to a host: its answer and what the neighbour table is told (net/ipv4/arp.c arp_rcv, arp_process). */
export function receive(heard: Heard, host: HostSnapshot | Kernel, around: Around = {}): Received {
  const kernel = 'snapshot' in host ? host : asKernel(host);
  const admitted = admit(kernel, heard);
  if (around.trace) tellAdmission(around.trace, heard, admitted);
  if (typeof admitted === 'string') return silent(admitted, 'learn-dropped');
  return received(kernel, { heard, ...admitted }, around);
}

/**
 * The same for every link with an IP stack that a frame on that cable reaches: the one `receive` judges, and the macvlans,
 * ipvlans and their kind that share a link on the way.
 */
export function receiveAll(
  heard: Heard,
  host: HostSnapshot | Kernel,
): readonly (Received & { link: string })[] {
  const kernel = 'snapshot' in host ? host : asKernel(host);
  return admitAll(kernel, heard).map((admitted) => ({
    ...received(kernel, { heard, ...admitted }, {}),
    link: admitted.link.name,
  }));
}

function received(kernel: Kernel, one: Case, around: Around): Received {
  if (kernel.guard !== null) {
    const refused = isRefused(kernel.guard, one.link.name, one.heard);
    if (around.trace) tellGuard(around.trace, one, refused);
    if (refused) return silent('guarded', 'learn-guarded');
  }
  const judged = judge(kernel, one, around);
  return one.lost === null || !judged.reply.yes ? judged : { ...judged, reply: no(one.lost) };
}

function judge(kernel: Kernel, one: Case, around: Around): Received {
  const { heard } = one;
  if (heard.spa === 0) return judgeProbe(kernel, one, around);
  if (heard.op !== OP_REQUEST) return overheard(kernel, one, 'no-reply-to-reply');
  return judgeQuestion(kernel, one, around);
}

function silent(reason: ReasonCode, lesson: ReasonCode): Received {
  return { reply: no(reason), lesson };
}

function overheard(kernel: Kernel, one: Case, reason: ReasonCode): Received {
  return { reply: no(reason), lesson: hintOf(kernel, one) };
}

/** RFC 5227: only arp_ignore is asked. */
function judgeProbe(kernel: Kernel, one: Case, around: Around): Received {
  const { heard, link } = one;
  if (heard.op !== OP_REQUEST) return silent('no-reply-to-reply', 'learn-probe');
  const type = addressType(kernel, heard.tpa, link);
  if (around.trace) tellLocal(around.trace, heard.tpa, type);
  if (type !== 'local') return silent('probe-not-local', 'learn-probe');
  const level = ignoringLevel(kernel, link, heard);
  if (around.trace) tellIgnored(around.trace, kernel, { link, level });
  if (level !== 0) return silent(IGNORED[level], 'learn-probe');
  return { reply: yes('answer-local-probe', answer(one, 0)), lesson: 'learn-probe' };
}

const IGNORED = {
  1: 'arp-ignore-1',
  2: 'arp-ignore-2',
  3: 'arp-ignore-3',
  8: 'arp-ignore-8',
} as const satisfies Record<number, ReasonCode>;

function judgeQuestion(kernel: Kernel, one: Case, around: Around): Received {
  const { heard, link } = one;
  const notes: Notes | undefined = around.trace ? {} : undefined;
  const inward = routeInput(kernel, { link, src: heard.spa, dst: heard.tpa }, notes);
  if (around.trace) tellRoute(around.trace, kernel, { ...one, inward, notes: notes ?? {} });
  if (inward.kind === 'local') return judgeLocal(kernel, one, around);
  if (inward.kind === 'refused') return overheard(kernel, one, inward.reason);
  return judgeProxied(kernel, { ...one, out: inward.out }, around);
}

function judgeLocal(kernel: Kernel, one: Case, around: Around): Received {
  const { heard, link } = one;
  const level = ignoringLevel(kernel, link, heard);
  if (around.trace) tellIgnored(around.trace, kernel, { link, level });
  if (level !== 0) return silent(IGNORED[level], 'learn-suppressed');
  if (link.conf.arp_filter !== 0) {
    const refusal = filterRefusal(kernel, one, around);
    if (refusal) return silent(refusal, 'learn-suppressed');
  }
  if (around.hasRoom && !around.hasRoom(link.name, heard.spa))
    return silent('table-full', 'learn-table-full');
  return { reply: yes('answer-local', answer(one, 0)), lesson: askerHint(one) };
}

/** net/ipv4/arp.c arp_filter */
function filterRefusal(kernel: Kernel, one: Case, around: Around): ReasonCode | null {
  const { heard, link } = one;
  const notes: Notes | undefined = around.trace ? {} : undefined;
  const out = routeOutput(kernel, { src: heard.tpa, dst: heard.spa, vrf: link.vrf }, notes);
  if (around.trace) tellFilter(around.trace, kernel, { ...one, out, notes: notes ?? {} });
  if (!out) return 'arp-filter-no-route';
  return out === link ? null : 'arp-filter';
}

type Proxied = Case & { readonly out: KernelLink };

function judgeProxied(kernel: Kernel, one: Proxied, around: Around): Received {
  const judged = proxying(kernel, one);
  if (around.trace) tellProxy(around.trace, kernel, { ...one, judged });
  if (!judged.startsWith('answer-')) return overheard(kernel, one, judged);
  const delay = around.delayed ? 0 : delayOf(one.link, one.addressed);
  const learned = !around.hasRoom || around.hasRoom(one.link.name, one.heard.spa);
  const full = delay > 0 && (around.waiting ?? 0) > one.link.timing.proxyQueue;
  return {
    reply: full ? no('proxy-queue-full') : yes(judged, answer(one, delay)),
    lesson: learned ? askerHint(one) : 'learn-table-full',
  };
}

/** Why a routed target is answered for, or why not (net/ipv4/arp.c arp_fwd_proxy, arp_fwd_pvlan). */
function proxying(kernel: Kernel, one: Proxied): ReasonCode {
  const { heard, link, out } = one;
  if (out === link) return heard.spa === heard.tpa ? 'pvlan-same-address' : 'answer-pvlan';
  const proxied = link.conf.proxy_arp !== 0;
  if (proxied && !isSameMedium(link.conf.medium_id, out.conf.medium_id)) return 'answer-proxy-arp';
  const on = kernel.published.get(heard.tpa | 0);
  if (on && (on.has(link.name) || on.has(null))) return 'answer-published';
  return proxied ? 'medium-id' : 'not-proxied';
}

function isSameMedium(inward: number, outward: number): boolean {
  return inward !== 0 && (inward === -1 || outward === -1 || outward === inward);
}

function delayOf(link: KernelLink, addressed: Addressed): Millis {
  return addressed === 'host' ? 0 : link.timing.proxyDelay;
}

/** The asker is about to talk to us: learned without regard to locktime (net/core/neighbour.c neigh_event_ns). */
function askerHint(one: Case): Hint {
  const { heard, link } = one;
  return {
    link: link.name,
    ip: heard.spa,
    mac: heard.sha,
    state: 'stale',
    creates: true,
    absent: 'learn-asker',
    overrides: 'learn-asker',
  };
}

/** To the ARP sender and with the MAC of the link that heard it, whatever the table says and whoever holds the address. */
function answer(one: Case, delay: Millis): Answer {
  const { heard, link } = one;
  return {
    link: link.name,
    dst: heard.sha,
    src: link.mac,
    op: OP_REPLY,
    sha: link.mac,
    spa: heard.tpa,
    tha: heard.sha,
    tpa: heard.spa,
    delay,
  };
}
