import { formatIpv4, parseIpv4 } from '../../src/base/ipv4.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import type { Path } from '../../src/kernel/path.ts';
import type { Verdict } from '../../src/kernel/verdict.ts';
import type { WaySeen, WaysObservation } from './ask-ways.ts';
import type { Model } from './model.ts';

/** A look-up that the model answers otherwise than the kernel, or doubts without need. */
export interface WayDisagreement {
  readonly at: number;
  readonly why: string;
}

/** What the model says of each look-up of an observation, held against the kernel's. */
export function judgeWays(
  model: Model,
  of: WaysObservation,
  most = Number.POSITIVE_INFINITY,
): WayDisagreement[] {
  const kernel = model.asKernel(of.host);
  const found: WayDisagreement[] = [];
  for (const [at, seen] of of.seen.entries()) {
    const why = judgeOne(model, kernel, seen);
    if (why !== null) found.push({ at, why: `to ${seen.question.to} from ${seen.question.from}: ${why}` });
    if (found.length >= most) break;
  }
  return found;
}

function judgeOne(model: Model, kernel: Kernel, seen: WaySeen): string | null {
  const { to, from } = seen.question;
  const wanted = { to: parseIpv4(to)!, from: from === null ? null : parseIpv4(from)! };
  const there = tellSeen(seen);
  const said = tell(model.decidePath(wanted, kernel));
  const doubts = model.doubtsAboutPath(wanted, kernel.snapshot);
  const codes = new Set(doubts.map(({ code }) => code));
  if (said !== there && !codes.has('packet-rule')) {
    const picks = codes.has('multipath') ? kernel.mostWays : 1;
    const turns = codes.has('link-order') ? kernel.links.length : 1;
    // In doubt about a pick: one of the picks must be it.
    const others = variants(kernel, { picks, turns }).map((one) => tell(model.decidePath(wanted, one)));
    if (!others.includes(there)) return `the model says ${others.join(' or ')}, the kernel ${there}`;
  }
  const one = seen.hops === 1 && !hasEqualDefaults(kernel);
  if (codes.has('multipath') && one) return `the model doubts ${said}, and the route has one next hop`;
  if (codes.has('link-order') && !hasTwoHolders(kernel))
    return `the model doubts ${said}, and only one link has addresses`;
  return null;
}

function variants(kernel: Kernel, of: { readonly picks: number; readonly turns: number }): Kernel[] {
  return Array.from({ length: of.picks * of.turns }, (_, at) => ({
    ...kernel,
    pick: at % of.picks,
    turn: Math.floor(at / of.picks),
  }));
}

function hasTwoHolders({ snapshot }: Kernel): boolean {
  return new Set(snapshot.addresses.map(({ link }) => link)).size > 1;
}

function hasEqualDefaults({ snapshot }: Kernel): boolean {
  const keys = snapshot.routes
    .filter(({ destination }) => destination === '0.0.0.0/0')
    .map(({ table, metric }) => `${table} ${metric}`);
  return new Set(keys).size < keys.length;
}

function tell(path: Verdict<Path>): string {
  if (!path.yes) return 'no way';
  const { link, nextHop, source } = path.value;
  const kind = path.reason === 'path-local' ? 'local' : 'out';
  return `${kind} ${link} ${formatIpv4(nextHop)} from ${formatIpv4(source)}`;
}

const RTN_LOCAL = 2;

function tellSeen({ question, errno, type, link, gateway, source }: WaySeen): string {
  if (errno !== 0) return 'no way';
  const to = question.to === '0.0.0.0' ? source : question.to;
  return `${type === RTN_LOCAL ? 'local' : 'out'} ${link} ${gateway ?? to} from ${source}`;
}
