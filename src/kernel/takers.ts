import { isMulticastMac } from '../base/mac.ts';
import { parseIpv4 } from '../base/ipv4.ts';
import type { Heard } from './heard.ts';
import type { HostSnapshot, LinkSnapshot } from './host.ts';

/** What the links that stand on another take away from it, so that it does not hear it. */
export type Takers = {
  /** A macvlan in passthru mode: whatever is sent to one MAC (drivers/net/macvlan.c macvlan_handle_frame). */
  readonly unicast: boolean;
  /** Addresses of ipvlans: questions for them, sent to one MAC (mode l2) or in any way (l3; ipvlan_core.c). */
  readonly l2: ReadonlySet<number>;
  readonly l3: ReadonlySet<number>;
};

export function takersOf(link: LinkSnapshot, host: HostSnapshot): Takers | null {
  const above = host.links.filter(({ lower, up, mode }) => lower === link.name && up && mode !== undefined);
  if (above.length === 0) return null;
  const held = (wanted: string): ReadonlySet<number> => {
    const names = new Set(above.filter(({ mode }) => mode === wanted).map(({ name }) => name));
    return new Set(
      host.addresses.filter((one) => names.has(one.link)).map(({ local }) => parseIpv4(local) ?? 0),
    );
  };
  return { unicast: above.some(({ mode }) => mode === 'passthru'), l2: held('l2'), l3: held('l3') };
}

export function takes({ unicast, l2, l3 }: Takers, { dst, tpa }: Heard): boolean {
  if (l3.has(tpa)) return true;
  return !isMulticastMac(dst) && (unicast || l2.has(tpa));
}

/** Whether a bond drops what its member hears (drivers/net/bonding/bond_main.c bond_should_deliver_exact_match). */
export function isInactive(member: LinkSnapshot, bond: LinkSnapshot): boolean {
  if (bond.allMembersHear === true) return false;
  if (bond.bondMode === '802.3ad') return member.backup === true;
  return bond.activeMember !== null && bond.activeMember !== member.name;
}
