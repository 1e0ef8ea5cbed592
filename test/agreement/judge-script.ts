import { formatIpv4 } from '../../src/base/ipv4.ts';
import { formatMac, parseMac } from '../../src/base/mac.ts';
import type { Kernel, KernelLink } from '../../src/kernel/kernel.ts';
import type { Neighbour, NeighbourDeed } from '../../src/kernel/neighbour.ts';
import { bytesOf } from './draw-frames.ts';
import type { Model } from './model.ts';
import { ipOf } from './requests.ts';
import type { Happening, Item, Performance } from './script-plan.ts';

/** What the model has done by now, one of the ways it may have gone: nobody sees when exactly a timer fires. */
interface Way {
  readonly entry: Neighbour | undefined;
  /** How long before its due time the timer was set, and how much is unknown about that moment. */
  readonly span: number;
  readonly slack: number;
  /** When the entry last changed: a timer that is set to the past fires after that. */
  readonly since: number;
  /** What must still be seen, and until when. */
  readonly owed: readonly { readonly sight: string; readonly by: number }[];
}

interface Scene {
  readonly model: Model;
  readonly kernel: Kernel;
  readonly link: KernelLink;
  readonly ip: number;
  /** Nothing is written down later than this after it happened. */
  readonly lag: number;
}

const TICK = 4;
const MOST_WAYS = 96;
const PACKET = 100;

/** Why no way of the model leads to what was seen of one script; null when one does. */
export function judgeScripts(model: Model, of: Performance): { readonly at: number; readonly why: string }[] {
  const kernel = model.asKernel(of.host);
  const found: { at: number; why: string }[] = [];
  of.scripts.forEach(({ script, items }, at) => {
    const link = kernel.linkOf.get(`e${script.nic}`)!;
    const scene = { model, kernel, link, ip: ipOf(script.ip), lag: of.lag };
    const end = { at: of.endedAt, entry: of.after[`e${script.nic} ${script.ip}`] ?? 'none' };
    const why = judgeScript(scene, items, end);
    if (why !== null) found.push({ at, why: `e${script.nic} ${formatIpv4(scene.ip)}: ${why}` });
  });
  return found;
}

function judgeScript(
  scene: Scene,
  items: readonly Item[],
  end: { at: number; entry: string },
): string | null {
  let ways: readonly Way[] = [{ entry: undefined, span: 0, slack: 0, since: 0, owed: [] }];
  const from = items[0]?.at ?? 0;
  for (const [place, item] of items.entries()) {
    const next = distinct(ways.flatMap((way) => follow(scene, way, item)));
    if (next.length === 0)
      return `after ${(item.at - from).toFixed(0)} ms, item ${place}: ${sightOf(item)}; the model was at ${ways.map((way) => tellWay(way, from)).join(' or ')}`;
    ways = next;
  }
  const last = distinct(ways.flatMap((way) => until(scene, way, end.at)));
  const states = new Set(
    last.filter((way) => owesNothing(way, end.at)).map(({ entry }) => tellEntry(scene, entry)),
  );
  return states.has(end.entry)
    ? null
    : `at the end: ${end.entry}; the model says ${[...states].join(' or ') || 'nothing possible'}`;
}

function tellWay({ entry, owed }: Way, from: number): string {
  const due = entry?.timerAt === null || !entry ? '' : ` due ${(entry.timerAt - from).toFixed(0)}`;
  return `${entry?.state ?? 'none'}${due}${owed.length > 0 ? ` owing ${owed.map(({ sight }) => sight).join()}` : ''}`;
}

function tellEntry({ model }: Scene, entry: Neighbour | undefined): string {
  if (!entry) return 'none';
  return `${entry.state} ${model.isValid(entry.state) && entry.mac !== null ? formatMac(entry.mac) : null}`;
}

function sightOf(item: Item): string {
  if (item.kind === 'notified') return `notify ${item.state} ${item.mac}`;
  return item.kind === 'asked' ? `ask ${item.to}` : item.what.kind;
}

function owesNothing(way: Way, at: number): boolean {
  return way.owed.every(({ by }) => by >= at);
}

function follow(scene: Scene, way: Way, item: Item): readonly Way[] {
  if (!owesNothing(way, item.at)) return [];
  if (item.kind === 'done')
    return until(scene, way, item.at).flatMap((each) =>
      happen(scene, each, { what: item.what, at: item.at }),
    );
  return see(scene, way, { sight: sightOf(item), at: item.at });
}

/** All ways the entry may be in at that moment: its timer may have fired already, or not yet. */
function until(scene: Scene, way: Way, at: number, depth = 0): readonly Way[] {
  const { early, late } = windowOf(scene, way);
  const still = at <= late ? [way] : [];
  if (at < early || depth > 12) return still;
  const fired = firing(way, [early + TICK, Math.min(at, late)]).flatMap((tf) => fire(scene, way, tf));
  return [...still, ...distinct(fired).flatMap((each) => until(scene, each, at, depth + 1))];
}

/** A sight is one that was owed, or one that a timer makes now. */
function see(scene: Scene, way: Way, seen: { sight: string; at: number }, depth = 0): readonly Way[] {
  const place = way.owed.findIndex(({ sight }) => sight === seen.sight);
  const paid = place < 0 ? [] : [{ ...way, owed: way.owed.toSpliced(place, 1) }];
  const { early, late } = windowOf(scene, way);
  if (seen.at < early || depth > 12) return paid;
  const times = firing(way, [early + TICK, Math.min(seen.at, late), seen.at - scene.lag]);
  const fired = distinct(times.filter((tf) => tf <= late).flatMap((tf) => fire(scene, way, tf)));
  const live = fired.filter((each) => owesNothing(each, seen.at));
  return [...paid, ...live.flatMap((each) => see(scene, each, seen, depth + 1))];
}

