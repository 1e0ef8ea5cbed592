import type { HostSnapshot } from '../kernel/host.ts';
import type { SystemChange } from '../change/change.ts';

/** A change that would mend it and cannot be made from where the host was looked at. */
export interface Beyond {
  readonly change: SystemChange;
  /** Where it can be made instead; fits behind "to be made". */
  readonly where: string;
}

const MACHINE = 'on the machine itself, not in this namespace';
const OUTSIDE = 'from outside, because /proc/sys is read-only here';

/**
 * Where a change has to be made when it cannot be made from here; null when it can. The limits and defaults of the neighbour
 * table exist in the first namespace alone (net/core/neighbour.c neightbl_set, neigh_sysctl_register); they are set by
 * netlink, so that a read-only /proc/sys does not hinder them.
 */
export function outOfReach(
  change: SystemChange,
  host: Pick<HostSnapshot, 'initial' | 'readOnly'>,
): string | null {
  switch (change.do) {
    case 'set-threshold':
      return host.initial === false ? MACHINE : null;
    case 'set-neigh':
      return host.initial === false && change.link === 'default' ? MACHINE : null;
    case 'set-conf':
    case 'set-sysctl':
      return host.readOnly === true ? OUTSIDE : null;
    default:
      return null;
  }
}

/** What can be made from here, and what cannot. */
export function withinReach(
  changes: readonly SystemChange[],
  host: Pick<HostSnapshot, 'initial' | 'readOnly'>,
): { readonly changes: readonly SystemChange[]; readonly beyond: readonly Beyond[] } {
  const judged = changes.map((change) => ({ change, where: outOfReach(change, host) }));
  return {
    changes: judged.filter(({ where }) => where === null).map(({ change }) => change),
    beyond: judged.flatMap(({ change, where }) => (where === null ? [] : [{ change, where }])),
  };
}
