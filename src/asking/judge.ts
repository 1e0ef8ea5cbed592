import { formatIpv4, type Ipv4 } from '../base/ipv4.ts';
import { formatMac, type Mac } from '../base/mac.ts';
import type { Evidence, VerdictWord } from '../inventory/verdict.ts';
import { virtualOf } from '../inventory/virtual.ts';
import type { Book, Heard } from './book.ts';
import { isOwn } from './field.ts';
import { comparedOf, type Kinship, kinshipOf, MOST_COMPARED, type Twins } from './same-host.ts';

/** So many addresses behind one MAC that answers no probe are a proxy; fewer may be a host that ignores probes. */
export const MANY_PROXIED = 4;

export interface Judgement {
  readonly verdict: VerdictWord;
  readonly why: readonly Evidence[];
}

/** `ours`: the MACs of this machine, with the names of their interfaces; one that answers is named, whatever the verdict. */
export function judge(twins: Twins, heard: Heard, ours: ReadonlyMap<Mac, string>): Judgement {
  const judgement = judgeStation(twins, heard, ours);
  const name = ours.get(heard.mac);
  if (name === undefined) return judgement;
  const own: Evidence = {
    code: 'our-interface',
    text: `${formatMac(heard.mac)} is ${name} of this machine itself`,
  };
  return { ...judgement, why: [own, ...judgement.why] };
}

function judgeStation(twins: Twins, heard: Heard, ours: ReadonlyMap<Mac, string>): Judgement {
  const table = twins.ownTable?.(heard.ip, heard.mac);
  if (table?.sure === true) return { verdict: 'undecided', why: [table.evidence] };
  const judgement = judgeAnswer(twins, heard, ours);
  return table ? { ...judgement, why: [...judgement.why, table.evidence] } : judgement;
}

function judgeAnswer(twins: Twins, heard: Heard, ours: ReadonlyMap<Mac, string>): Judgement {
  const { field, book } = twins;
  const rivals = book.answersFor(heard.ip);
  const own = ours.get(heard.mac);
  if (isOwn(field, heard.ip) && own === undefined) {
    const text = `${formatMac(heard.mac)} answers for ${formatIpv4(heard.ip)}, which is an address of this machine (${field.link.name})`;
    return { verdict: 'own-conflict', why: [{ code: 'has-our-address', text }] };
  }
  const how = howAnswered(heard);
  const proxy = proxyEvidence(book, heard);
  const quarrel = rivals.length > 1 ? quarrelOf(twins, heard.ip) : undefined;
  const owner = quarrel?.compared.find((rival) => rival.mac !== heard.mac);
  if (proxy) {
    const shadow = owner && shadowsOwner(heard, owner);
    return { verdict: 'proxy', why: shadow ? [proxy, shadow] : [proxy] };
  }
  if (quarrel && owner) return judgeRivals(quarrel, heard);
  const why = [...how];
  for (const rival of rivals.slice(0, MOST_COMPARED)) {
    if (rival.mac !== heard.mac)
      why.push({ code: 'shadowed-by-proxy', text: shadowsOwner(rival, heard).text });
  }
  if (book.macsFor(heard.ip) > rivals.length)
    return { verdict: 'undecided', why: [severalMacs(book, heard.ip, [heard]), ...why] };
  if (twins.cut && heard.zero === 0 && !heard.silentToProbe)
    return { verdict: 'undecided', why: [...why, UNFINISHED] };
  const virtual = virtualOf(heard.mac);
  if (virtual) return { verdict: 'virtual', why: [virtual, ...why] };
  return { verdict: 'ok', why };
}

const UNFINISHED: Evidence = {
  code: 'unfinished',
  text: 'it ended before it was known whether the MAC answers for itself or for others',
};

const CAME_LATER: Evidence = {
  code: 'not-compared',
  text: `only the first ${MOST_COMPARED} MACs of an address are compared, and this one came later`,
};

/** What is the same for each of several MACs of one address. */
export interface Quarrel {
  readonly ip: Ipv4;
  readonly stamp: number;
  readonly compared: readonly Heard[];
  readonly several: Evidence;
  /** Of each of those compared, but for the first, with the first. */
  readonly kinships: readonly Kinship[];
  readonly verdict: VerdictWord;
}

/** Found once for all MACs of an address, which are judged one after another. */
function quarrelOf(twins: Twins, ip: Ipv4): Quarrel {
  const { book, cross, pairs } = twins;
  const stamp = (book.changes + cross.changes) * 2 + (twins.cut === true ? 1 : 0);
  const last = pairs.quarrel;
  if (last?.ip === ip && last.stamp === stamp) return last;
  const compared = comparedOf(book.answersFor(ip), (rival) => isProxy(book, rival));
  const [first, ...others] = compared;
  const kinships = first ? others.map((other) => kinshipOf(twins, [first.mac, other.mac], ip)) : [];
  const word = verdictOf(kinships);
  // What is true of those compared may not be true of all.
  const doubtful = word === 'flux' && notCompared(book, ip, compared) > 0;
  const verdict = doubtful ? 'undecided' : word;
  const quarrel = { ip, stamp, compared, several: severalMacs(book, ip, compared), kinships, verdict };
  pairs.quarrel = quarrel;
  return quarrel;
}

