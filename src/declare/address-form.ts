import type { AddressPlan } from '../change/change.ts';
import type { AddressSnapshot } from '../kernel/host.ts';
import { scopeNumber } from '../kernel/scopes.ts';

/** In what an address that is on the right link differs from the wanted one: `scope link instead of global`. */
export function differences(
  there: AddressSnapshot,
  wanted: Omit<AddressPlan, 'label'> & { readonly label?: string | null },
): string {
  const { prefixLength, peer, scope, label = null } = wanted;
  const words: string[] = [];
  if (there.prefixLength !== prefixLength) words.push(`/${there.prefixLength} instead of /${prefixLength}`);
  if (there.peer !== peer) words.push(`peer ${there.peer ?? 'none'} instead of ${peer ?? 'none'}`);
  if (scopeNumber(there.scope) !== scopeNumber(scope)) words.push(`scope ${there.scope} instead of ${scope}`);
  if (label !== null && there.label !== label)
    words.push(`label ${there.label ?? 'none'} instead of ${label}`);
  return words.join(', ');
}

/** Of scope host or narrower an address is for the host alone: arp_ignore=3 hides it, and no route has it as its source. */
export function isForOthers({ scope }: Pick<AddressSnapshot, 'scope'>): boolean {
  return scopeNumber(scope) < scopeNumber('host');
}
