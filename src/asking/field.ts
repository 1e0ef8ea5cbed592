import type { Ipv4 } from '../base/ipv4.ts';
import { contains, subnetOf } from '../base/prefix.ts';
import type { TargetSet } from '../base/target-set.ts';
import type { LinkFacts } from '../ports/link.ts';

/** The addresses asked on one link with one tag (or none). Answers of two fields are never mixed. */
export interface Field {
  readonly link: LinkFacts;
  /** null: untagged */
  readonly vlan: number | null;
  readonly targets: TargetSet;
  /** Where its targets begin in the walk of the lane. */
  readonly offset: number;
}

export function isOwn(field: Field, ip: Ipv4): boolean {
  for (const address of field.link.addresses) if (address.ip === ip) return true;
  return false;
}

/**
 * The address of ours a question for `target` carries: of the subnet the target is in, else the first.
 * Null in a VLAN: the address of the untagged interface may belong to somebody else there, and we never claim what is not ours.
 */
export function sourceFor(field: Field, target: Ipv4): Ipv4 | null {
  if (field.vlan !== null) return null;
  const { addresses } = field.link;
  for (const address of addresses) {
    if (contains(subnetOf(address), target)) return address.ip;
  }
  return addresses[0]?.ip ?? null;
}
