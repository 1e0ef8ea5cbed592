import type { LinkSnapshot } from './host.ts';

/**
 * What a bond drops of what its member hears: all, or what is sent to many; null: nothing
 * (drivers/net/bonding/bond_main.c bond_should_deliver_exact_match).
 */
export type Deaf = 'to all' | 'to groups' | null;

export function deafnessOf(member: LinkSnapshot, bond: LinkSnapshot): Deaf {
  if (bond.allMembersHear === true) return null;
  if (bond.bondMode === '802.3ad') return member.backup === true ? 'to all' : null;
  const active = bond.activeMember === null || bond.activeMember === member.name;
  if (active && member.backup !== true) return null;
  return bond.bondMode === 'balance-alb' ? 'to groups' : 'to all';
}
