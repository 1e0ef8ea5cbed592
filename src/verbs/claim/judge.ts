import { formatIpv4, type Ipv4 } from '../../base/ipv4.ts';
import { formatMac, type Mac } from '../../base/mac.ts';
import { isConflict } from '../../inventory/verdict.ts';
import { reasonOf } from '../../kernel/reasons.ts';
import { type ProbedAddress, MOST_CONTENDERS, OTHER_PROGRAM } from './claim-link.ts';
import type { CheckState, ClaimEvidence, Holder, HolderSign } from './events.ts';

/** What the engine decided. */
export type ClaimSaid = 'claim-free' | 'claim-used' | 'claim-contested';

export interface ClaimJudgement {
  readonly state: CheckState;
  readonly by: readonly Holder[];
  readonly why: readonly ClaimEvidence[];
}

/**
 * From what contradicted the claim, and who answers, to one word. `ours`: the address is this machine's (on `ours`).
 * `early`: who contradicted was not looked into, and two MACs may be one host, or a proxy's.
 */
export function judgeCandidate(
  candidate: ProbedAddress,
  said: ClaimSaid,
  seen: { readonly answering: readonly Holder[]; readonly ours: string | null; readonly early?: boolean },
): ClaimJudgement {
  const { answering, ours, early = false } = seen;
  const known = new Set(answering.map(({ mac }) => mac));
  const others = [...candidate.contenders]
    .filter(([mac]) => !known.has(mac === OTHER_PROGRAM ? null : mac))
    .map(([mac, sign]) => unexamined(candidate.ip, mac, sign));
  const by = [...answering, ...others];
  const state = early ? earlyState(by, said, ours !== null) : stateOf(by, said, ours !== null);
  const tabled = state === 'unknown' ? by.flatMap(({ why }) => why.filter(isOwnTable)) : [];
  const judged = tabled.length > 0 ? tabled.slice(0, 1) : groundsOf(candidate, state, { said, ours });
  const grounds = early ? [...judged, CUT_SHORT] : judged;
  return { state, by, why: candidate.crowded ? [...grounds, CROWDED] : grounds };
}

const CUT_SHORT: ClaimEvidence = {
  code: 'unfinished',
  text: 'it ended before who has the address was looked into',
};

const CROWDED: ClaimEvidence = {
  code: 'claim-used',
  text: `more than ${MOST_CONTENDERS} MACs have it or want it; the first are named`,
};

function earlyState(by: readonly Holder[], said: ClaimSaid, own: boolean): CheckState {
  if (own) return 'own';
  return said === 'claim-contested' && by.every(({ sign }) => sign === 'probes') ? 'contested' : 'used';
}

function stateOf(by: readonly Holder[], said: ClaimSaid, own: boolean): CheckState {
  const users = by.filter(({ sign }) => sign !== 'probes');
  const rivals = by.length - users.length;
  const clash = users.some(({ verdict }) => verdict !== null && isConflict(verdict));
  const owners = users.filter((user) => user.verdict !== 'proxy' && !isOfOwnTable(user));
  // Two MACs that nothing shows to be one host: one of them was not even heard beside the other.
  const strangers = owners.length > 1 && owners.some(({ verdict }) => verdict === null);
  if (clash || strangers || (own && owners.length > 0)) return 'conflict';
  if (owners.length > 0) return 'used';
  if (rivals > 1) return 'conflict';
  if (rivals === 1) return 'contested';
  if (own) return 'own';
  if (users.some(isOfOwnTable)) return 'unknown';
  if (users.length > 0) return 'proxied';
  return said === 'claim-free' ? 'free' : 'used';
}

/** This host answered itself, out of its own neighbour table: nobody on the wire is known to have the address. */
function isOfOwnTable({ why }: Holder): boolean {
  return why.some(isOwnTable);
}

function isOwnTable({ code }: ClaimEvidence): boolean {
  return code === 'own-table';
}

const SIGN_WORDS: Readonly<Record<HolderSign, string>> = {
  answers: 'answers for',
  speaks: 'speaks as',
  probes: 'probes for',
};

/** Whose frames said that it has the address. */
export function usersOf({ contenders }: ProbedAddress): readonly Mac[] {
  return [...contenders]
    .filter(([mac, sign]) => mac !== OTHER_PROGRAM && sign !== 'probes')
    .map(([mac]) => mac);
}

/** Whoever contradicted, as far as its frames tell. */
export function holderOf(candidate: ProbedAddress, mac: Mac): Holder {
  return unexamined(candidate.ip, mac, candidate.contenders.get(mac) ?? 'speaks');
}

function unexamined(ip: Ipv4, mac: Mac, sign: HolderSign): Holder {
  const who = mac === OTHER_PROGRAM ? 'another program on this machine' : formatMac(mac);
  const text = `${who} ${SIGN_WORDS[sign]} ${formatIpv4(ip)}`;
  const code = sign === 'probes' ? 'claim-contested' : 'claim-used';
  return { mac: mac === OTHER_PROGRAM ? null : mac, sign, verdict: null, why: [{ code, text }] };
}

function groundsOf(
  candidate: ProbedAddress,
  state: CheckState,
  { said, ours }: { readonly said: ClaimSaid; readonly ours: string | null },
): readonly ClaimEvidence[] {
  const { ip } = candidate;
  const own: readonly ClaimEvidence[] =
    ours === null
      ? []
      : [{ code: 'has-our-address', text: `${formatIpv4(ip)} is an address of this machine (${ours})` }];
  if (state === 'own') return own;
  if (state === 'proxied') {
    const text = `no owner answers a probe for ${formatIpv4(ip)}, but a proxy speaks for it: what is sent to it goes there`;
    return [{ code: 'claim-used', text }];
  }
  if (state === 'free') {
    const text = `nobody contradicted ${candidate.probes} probes and the silence after them`;
    return [{ code: said, text }];
  }
  return [...own, { code: said, text: reasonOf(said).sentence }];
}
