import { parseIpv4 } from '../../src/base/ipv4.ts';
import { contains, parsePrefix } from '../../src/base/prefix.ts';
import { after } from '../../src/change/after.ts';
import { unspokenLost } from '../../src/change/again.ts';
import { canonical } from '../../src/change/canonical.ts';
import { commandOf, type RoutePlan, type SystemChange } from '../../src/change/change.ts';
import { isLocalIn } from '../../src/change/fib.ts';
import { invert } from '../../src/change/invert.ts';
import { refusalOf } from '../../src/change/refusal.ts';
import { touchedBy } from '../../src/change/touched.ts';
import type { HostSnapshot } from '../../src/kernel/host.ts';
import { inNamespace } from '../../src/linux/namespaces.ts';
import { openSystem } from '../../src/linux/system.ts';
import type { Outcome } from '../../src/ports/neighbours.ts';
import type { System } from '../../src/ports/system.ts';
import { RT_TABLE_LOCAL } from '../../src/wire/netlink/numbers.ts';
import type { Draw } from './draw.ts';
import { drawChange } from './draw-changes.ts';
import type { HostPlan } from './plan.ts';
import type { World } from './world.ts';

/** A change that came out otherwise than foretold, or that its undo does not take back. */
export interface ChangeDisagreement {
  readonly seed: string;
  readonly why: string;
}

/** Makes random changes on a host, one after another, and holds each against what was foretold of it. */
export function judgeChanges(
  world: World,
  of: { readonly seed: string; readonly plan: HostPlan; readonly draw: Draw; readonly count: number },
): { readonly made: number; readonly taken: number; readonly found: readonly ChangeDisagreement[] } {
  const { seed, plan, draw, count } = of;
  world.build(plan);
  const subnets = [...new Set(plan.nics.flatMap(({ addresses }) => addresses.map(({ local }) => local)))]
    .map((ip) => ip.split('.').slice(0, 3).join('.'))
    .concat('10.0.0', '10.0.3');
  const found: ChangeDisagreement[] = [];
  let made = 0;
  let taken = 0;
  for (let nth = 0; nth < count; nth++) {
    const before = world.snapshot();
    const change = drawChange(draw, before, subnets);
    const kept = system(world, (there) => there.keep(touchedBy([change], before)));
    const messages = world.routeMessages();
    const outcome = make(world, [change]);
    const said = refusalOf(before, change);
    const now = world.snapshot();
    made++;
    const say = (why: string): void => {
      found.push({ seed: `${seed} ${nth}`, why: `${commandOf(change)}: ${why}` });
    };
    if (outcome !== null) {
      const differing = differences(now, before);
      if (differing.length > 0) say(`refused with ${outcome}, and yet ${differing[0]}`);
      continue;
    }
    taken++;
    if (said !== null) say(`the model says it is refused with ${said}`);
    const differing = before.unread.length > 0 ? [] : differences(now, after(before, [change]));
    if (differing.length > 0) say(differing.slice(0, 3).join('; '));
    const then = draw.weighted({ stay: 4, invert: 3, restore: 3 });
    if (then === 'stay') continue;
    if (then === 'restore') {
      const { complete } = system(world, (there) => there.restore(kept));
      const left = differences(world.snapshot(), before, true).concat(
        lines('route messages', world.routeMessages(), messages),
      );
      // What it says itself that it could not bring back is no promise.
      if (complete && left.length > 0) say(`after it was put back: ${left.slice(0, 3).join('; ')}`);
      continue;
    }
    // What the snapshot says itself that it does not know is not foretold.
    if (before.unread.length > 0) continue;
    const undo = invert(change, before);
    const refused = make(world, undo);
    // See isImpossible: the kernel says so.
    if (refused === 'EINVAL' && undo.some((one) => one.do === 'add-route' && isImpossible(before, one)))
      continue;
    if (refused !== null) say(`its undo (${undo.map(commandOf).join('; ')}) is refused with ${refused}`);
    const left = differences(world.snapshot(), before, true);
    // What no change can say is told beforehand.
    const unspoken = unspokenLost(before, after(after(before, [change]), undo));
    if (left.length > 0 && unspoken.length === 0)
      say(`after its undo (${undo.map(commandOf).join('; ')}): ${left.slice(0, 3).join('; ')}`);
  }
  return { made, taken, found };
}

function system<T>(world: World, use: (system: System) => T): T {
  return inNamespace(world.namespace, () => use(openSystem()));
}

function make(world: World, changes: readonly SystemChange[]): string | null {
  const outcomes: readonly Outcome[] = system(world, (there) => there.make(changes));
  return outcomes.find(({ code }) => code !== null)?.code ?? null;
}

/** Its source is no address of the host any more, or its gateway one or a broadcast address: it is there, and not made again. */
function isImpossible({ routes }: HostSnapshot, { source, via }: RoutePlan): boolean {
  const foreign = source !== null && !isLocalIn(routes, source, RT_TABLE_LOCAL);
  return (
    foreign ||
    (via !== null && routes.some(({ type, destination }) => type !== 'unicast' && covers(destination, via)))
  );
}

function covers(destination: string, ip: string): boolean {
  return contains(parsePrefix(destination)!, parseIpv4(ip) ?? 0);
}

type Parts = Readonly<Record<string, unknown>>;

/** Line by line what one has and the other has not; `unordered`: as an undo leads back to, where what comes again comes last. */
function differences(now: HostSnapshot, foretold: HostSnapshot, unordered = false): string[] {
  const there = canonical(now) as Parts;
  const said = canonical(foretold) as Parts;
  return Object.keys(there).flatMap((part) => {
    const is = linesOf(there[part]);
    const shall = linesOf(said[part]);
    const differing = lines(part, is, shall);
    if (differing.length > 0) return differing;
    const same = unordered ? is.toSorted().join() === shall.toSorted().join() : is.join() === shall.join();
    return same ? [] : [`${part} are in another order or number`];
  });
}

function lines(part: string, is: readonly string[], shall: readonly string[]): string[] {
  return [
    ...is.filter((line) => !shall.includes(line)).map((line) => `${part} has ${line}`),
    ...shall.filter((line) => !is.includes(line)).map((line) => `${part} lacks ${line}`),
  ];
}

function linesOf(part: unknown): string[] {
  if (Array.isArray(part)) return part.map(told);
  return [told(part)];
}

/** Whatever the order in which fields stand. */
function told(one: unknown): string {
  return JSON.stringify(one, (_, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
