import { findNamed } from '../base/named.ts';
import type { HostSnapshot, LinkSnapshot } from './host.ts';

/** The link of that name, however it is spelled: see `findNamed`. */
export function findLink(
  { links, addresses }: Pick<HostSnapshot, 'links' | 'addresses'>,
  name: string,
): LinkSnapshot | undefined {
  return findNamed(links, name, (link) =>
    addresses.filter((one) => one.link === link.name).map(({ label }) => label),
  );
}