function judgeRivals({ compared, several, kinships, verdict }: Quarrel, heard: Heard): Judgement {
  const place = compared.indexOf(heard);
  const apart = kinships.filter(({ word }) => word === 'apart').slice(0, 1);
  if (place < 0) {
    const why = [several, CAME_LATER, ...apart.map((kinship) => kinship.why)];
    return { verdict: apart.length > 0 ? 'conflict' : 'undecided', why };
  }
  const own = kinships[place - 1];
  const told = own ? [own, ...apart.filter((kinship) => kinship !== own)] : kinships;
  return { verdict, why: [several, ...told.map((kinship) => kinship.why)] };
}

function verdictOf(kinships: readonly Kinship[]): VerdictWord {
  const has = (word: Kinship['word']): boolean => kinships.some((kinship) => kinship.word === word);
  if (has('apart')) return 'conflict';
  if (has('undecided')) return 'undecided';
  return has('unknown') ? 'conflict' : 'flux';
}

/** As many as are compared are named, the others counted: the wire decides how many there are. */
function severalMacs(book: Book, ip: Ipv4, compared: readonly Heard[]): Evidence {
  const more = notCompared(book, ip, compared);
  const list = compared
    .map((rival) => formatMac(rival.mac))
    .sort()
    .join(', ');
  const rest = more === 0 ? '' : ` and ${more} more ${more === 1 ? 'MAC' : 'MACs'}, not compared`;
  const text = `${compared.length + more} MACs answer for ${formatIpv4(ip)}: ${list}${rest}`;
  return { code: 'several-macs', text };
}

function notCompared(book: Book, ip: Ipv4, compared: readonly Heard[]): number {
  const proxies = book.answersFor(ip).reduce((sum, rival) => sum + (isProxy(book, rival) ? 1 : 0), 0);
  return book.macsFor(ip) - proxies - compared.length;
}

function howAnswered(heard: Heard): Evidence[] {
  const why: Evidence[] = [];
  if (heard.zero > 0) {
    why.push({ code: 'answered-probe', text: 'answers a question with sender 0.0.0.0: it owns the address' });
  } else {
    why.push({ code: 'answered-request', text: 'answers a question with our address as sender' });
    if (heard.silentToProbe) {
      why.push({ code: 'silent-to-probe', text: 'stays silent to a question with sender 0.0.0.0' });
    }
  }
  if (heard.from !== heard.mac) {
    const text = `its answers come in frames of ${formatMac(heard.from)}: a repeater, or somebody who speaks for it`;
    why.push({ code: 'sender-differs', text });
  }
  if (heard.late) why.push({ code: 'late-answer', text: `its answer took ${heard.rttMs.toFixed(1)} ms` });
  if (heard.byBroadcast) {
    why.push({
      code: 'answered-by-broadcast',
      text: 'answers by broadcast, as responders for unused addresses do',
    });
  }
  return why;
}

/**
 * Linux answers a question with sender 0.0.0.0 only for addresses of its own, never as a proxy (net/ipv4/arp.c
 * arp_process): who answers such questions elsewhere and not here is a proxy here.
 */
export function proxyEvidence(book: Book, heard: Heard): Evidence | undefined {
  const owner = book.standingOf(heard.mac).owner;
  if (!isProxy(book, heard)) return undefined;
  const mac = formatMac(heard.mac);
  if (owner) {
    const text = `${mac} answers questions with sender 0.0.0.0 for ${formatIpv4(owner.ip)} but not for this address: it answers for somebody else`;
    return { code: 'proxies-only', text };
  }
  const text = `${mac} answers for ${MANY_PROXIED} addresses or more, and for none of them a question with sender 0.0.0.0`;
  return { code: 'proxies-many', text };
}

/** Three numbers say it, however many addresses the MAC answers for. */
export function isProxy(book: Book, heard: Heard): boolean {
  if (heard.zero > 0 || heard.own === 0) return false;
  const { owned, unheard, tested } = book.standingOf(heard.mac);
  if (tested === 0 || (!heard.silentToProbe && tested < unheard && tested < MANY_PROXIED)) return false;
  return owned > 0 || unheard >= MANY_PROXIED;
}

function shadowsOwner(proxy: Heard, owner: Heard): Evidence {
  const text = `${formatMac(proxy.mac)} answers as a proxy for ${formatIpv4(owner.ip)}, although its owner ${formatMac(owner.mac)} lives on this segment`;
  return { code: 'shadows-owner', text };
}

/** The word and the evidence in one string: what has been told once is not told again. */
export function inOneString(judgement: Judgement): string {
  return `${judgement.verdict} ${judgement.why.map((evidence) => evidence.code + evidence.text).join('|')}`;
}
