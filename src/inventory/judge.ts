import { formatIpv4, type Ipv4 } from '../base/ipv4.ts';
import { formatMac } from '../base/mac.ts';
import { type Answerer, type Claimant, isDamaged } from './claimant.ts';
import { shadowsOwner } from './proxy.ts';
import type { Kinship } from './same-host.ts';
import type { Evidence, VerdictWord } from './verdict.ts';
import { virtualOf } from './virtual.ts';

/** MACs of one address that are compared; who comes later is told, not compared. */
export const MOST_COMPARED = 8;

export interface Judgement<Word extends string = VerdictWord> {
  readonly verdict: Word;
  readonly why: readonly Evidence[];
}

/** The same word for the same reasons: what has been told once is not told again. */
export function isSame(one: Judgement, other: Judgement): boolean {
  return (
    one.verdict === other.verdict &&
    one.why.length === other.why.length &&
    one.why.every(({ code, text }, at) => code === other.why[at]!.code && text === other.why[at]!.text)
  );
}

/**
 * Of several MACs of one address, each held against the first: they are two hosts when one pair is, one host when every
 * pair is, and a conflict as well when nothing shows them to be one. `uncompared`: so many more there are.
 */
export function verdictOf(kinships: readonly Kinship[], uncompared = 0): VerdictWord {
  const has = (word: Kinship['word']): boolean => kinships.some((kinship) => kinship.word === word);
  if (has('apart')) return 'conflict';
  if (has('undecided')) return 'undecided';
  if (has('unknown')) return 'conflict';
  // What is true of those compared may not be true of all.
  return uncompared > 0 ? 'undecided' : 'flux';
}

/** What is the same for each of several MACs that answer for one address. */
export interface Quarrel<A extends Answerer = Answerer> {
  readonly compared: readonly A[];
  readonly several: Evidence;
  /** Of each of those compared, but for the first, with the first. */
  readonly kinships: readonly Kinship[];
  readonly verdict: VerdictWord;
}

/** `compared`: those that are no proxies, 8 at most; `more`: how many others answer that are no proxies either. */
export function quarrelOf<A extends Answerer>(
  ip: Ipv4,
  {
    compared,
    more,
    kinships,
  }: { readonly compared: readonly A[]; readonly more: number; readonly kinships: readonly Kinship[] },
): Quarrel<A> {
  return { compared, several: severalMacs(ip, compared, more), kinships, verdict: verdictOf(kinships, more) };
}

/** All that is known of an address when one of its MACs is judged. */
export interface AnswerCase<A extends Answerer> {
  /** The interface that has the address, when it is our own; else null. */
  readonly ownOn: string | null;
  /** It is a proxy here, and why. */
  readonly proxy: Evidence | undefined;
  /** All that answer for the address and are kept, itself and proxies included. */
  readonly rivals: readonly A[];
  /** How many MACs answer for it, those that are only counted included. */
  readonly macs: number;
  /** undefined when fewer than two answer. */
  readonly quarrel: Quarrel<A> | undefined;
  /** It ended early: what is not known by now is undecided. */
  readonly cut: boolean;
}

/** What one MAC that answers for an address is to it. */
export function judgeAnswer<A extends Answerer>(one: A, seen: AnswerCase<A>): Judgement {
  const { ownOn, proxy, rivals, quarrel } = seen;
  if (ownOn !== null) {
    const text = `${formatMac(one.mac)} answers for ${formatIpv4(one.ip)}, which is an address of this machine (${ownOn})`;
    return { verdict: 'own-conflict', why: [{ code: 'has-our-address', text }] };
  }
  const owner = quarrel?.compared.find(({ mac }) => mac !== one.mac);
  if (proxy) {
    const shadow = owner && shadowsOwner(one.mac, owner.mac, owner.ip);
    return { verdict: 'proxy', why: shadow ? [proxy, shadow] : [proxy] };
  }
  const how = howAnswered(one);
  if (isDamaged(one) && rivals.some(({ mac }) => mac === one.from))
    return { verdict: 'ok', why: [damaged(one), ...how] };
  if (quarrel && owner) return judgeRival(quarrel, one);
  for (const rival of rivals.slice(0, MOST_COMPARED))
    if (rival.mac !== one.mac && !isDamaged(rival))
      how.push({ code: 'shadowed-by-proxy', text: shadowsOwner(rival.mac, one.mac, one.ip).text });
  if (seen.macs > rivals.length)
    return { verdict: 'undecided', why: [severalMacs(one.ip, [one], seen.macs - rivals.length), ...how] };
  if (seen.cut && one.zero === 0 && !one.silentToProbe)
    return { verdict: 'undecided', why: [...how, UNFINISHED] };
  const virtual = virtualOf(one.mac);
  if (virtual) return { verdict: 'virtual', why: [virtual, ...how] };
  return { verdict: 'ok', why: how };
}

