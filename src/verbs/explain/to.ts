import { type Ipv4, parseIpv4 } from '../../base/ipv4.ts';
import { parseMac } from '../../base/mac.ts';
import { caveatsOf } from '../../doctor/diagnose.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import { decidePath, type Path } from '../../kernel/path.ts';
import { doubtsAboutPath } from '../../kernel/path-doubts.ts';
import type { TraceStep } from '../../kernel/trace.ts';
import type { ToExplanation, ToldPath } from './explanation.ts';

export interface ToWish {
  readonly ip: Ipv4;
  /** The source address a program asks for; left out: the kernel chooses. */
  readonly from?: Ipv4;
}

/** The three questions: mine? connected? which route? And the ARP request that follows. */
export function explainTo(host: HostSnapshot, wish: ToWish): ToExplanation {
  const steps: TraceStep[] = [];
  const from = wish.from ?? null;
  const verdict = decidePath({ to: wish.ip, from }, host, steps);
  return {
    question: 'to',
    ip: wish.ip,
    from,
    yes: verdict.yes,
    reason: verdict.reason,
    steps,
    doubts: [
      ...doubtsAboutPath({ to: wish.ip, from }, host).map(({ sentence }) => sentence),
      ...caveatsOf(host),
    ],
    path: verdict.yes ? told(host, verdict.value) : null,
  };
}

function told(host: HostSnapshot, path: Path): ToldPath {
  const { link, nextHop, via6, source, route, ways, question } = path;
  const entry =
    via6 !== null
      ? undefined
      : host.neighbours.find((one) => one.link === link && parseIpv4(one.ip) === nextHop);
  return {
    link,
    nextHop,
    via6,
    source,
    route,
    ways,
    request: question.yes
      ? { sender: question.value.spa, mac: question.value.sha, reason: question.reason }
      : null,
    known: entry ? { state: entry.state, mac: parseMac(entry.mac ?? '') ?? null } : null,
  };
}
