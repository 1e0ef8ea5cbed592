import type { Ipv4 } from '../base/ipv4.ts';
import { parseIpv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import type { Instant } from '../base/time.ts';
import type { Hint } from '../kernel/hint.ts';
import type { NudState } from '../kernel/host.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { asNeighbour, bornNeighbour, takeHint } from '../kernel/learn.ts';
import {
  isValid,
  type Neighbour,
  type NeighbourDeed,
  type NeighbourEvent,
  step,
} from '../kernel/neighbour.ts';
import type { PaperClock } from './paper-clock.ts';

/** Kernel timers are never early and at least one tick late; at exactly their time some would set themselves again. */
const TICK = 4;

/** One line of `ip neigh`. */
export interface TableLine {
  readonly link: string;
  readonly ip: Ipv4;
  readonly state: NudState;
  /** null when it is not valid in this state */
  readonly mac: Mac | null;
}

/** What a table needs of its host. Its own clock was 0 when the host joined, as the snapshot's ages ask for. */
export interface TableHost {
  readonly clock: PaperClock;
  kernel(): Kernel;
  carryOut(line: TableLine, deeds: readonly NeighbourDeed[]): void;
}

/** A neighbour table that lives: the kernel room's state machine with the timers of the paper clock. */
export class PaperTable {
  readonly #host: TableHost;
  readonly #born: Instant;
  readonly #links = new Map<string, Map<Ipv4, Neighbour>>();

  constructor(host: TableHost) {
    this.#host = host;
    this.#born = host.clock.now();
    const kernel = host.kernel();
    for (const one of kernel.snapshot.neighbours) {
      const link = kernel.linkOf.get(one.link);
      const ip = parseIpv4(one.ip);
      if (link && ip !== undefined) this.#put(one.link, ip, asNeighbour(one, link));
    }
  }

  /** Whether there is an entry. */
  has(link: string, ip: Ipv4): boolean {
    return this.#links.get(link)?.has(ip) ?? false;
  }

  /** All entries, as `ip neigh` lists them. */
  lines(): readonly TableLine[] {
    return [...this.#links].flatMap(([link, entries]) =>
      [...entries].map(([ip, entry]) => lineOf(link, ip, entry)),
    );
  }

  /** What a frame told. */
  take(hint: Hint): void {
    const known = this.#links.get(hint.link)?.get(hint.ip);
    const { entry, deeds } = takeHint(this.#host.kernel(), { hint, known, now: this.#now() });
    if (entry) this.#change(hint.link, hint.ip, { entry, deeds });
  }

  /** Something happens to an entry; it is made when there is none. */
  happen(link: string, ip: Ipv4, event: NeighbourEvent): void {
    const kernel = this.#host.kernel();
    const kernelLink = kernel.linkOf.get(link);
    if (!kernelLink) throw new Error(`no link ${link} on this paper host`);
    const now = this.#now();
    const known = this.#links.get(link)?.get(ip) ?? bornNeighbour(kernel, { link: kernelLink, ip, now });
    const { state, deeds } = step(known, event, now);
    this.#change(link, ip, { entry: state, deeds });
  }

  #now(): Instant {
    return this.#host.clock.now() - this.#born;
  }

  #change(link: string, ip: Ipv4, change: { entry: Neighbour; deeds: readonly NeighbourDeed[] }): void {
    this.#put(link, ip, change.entry);
    if (change.deeds.length > 0) this.#host.carryOut(lineOf(link, ip, change.entry), change.deeds);
  }

  #put(link: string, ip: Ipv4, entry: Neighbour): void {
    let entries = this.#links.get(link);
    if (!entries) this.#links.set(link, (entries = new Map()));
    const timerWas = entries.get(ip)?.timerAt ?? null;
    entries.set(ip, entry);
    const { timerAt } = entry;
    if (timerAt === null || timerAt === timerWas) return;
    this.#host.clock.at(this.#born + timerAt + TICK, () => {
      // Set anew or stopped since: another call looks after it, or none.
      if (this.#links.get(link)?.get(ip)?.timerAt === timerAt) this.happen(link, ip, { kind: 'timer' });
    });
  }
}

function lineOf(link: string, ip: Ipv4, entry: Neighbour): TableLine {
  return { link, ip, state: entry.state, mac: isValid(entry.state) ? entry.mac : null };
}