/** Those of an address that are held against each other: no proxies, and no MAC that came out of a damaged frame. */
export function comparedOf<A extends Answerer>(
  rivals: readonly A[],
  isProxy: (one: A) => boolean,
): readonly A[] {
  const compared: A[] = [];
  for (const rival of rivals) {
    if (compared.length === MOST_COMPARED) break;
    if (!isProxy(rival) && !isCopy(rival, rivals)) compared.push(rival);
  }
  return compared;
}

/** It came out of a damaged frame of one that answers too. */
export function isCopy(one: Claimant, all: readonly Claimant[]): boolean {
  return isDamaged(one) && all.some(({ mac }) => mac === one.from);
}

const UNFINISHED: Evidence = {
  code: 'unfinished',
  text: 'it ended before it was known whether the MAC answers for itself or for others',
};

const CAME_LATER: Evidence = {
  code: 'not-compared',
  text: `only the first ${MOST_COMPARED} MACs of an address are compared, and this one came later`,
};

function judgeRival<A extends Answerer>(
  { compared, several, kinships, verdict }: Quarrel<A>,
  one: A,
): Judgement {
  const place = compared.indexOf(one);
  const apart = kinships.filter(({ word }) => word === 'apart').slice(0, 1);
  if (place < 0) {
    const why = [several, CAME_LATER, ...apart.map((kinship) => kinship.why)];
    return { verdict: apart.length > 0 ? 'conflict' : 'undecided', why };
  }
  const own = kinships[place - 1];
  const told = own ? [own, ...apart.filter((kinship) => kinship !== own)] : kinships;
  return { verdict, why: [several, ...told.map((kinship) => kinship.why)] };
}

/** As many as are compared are named, the others counted: the wire decides how many there are. */
function severalMacs(ip: Ipv4, compared: readonly Claimant[], more: number): Evidence {
  const list = compared
    .map(({ mac }) => formatMac(mac))
    .sort()
    .join(', ');
  const rest = more === 0 ? '' : ` and ${more} more ${more === 1 ? 'MAC' : 'MACs'}, not compared`;
  return {
    code: 'several-macs',
    text: `${compared.length + more} MACs answer for ${formatIpv4(ip)}: ${list}${rest}`,
  };
}

function howAnswered(one: Answerer): Evidence[] {
  const why: Evidence[] = [];
  if (one.zero > 0) {
    why.push({ code: 'answered-probe', text: 'answers a question with sender 0.0.0.0: it owns the address' });
  } else {
    why.push({ code: 'answered-request', text: 'answers a question with our address as sender' });
    if (one.silentToProbe)
      why.push({ code: 'silent-to-probe', text: 'stays silent to a question with sender 0.0.0.0' });
  }
  if (one.from !== null && one.from !== one.mac) {
    const text = `its answers come in frames of ${formatMac(one.from)}: a repeater, or somebody who speaks for it`;
    why.push({ code: 'sender-differs', text });
  }
  if (one.late) why.push({ code: 'late-answer', text: `its answer took ${one.rttMs.toFixed(1)} ms` });
  if (one.byBroadcast) {
    const text = 'answers by broadcast, as responders for unused addresses do';
    why.push({ code: 'answered-by-broadcast', text });
  }
  return why;
}

export function damaged({ mac, from }: Claimant): Evidence {
  const text = `${formatMac(mac)} differs in one bit from ${formatMac(from ?? 0)}, whose card the frame came from: a damaged frame, not another host`;
  return { code: 'damaged', text };
}
