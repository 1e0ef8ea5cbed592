import { UsageFault } from '../base/fault.ts';
import { interfaceNamed } from '../asking/targets/interfaces.ts';
import type { NudState } from '../kernel/host.ts';
import type { NeighbourEntry, NeighbourTable } from '../ports/neighbours.ts';
import { type Applied, applyPlan } from '../verbs/table/apply.ts';
import { mustHaveHome, whyNoHostMac, whyNoNeighbour } from '../verbs/table/place.ts';
import { Before, planRemoval, planSet } from '../verbs/table/plan.ts';
import { maySilence, silencedBy } from '../verbs/table/silenced.ts';
import { silenceWords } from '../declare/silences.ts';
import type { Mender } from './machine.ts';
import { addressFrom, type AddressLike, macFrom, type MacLike } from './text.ts';

/** What the neighbour table is changed with. */
export type TableMender = Mender & { readonly table: NeighbourTable };

/** An entry as you want it. */
export interface EntryWanted {
  readonly ip: AddressLike;
  readonly mac: MacLike;
  /** The interface by name; left out: the one whose network the address is in. */
  readonly on?: string | undefined;
  /** Left out: `permanent`, which no ARP changes. */
  readonly state?: NudState | undefined;
  /** Marked as a router. */
  readonly router?: boolean | undefined;
}

/** How the table is changed. */
export interface EntryWishes {
  /** What the journal calls it; left out: `a program`. */
  readonly command?: string | undefined;
}

/**
 * The kernel's neighbour table: its cache, then the addresses that are published (`published`). Needs no rights. Throws
 * SystemFault.
 */
export function entries(machine: { readonly table: NeighbourTable }): readonly NeighbourEntry[] {
  return machine.table.entries();
}

/**
 * Makes entries, in the place of those that are there; one that is so already is left alone (`same`). Written down first, so that
 * `undo` brings back what was. What is refused says why in its `refusal`, and stops none of the others. Throws UsageFault for an
 * address or MAC that no neighbour has, SystemFault for an interface that is not there, and without rights.
 */
export function setEntries(
  machine: TableMender,
  wanted: readonly EntryWanted[],
  wishes: EntryWishes = {},
): readonly Applied[] {
  const interfaces = machine.table.interfaces();
  const before = new Before(machine.table.entries());
  const planned = wanted.map(({ ip: word, mac: spelled, on, state = 'permanent', router = false }) => {
    const ip = addressFrom(word, 'ip');
    const mac = macFrom(spelled, 'mac');
    const why = whyNoNeighbour(ip, interfaces) ?? whyNoHostMac(mac);
    if (why !== undefined)
      throw new UsageFault('wanted', why, 'name the address and the MAC of another host');
    const link =
      on === undefined
        ? mustHaveHome(ip, interfaces, machine.table.routing)
        : interfaceNamed(interfaces, on).name;
    const flags = router ? ['router'] : [];
    return planSet({ how: 'replace', link, ip, mac, state, flags, protocol: null }, before);
  });
  return applyPlan(handsOf(machine), planned, deedOf(wishes));
}

/**
 * Takes entries of the cache away for which `fits` is true; published addresses stay (they are declared: see `apply`). Throws
 * UsageFault where somebody who is answered from the table now would not be any more, SystemFault.
 */
export function removeEntries(
  machine: TableMender,
  fits: (entry: NeighbourEntry) => boolean,
  wishes: EntryWishes = {},
): readonly Applied[] {
  const planned = machine.table
    .entries()
    .filter((entry) => !entry.published && fits(entry))
    .map(planRemoval);
  const changes = planned.map(({ change }) => change);
  const silent = maySilence(changes) ? silencedBy(machine.system.snapshot(), changes) : [];
  if (silent.length > 0)
    throw new UsageFault('fits', `nothing was changed: ${silenceWords(silent).join('; ')}`, 'name less');
  return applyPlan(handsOf(machine), planned, deedOf(wishes));
}

function handsOf({ table, history }: TableMender): Parameters<typeof applyPlan>[0] {
  return { table, journal: history };
}

function deedOf({ command = 'a program' }: EntryWishes): Parameters<typeof applyPlan>[2] {
  return { command, files: [] };
}
