import { after } from '../change/after.ts';
import { unspokenLost } from '../change/again.ts';
import { parseIpv4 } from '../base/ipv4.ts';
import { contains, parsePrefix } from '../base/prefix.ts';
import { type Change, commandOf, type SystemChange } from '../change/change.ts';
import { invert } from '../change/invert.ts';
import { outOfReach } from '../doctor/reach.ts';
import { type Scene, sceneOf } from '../doctor/scene.ts';
import type { HostSnapshot, RouteSnapshot } from '../kernel/host.ts';
import { type Precondition, preconditionsOf } from './preconditions.ts';

/** One change of a plan, with all that a person and an applier want to know of it. */
export type PlanStep = {
  readonly change: SystemChange;
  /** One sentence: what it is for. */
  readonly why: string;
  /** Of the declaration; null when no line of a file asked for it. */
  readonly line: number | null;
  /** What must be so when its turn comes. */
  readonly needs: readonly Precondition[];
  /** What brings the host back to where it was before this step, in the order to be done. */
  readonly undo: readonly SystemChange[];
};

/**
 * What it is about: a connection that may be cut, an answer that ends, what is not as declared, what cannot be made, or only
 * elsewhere; of a guard: whom it would cut off, what it does not guard, what a liar got in before, and permissions too few.
 */
export type WarningKind =
  | 'session'
  | 'silence'
  | 'not-as-declared'
  | 'cannot'
  | 'beyond'
  | 'guard-cuts-off'
  | 'guard-half'
  | 'lie-held'
  | 'pin-lonely'
  | 'vrrp-alone';

/** What a person should think of before a plan is carried out. */
export type PlanWarning = {
  readonly kind: WarningKind;
  readonly sentence: string;
  readonly line: number | null;
};

export type Because = { readonly why: string; readonly line: number | null };

/** A plan in the making: the host as it would be after the steps so far. */
export class Draft {
  #host: HostSnapshot;
  readonly steps: PlanStep[] = [];
  readonly warnings: PlanWarning[] = [];

  constructor(host: HostSnapshot) {
    this.#host = host;
  }

  get host(): HostSnapshot {
    return this.#host;
  }

  get scene(): Scene {
    return sceneOf(this.#host);
  }

  /** Leaves out what would change nothing; what cannot be changed from here is warned of. */
  do(change: SystemChange, because: Because): void {
    if (change.do === 'add-route' && !this.isUp(change.link, because)) return;
    const undo = invert(change, this.#host);
    const there = after(this.#host, [change]);
    this.#warnOfLoss(change, because, unspokenLost(this.#host, there));
    if (undo.length === 0) return;
    const where = outOfReach(change, this.#host);
    if (where !== null) {
      const sentence = `'${commandOf(change)}' has to be made ${where}; it is left out.`;
      return this.warn('beyond', sentence, because.line);
    }
    this.steps.push({ change, ...because, needs: preconditionsOf(change), undo });
    this.#host = there;
  }

  /** Routes that no command here can say go with a change: an undo has them as they were, a step behind it has not. */
  #warnOfLoss(change: SystemChange, { line }: Because, lost: readonly RouteSnapshot[]): void {
    for (const { destination, object } of lost) {
      const back =
        object === undefined || change.do !== 'set-up'
          ? 'no step makes it again, and only undo brings it back'
          : 'its next-hop object goes, too, and it must be made again by hand';
      this.warn('cannot', `The route to ${destination} goes with ${what(change)}: ${back}.`, line);
    }
  }

  /** The same for many, in one go: no route of them is there because of another. */
  addRoutes(
    changes: readonly Change<'add-route'>[],
    because: (change: Change<'add-route'>) => Because,
  ): void {
    const destinations = new Set(changes.map(({ destination }) => destination));
    const routes = this.#host.routes.filter(({ destination }) => destinations.has(destination));
    const near = { ...this.#host, routes };
    const made = new Map<string, SystemChange>();
    for (const change of changes) {
      const { table, destination, metric = 0, link, via } = change;
      const key = `${table} ${destination} ${metric} ${link} ${via}`;
      const reason = because(change);
      if (made.has(key) || !this.isUp(link, reason)) continue;
      const undo = invert(change, near);
      if (undo.length === 0) continue;
      this.steps.push({ change, ...reason, needs: preconditionsOf(change), undo });
      made.set(key, change);
    }
    this.#host = after(this.#host, [...made.values()]);
  }

  all(changes: readonly SystemChange[], because: (change: SystemChange) => Because): void {
    for (const change of changes) this.do(change, because(change));
  }

  /** The same, and what the kernel takes along with it is made again: `instead` stands for what must not come back. */
  replace(change: SystemChange, instead: readonly SystemChange[], because: Because): void {
    const along = invert(change, this.#host).filter((one) => !isBack(one, change));
    this.do(change, because);
    for (const one of instead) this.do(one, because);
    for (const one of along) {
      if (one.do === 'add-route' && !isPossible(one, this.#host)) {
        const sentence = `The route to ${one.destination} out of ${one.link} goes with ${what(change)}, and cannot be made again.`;
        this.warn('cannot', sentence, because.line);
      } else
        this.do(one, {
          why: 'it goes with the change before it, and is made again.',
          line: because.line,
        });
    }
  }

  /** Whether routes can lead out of a link; told once when they cannot. */
  isUp(name: string, { line }: Pick<Because, 'line'>): boolean {
    if (this.#host.links.some((link) => link.name === name && link.up)) return true;
    const sentence = `${name} is down: what is declared of routes out of it waits until it is up, and is planned then.`;
    if (!this.warnings.some((warning) => warning.sentence === sentence)) this.warn('cannot', sentence, line);
    return false;
  }

  warn(kind: WarningKind, sentence: string, line: number | null): void {
    this.warnings.push({ kind, sentence, line });
  }
}

function what(change: SystemChange): string {
  if ('local' in change) return change.local;
  return change.do === 'set-up' ? `setting ${change.link} down` : change.do;
}

/** The kernel takes no source that is not its own, and no gateway that nobody on the link is (fib_check_nh). */
function isPossible(route: Change<'add-route'>, host: HostSnapshot): boolean {
  const { source, via, link, onlink } = route;
  if (source !== null && !host.addresses.some(({ local }) => local === source)) return false;
  if (via === null || onlink) return true;
  const gateway = parseIpv4(via) ?? 0;
  return host.routes.some(
    ({ type, destination, nexthops }) =>
      type === 'unicast' &&
      nexthops.some((hop) => hop.link === link && hop.via === null) &&
      contains(parsePrefix(destination)!, gateway),
  );
}

/** Whether it takes the change itself back, and not what went along. */
function isBack(one: SystemChange, change: SystemChange): boolean {
  if (change.do === 'set-mac') return one.do === 'set-mac';
  if (change.do !== 'remove-address') return false;
  if (one.do === 'remove-address') return true;
  return one.do === 'add-address' && one.local === change.local && one.prefixLength === change.prefixLength;
}