function windowOf(
  { model, lag }: Scene,
  { entry, span, slack, since }: Way,
): { early: number; late: number } {
  if (!entry || entry.timerAt === null)
    return { early: Number.POSITIVE_INFINITY, late: Number.POSITIVE_INFINITY };
  const lateness = model.latest(Math.max(0, span)) - Math.max(0, span);
  const due = Math.max(entry.timerAt, since);
  return { early: due - slack - lag, late: due + slack + lateness + 2 * TICK + lag };
}

/** The kernel never fires early, but the moment a timer was set is known only up to a lag. */
function firing({ entry, since }: Way, times: readonly number[]): readonly number[] {
  const due = Math.max(entry?.timerAt ?? 0, since);
  return [...new Set(times.map((tf) => Math.max(tf, due + 1)))];
}

function fire(scene: Scene, way: Way, tf: number): readonly Way[] {
  const { entry } = way;
  if (!entry) return [];
  const { state, deeds } = scene.model.step(entry, { kind: 'timer' }, tf);
  const silent = deeds.every((deed) => sightOfDeed(deed) === null);
  const { early, late } = windowOf(scene, way);
  return [settle(scene, { way, entry: state, deeds, at: tf }, silent ? late - early : scene.lag)];
}

/** The same way with another entry: a new timer is set from now, with what is unknown of now. */
function settle(
  scene: Scene,
  of: { way: Way; entry: Neighbour | undefined; deeds: readonly NeighbourDeed[]; at: number },
  slack: number,
): Way {
  const { way, entry, deeds, at } = of;
  const owed = deeds.flatMap((deed) => {
    const sight = sightOfDeed(deed);
    return sight === null ? [] : [{ sight, by: at + slack + 2 * scene.lag }];
  });
  const same = entry?.timerAt === way.entry?.timerAt;
  return {
    entry,
    span: same ? way.span : (entry?.timerAt ?? at) - at,
    slack: same ? way.slack : slack,
    since: same ? way.since : at,
    owed: [...way.owed, ...owed],
  };
}

function sightOfDeed(deed: NeighbourDeed): string | null {
  if (deed.kind === 'notify') return `notify ${deed.state} ${deed.mac === null ? null : formatMac(deed.mac)}`;
  if (deed.kind !== 'solicit') return null;
  return `ask ${deed.to === 'broadcast' ? 'ff:ff:ff:ff:ff:ff' : formatMac(deed.to)}`;
}

function happen(scene: Scene, way: Way, of: { what: Happening; at: number }): readonly Way[] {
  const { what, at } = of;
  if (what.kind === 'frame') return hear(scene, way, { bytes: what.bytes, at });
  const { model, kernel, link, ip } = scene;
  const before = way.entry ?? model.bornNeighbour(kernel, { link, ip, now: at });
  // Asking for use by netlink takes PERMANENT away (net/core/neighbour.c neigh_add), which no other use does.
  const strips = what.kind === 'use' && before.state === 'permanent';
  const known = strips ? { ...before, state: 'none' as const } : before;
  const event =
    what.kind === 'packet'
      ? ({ kind: 'packet', size: PACKET } as const)
      : what.kind === 'use'
        ? ({ kind: 'use' } as const)
        : ({
            kind: 'set',
            state: what.state,
            mac: what.state === 'failed' ? null : parseMac(what.mac)!,
          } as const);
  const { state, deeds } = model.step(known, event, at);
  return [settle(scene, { way, entry: state, deeds, at }, scene.lag)];
}

/** Near the end of locktime both may be true: that it is over, and that it is not. */
function hear(scene: Scene, way: Way, { bytes, at }: { bytes: string; at: number }): readonly Way[] {
  const { model, kernel, lag } = scene;
  const { lesson } = model.receive(model.heardFrom(bytesOf(bytes), scene.link.name), kernel);
  if (typeof lesson === 'string') return [way];
  const { entry: known } = way;
  const end = (known?.updated ?? 0) + (known?.timing.locktime ?? 0);
  const near = known !== undefined && Math.abs(at - end) < 2 * lag;
  return (near ? [-3 * lag, 3 * lag] : [0]).map((shift) => {
    const shifted = known && { ...known, updated: known.updated + shift };
    const { entry, deeds } = model.takeHint(kernel, { hint: lesson, known: shifted, now: at });
    return settle(scene, { way, entry, deeds, at }, lag);
  });
}

function distinct(ways: readonly Way[]): readonly Way[] {
  const seen = new Map<string, Way>();
  for (const way of ways) {
    const { entry, owed } = way;
    const due = entry?.timerAt === null || !entry ? '-' : Math.round(entry.timerAt / TICK);
    const times = entry
      ? [entry.updated, entry.confirmed, entry.used].map((each) => Math.round(each / 8)).join()
      : '';
    seen.set(
      `${entry?.state} ${entry?.mac} ${due} ${times} ${entry?.probes} ${owed.map(({ sight }) => sight).join()}`,
      way,
    );
    if (seen.size >= MOST_WAYS) break;
  }
  return [...seen.values()];
}
