import { formatIpv4, type Ipv4 } from '../base/ipv4.ts';
import { formatMac, type Mac } from '../base/mac.ts';
import { type Changes, isQuarrel } from './binding.ts';
import { type Claimant, soleSpeaker } from './claimant.ts';
import { damaged, isCopy, type Judgement, MOST_COMPARED, verdictOf } from './judge.ts';
import { type Claims, type Kinship, sameByClaims } from './same-host.ts';
import type { Evidence, VerdictWord } from './verdict.ts';
import { isRole, virtualOf } from './virtual.ts';

/** A capture can also show that an address went from one MAC to another. */
export type PassiveVerdict = VerdictWord | 'moved';

export interface ClaimingMac extends Claimant {
  /** It only asked as the address, and never said that it has it. */
  readonly asksOnly?: boolean;
}

/** Who claimed one address in a capture. Claims alone: nobody could be asked. */
export interface ClaimedAddress {
  readonly ip: Ipv4;
  /** In the order of their first claims. */
  readonly claimants: readonly ClaimingMac[];
  readonly changes: Changes;
  /** Of two or more askers each got the answers of one MAC alone, and not all the same one. */
  readonly byAsker?: boolean;
}

/** What two MACs have in common, and what one of them has alone. */
export type CommonClaims = Pick<Claims, 'shared' | 'alone'>;

/**
 * What claims alone can show. Two MACs that are both alive are a conflict unless something shows them to be one host; a
 * change of MAC without a quarrel is a move, and so is each change that was announced. What one card said of several MACs
 * is no change of anything.
 */
export function judgeClaims(
  { ip, claimants: all, changes, byAsker = false }: ClaimedAddress,
  commonOf: (one: Mac, other: Mac) => CommonClaims,
): Judgement<PassiveVerdict> {
  const copies = all.filter((one) => isCopy(one, all));
  const claimants = copies.length === 0 ? all : all.filter((one) => !copies.includes(one));
  const macs = claimants.map(({ mac }) => mac);
  const doubts = copies.slice(0, MOST_COMPARED).map(damaged);
  const [first, ...others] = claimants;
  if (first === undefined || others.length === 0) {
    const virtual = first && virtualOf(first.mac);
    return virtual ? { verdict: 'virtual', why: [virtual, ...doubts] } : { verdict: 'ok', why: doubts };
  }
  const speaker = soleSpeaker(claimants);
  const address = formatIpv4(ip);
  const { switches, announced } = changes;
  const list = listed(macs);
  if (speaker === undefined && !isQuarrel(changes, macs.length)) {
    const times = switches === 1 ? 'once' : `${switches} times`;
    const how = announced === 0 ? '' : `, ${announced} of them announced`;
    const text = `${address} went from MAC to MAC ${times}${how}, in this order: ${list}`;
    return { verdict: 'moved', why: [{ code: 'moved', text }, ...virtuals(macs), ...doubts] };
  }
  const text = `${list} claim ${address} in turns, with ${switches === 1 ? '1 change' : `${switches} changes`}${quarrelWords(changes)}`;
  const several: Evidence = { code: 'interleaved-claims', text };
  if (byAsker && speaker === undefined) {
    const each = `each asker was answered by one of the MACs alone, and always by the same: one host that gives each asker a MAC of its own (bonding balance-alb)`;
    return { verdict: 'flux', why: [several, { code: 'by-asker', text: each }, ...doubts] };
  }
  if (isRoleOfAsker(claimants) && speaker === undefined)
    return { verdict: 'undecided', why: [several, ROLE_OF_ASKER, ...virtuals(macs), ...doubts] };
  const kinships = others.map(({ mac }) => {
    const pair = [first.mac, mac] as const;
    return sameByClaims({ ip, macs: pair, speaker, ...commonOf(...pair) });
  });
  const verdict = verdictOf(kinships);
  const told = verdict === 'conflict' ? [] : oncePerText(kinships.filter(({ word }) => word !== 'unknown'));
  return { verdict, why: [several, ...told, ...(verdict === 'flux' ? [] : virtuals(macs)), ...doubts] };
}

/** Whoever has a virtual MAC asks from its own card as well (keepalived does). So does one that lies by asking. */
function isRoleOfAsker(claimants: readonly ClaimingMac[]): boolean {
  const roles = claimants.filter(({ mac }) => isRole(mac));
  return roles.length > 0 && claimants.every((one) => roles.includes(one) || one.asksOnly === true);
}

const ROLE_OF_ASKER: Evidence = {
  code: 'asks-only',
  text: 'the virtual MAC alone says that it has the address, the others only ask as it: the own cards of the routers, or somebody who lies by asking; the MACs of the routers decide it',
};

function quarrelWords({ announced, defended, back }: Changes): string {
  if (announced === 0) return '';
  if (defended > 0) return `, ${announced} of them announced: it is defended`;
  return back > 1
    ? `, ${announced} of them announced: they take it from each other`
    : `, ${announced} of them announced`;
}

function oncePerText(kinships: readonly Kinship[]): readonly Evidence[] {
  const byText = new Map(kinships.map(({ why }) => [why.text, why]));
  return [...byText.values()].slice(0, MOST_COMPARED);
}

function listed(macs: readonly Mac[]): string {
  const shown = macs.slice(0, MOST_COMPARED).map(formatMac);
  const more = macs.length - shown.length;
  return more === 0 ? shown.join(', ') : `${shown.join(', ')} and ${more} more`;
}

function virtuals(macs: readonly Mac[]): Evidence[] {
  return macs.slice(0, MOST_COMPARED).flatMap((mac) => {
    const virtual = virtualOf(mac);
    return virtual ? [{ ...virtual, text: `${formatMac(mac)} is ${virtual.text}` }] : [];
  });
}
