import type { Ipv4 } from '../../base/ipv4.ts';
import { BROADCAST_MAC, type Mac, parseMac, ZERO_MAC } from '../../base/mac.ts';
import { parseIpv4 } from '../../base/ipv4.ts';
import { askerOn, sceneOf, type Scene } from '../../doctor/scene.ts';
import { doubtsAbout } from '../../kernel/doubts.ts';
import type { Heard } from '../../kernel/heard.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import type { KernelLink } from '../../kernel/kernel.ts';
import { learn } from '../../kernel/learn.ts';
import { type Answer, decideReply, receiveAll } from '../../kernel/reply.ts';
import type { TraceStep } from '../../kernel/trace.ts';
import { OP_REQUEST } from '../../wire/arp.ts';
import type { ToldAnswer, WhoHasExplanation } from './explanation.ts';

export interface WhoHasWish {
  readonly ip: Ipv4;
  /** The link whose cable brings the question. */
  readonly on: string;
  /** Left out: somebody in a subnet of the link. */
  readonly from?: Ipv4;
  readonly broadcast: boolean;
}

/** A MAC nobody has, for an asker the neighbour table does not know. */
const STRANGER: Mac = 0x02_00_00_00_00_fe;

/** Would this host answer, with which MAC, and because of what. */
export function explainWhoHas(host: HostSnapshot, wish: WhoHasWish): WhoHasExplanation {
  const scene = sceneOf(host);
  const link = scene.kernel.linkOf.get(wish.on);
  const from = wish.from ?? (link ? askerOn(scene, link, wish.ip) : 0);
  const heard = questionTo(host, wish, { from, link });
  const steps: TraceStep[] = [];
  const verdict = decideReply(heard, scene.kernel, { trace: steps });
  return {
    question: 'who-has',
    ip: wish.ip,
    on: wish.on,
    from,
    supposed: wish.from === undefined,
    broadcast: wish.broadcast,
    yes: verdict.yes,
    reason: verdict.reason,
    steps,
    doubts: doubtsAbout(heard, host).map(({ sentence }) => sentence),
    answer: verdict.yes ? told(verdict.value) : null,
    others: link && wish.broadcast ? othersOf(scene, link, heard) : [],
    learned: learn(heard, host).reason,
  };
}

function questionTo(
  host: HostSnapshot,
  wish: WhoHasWish,
  of: { readonly from: Ipv4; readonly link: KernelLink | undefined },
): Heard {
  const { from, link } = of;
  const known = host.neighbours.find((entry) => entry.link === wish.on && parseIpv4(entry.ip) === from);
  return {
    link: wish.on,
    dst: wish.broadcast ? BROADCAST_MAC : (link?.mac ?? ZERO_MAC),
    op: OP_REQUEST,
    sha: parseMac(known?.mac ?? speakerFor(host, wish.on, from) ?? '') ?? STRANGER,
    spa: from,
    tha: ZERO_MAC,
    tpa: wish.ip,
  };
}

/** Of a guarded address that nobody is known to have: one that may speak for it. */
function speakerFor({ guard }: HostSnapshot, on: string, from: Ipv4): string | undefined {
  if (!guard?.links.includes(on)) return undefined;
  return guard.guarded.find(({ ip }) => parseIpv4(ip) === from)?.macs[0];
}

function told({ link, sha, delay }: Answer): ToldAnswer {
  return { link, mac: sha, delay };
}

/** Links that are taken for one segment hear the same broadcast, and so do macvlans and ipvlans on the way up. */
function othersOf(scene: Scene, link: KernelLink, heard: Heard): readonly ToldAnswer[] {
  const near = scene.segments.filter(({ links }) => links.includes(link)).flatMap(({ links }) => links);
  const others = [...new Set(near)].filter((one) => one !== link);
  const beside = others.flatMap((one) => {
    const verdict = decideReply({ ...heard, link: one.name }, scene.kernel);
    return verdict.yes ? [told(verdict.value)] : [];
  });
  const own = decideReply(heard, scene.kernel);
  const known = new Set([...beside.map((one) => one.link), own.yes ? own.value.link : null]);
  const above = receiveAll(heard, scene.kernel).flatMap(({ reply }) =>
    reply.yes && !known.has(reply.value.link) ? [told(reply.value)] : [],
  );
  return [...beside, ...above];
}
