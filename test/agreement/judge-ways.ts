import { formatIpv4, parseIpv4 } from '../../src/base/ipv4.ts';
import type { Doubt } from '../../src/kernel/doubts.ts';
import type { HostSnapshot } from '../../src/kernel/host.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import type { Path } from '../../src/kernel/path.ts';
import type { Verdict } from '../../src/kernel/verdict.ts';
import type { Way, WayQuestion, WaySeen, WaysObservation } from './ask-ways.ts';
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
  const there = tellWay(seen.question, seen.way);
  const said = tell(model.decidePath(wanted, kernel));
  const codes = new Set(model.doubtsAboutPath(wanted, kernel.snapshot).map(({ code }) => code));
  // What the snapshot says itself that it does not know is no confident answer.
  if (kernel.snapshot.unread.length > 0) return null;
  // An object that lends another source may make a way of a next hop that was none.
  const picks = codes.has('multipath') || codes.has('object-source') ? kernel.mostWays : 1;
  const turns = codes.has('link-order') ? kernel.links.length : 1;
  // In doubt about a pick: each of the kernel's must be among the model's.
  const expected = variants(kernel, { picks, turns, young: codes.has('object-source') }).map((one) =>
    tell(model.decidePath(wanted, one)),
  );
  const hashed = (seen.hashed ?? []).map((way) => tellWay(seen.question, way));
  const surprise = [there, ...hashed].find((one) => !expected.includes(one));
  if (surprise !== undefined) return `the model says ${expected.join(' or ')}, the kernel ${surprise}`;
  return (
    needlessPick(codes, kernel, { seen, said, hashed }) ??
    judgePackets(codes, { seen, said, there, expected }) ??
    (codes.has('link-order') && !hasTwoHolders(kernel.snapshot)
      ? `the model doubts ${said}, and only one link has addresses`
      : null)
  );
}

type Codes = ReadonlySet<Doubt['code']>;

/** In doubt about a pick where the kernel never picks another one. */
function needlessPick(
  codes: Codes,
  kernel: Kernel,
  { seen, said, hashed }: { seen: WaySeen; said: string; hashed: readonly string[] },
): string | null {
  if (!codes.has('multipath') || hasEqualDefaults(kernel.snapshot)) return null;
  if (seen.hops === 1) return `the model doubts ${said}, and the route has one next hop`;
  const steady = hashed.length > 0 && new Set(hashed).size === 1;
  return steady && isFair(kernel.snapshot)
    ? `the model doubts ${said}, and the kernel always takes ${hashed[0]}`
    : null;
}

/** No next hop is so rare that it may never be taken. */
export function isFair({ routes }: HostSnapshot): boolean {
  return routes.every(({ nexthops }) => nexthops.every(({ weight }) => weight < 3));
}

/** A doubt about rules for packets: one of the packets that they are for must go another way, and none without a doubt. */
function judgePackets(
  codes: Codes,
  of: { seen: WaySeen; said: string; there: string; expected: readonly string[] },
): string | null {
  const { seen, said, there, expected } = of;
  if (seen.packets === null || codes.has('multipath') || seen.hops > 1) return null;
  const others = seen.packets.map((way) => tellWay(seen.question, way)).filter((one) => one !== there);
  const doubted = codes.has('packet-rule') || codes.has('packet-route');
  // What another doubt has told of already, as of the source of an object, is not said for certain.
  const untold = others.find((one) => !expected.includes(one));
  if (untold !== undefined && !doubted)
    return `the model says ${said} without a doubt, the kernel ${untold} for packets of another kind`;
  if (others.length === 0 && doubted && !seen.packetsHashed)
    return `the model doubts ${said}, and the kernel sends every packet so`;
  return null;
}

function variants(kernel: Kernel, of: { picks: number; turns: number; young: boolean }): Kernel[] {
  return Array.from({ length: of.picks * of.turns * (of.young ? 2 : 1) }, (_, at) => ({
    ...kernel,
    pick: at % of.picks,
    turn: Math.floor(at / of.picks) % of.turns,
    youngObjects: at >= of.picks * of.turns,
  }));
}

/** Addresses are on several links. */
export function hasTwoHolders({ addresses }: HostSnapshot): boolean {
  return new Set(addresses.map(({ link }) => link)).size > 1;
}

/** Several default routes of one table and metric. */
export function hasEqualDefaults({ routes }: HostSnapshot): boolean {
  const keys = routes
    .filter(({ destination }) => destination === '0.0.0.0/0')
    .map(({ table, metric }) => `${table} ${metric}`);
  return new Set(keys).size < keys.length;
}

function tell(path: Verdict<Path>): string {
  if (!path.yes) return 'no way';
  const { link, nextHop, via6, source, question } = path.value;
  // What a gateway by IPv6 is asked by is not ARP.
  const gateway6 = question.yes ? `ipv6 asked for by ARP` : `ipv6 ${via6?.split(':').at(-1)}`;
  const kind = path.reason === 'path-local' ? 'local' : 'out';
  return `${kind} ${link} ${via6 === null ? formatIpv4(nextHop) : gateway6} from ${formatIpv4(source)}`;
}

const RTN_LOCAL = 2;

function tellWay(question: WayQuestion, { errno, type, link, gateway, source }: Way): string {
  if (errno !== 0) return 'no way';
  const to = question.to === '0.0.0.0' ? source : question.to;
  return `${type === RTN_LOCAL ? 'local' : 'out'} ${link} ${gateway ?? to} from ${source}`;
}
