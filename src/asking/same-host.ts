import { formatIpv4, type Ipv4 } from '../base/ipv4.ts';
import { formatMac, type Mac } from '../base/mac.ts';
import type { Evidence } from '../inventory/verdict.ts';
import type { Book, Heard } from './book.ts';
import type { CrossExamination } from './cross.ts';
import type { Field } from './field.ts';
import type { Form } from './ledger.ts';
import type { OwnTable } from './own-table.ts';
import type { Pairs } from './pairs.ts';

/** MACs of one address that are compared; who comes later is told, not compared. */
export const MOST_COMPARED = 8;
/**
 * So many other addresses of a twin are asked for, one after another. The farthest come first: servers that share
 * addresses share them in a row, and each has one of its own elsewhere.
 */
const OTHERS_ASKED = 16;
/** Common addresses that are named. */
const NAMED = 6;
/** Of each MAC so many addresses are looked at. */
const LOOKED_AT = 256;

/** Where two MACs answered for one address: what is known of each, and what was asked. */
export interface Twins {
  readonly field: Field;
  readonly book: Book;
  readonly cross: CrossExamination;
  readonly pairs: Pairs;
  /** Nothing more will be asked because it was ended early: what is not known by now is undecided. */
  readonly cut?: boolean;
  /** Where this host itself answers its questions. */
  readonly ownTable?: OwnTable | undefined;
}

/** What is known of two MACs, whatever address they are compared for. */
export interface Comparison {
  /** A few addresses both answer for, in ascending order. */
  readonly shared: readonly Ipv4[];
  /** The first address of one for which the other stays silent. */
  readonly apart: { readonly mac: Mac; readonly ip: Ipv4 } | undefined;
  /** Questions on the way. */
  readonly open: number;
  /** Whom to ask for what next: for addresses its twin answers for. */
  readonly toAsk: readonly { readonly mac: Mac; readonly ip: Ipv4 }[];
}

/** Who answers questions with sender 0.0.0.0 is asked so: it leaves no trace. */
export function formFor(book: Book, mac: Mac): Form {
  return book.standingOf(mac).owned > 0 ? 'zero' : 'own';
}

/** The MACs of an address that are compared with each other: the first of those that are no proxies. */
export function comparedOf(rivals: readonly Heard[], isProxy: (heard: Heard) => boolean): readonly Heard[] {
  const compared: Heard[] = [];
  for (const rival of rivals) {
    if (compared.length === MOST_COMPARED) break;
    if (!isProxy(rival)) compared.push(rival);
  }
  return compared;
}

/** A look at what two MACs answer for, at most some hundred addresses of each; kept until one of them says more. */
export function compare(twins: Twins, pair: readonly [Mac, Mac]): Comparison {
  const { book, cross, pairs } = twins;
  const known = pairs.of(pair);
  const stamp = cross.changes + book.answersOf(pair[0]).length + book.answersOf(pair[1]).length;
  if (known.comparison && known.stamp === stamp) return known.comparison;
  known.comparison = look(twins, pair);
  known.stamp = stamp;
  return known.comparison;
}

function look(twins: Twins, pair: readonly [Mac, Mac]): Comparison {
  const shared = new Set<Ipv4>();
  const toAsk: { mac: Mac; ip: Ipv4 }[] = [];
  const near = twins.pairs.of(pair).ip;
  let apart: Comparison['apart'];
  let open = 0;
  for (const [mac, twin] of [pair, [pair[1], pair[0]]] as const) {
    let asked = 0;
    let next: Ipv4 | undefined;
    for (const ip of addressesOf(twins, twin)) {
      const said = saidOf(twins, mac, ip);
      if (said === 'heard' || said === 'answered') shared.add(ip);
      if (said === 'answered' || said === 'open') asked++;
      if (said === 'open') open++;
      if (said === 'silent') apart ??= { mac, ip };
      if (said === 'unasked' && (next === undefined || Math.abs(ip - near) > Math.abs(next - near)))
        next = ip;
    }
    if (next !== undefined && asked < OTHERS_ASKED) toAsk.push({ mac, ip: next });
  }
  const few = [...shared].toSorted((a, b) => a - b).slice(0, NAMED);
  return { shared: few, apart, open, toAsk };
}

function* addressesOf({ field, book, cross }: Twins, mac: Mac): Generator<Ipv4> {
  const heard = book.answersOf(mac);
  for (let at = 0; at < heard.length && at < LOOKED_AT; at++) yield heard[at]!.ip;
  const asked = cross.answersOf(field, mac);
  for (let at = 0; at < asked.length && at < LOOKED_AT; at++)
    if (!book.find(asked[at]!.ip, mac)) yield asked[at]!.ip;
}

function saidOf(
  { field, book, cross }: Twins,
  mac: Mac,
  ip: Ipv4,
): 'heard' | 'answered' | 'silent' | 'open' | 'unasked' {
  if (book.find(ip, mac)) return 'heard';
  const form = formFor(book, mac);
  const result = cross.resultOf(field, mac, { ip, form });
  if (result === 'quiet') return 'unasked';
  if (result !== 'unasked' || form === 'own') return result;
  // Asked before it was known to answer the other form.
  return cross.resultOf(field, mac, { ip, form: 'own' }) === 'answered' ? 'answered' : 'unasked';
}

/** Whether they are one host, as far as it can be said for one address that both answer for. */
export interface Kinship {
  readonly word: 'same' | 'apart' | 'unknown' | 'undecided';
  readonly why: Evidence;
}

/**
 * One host or two? A host with several NICs on a segment answers from each of them for all its addresses (arp_ignore 0,
 * net/ipv4/arp.c arp_process); two hosts differ in every address but the one they quarrel about.
 */
export function kinshipOf(twins: Twins, pair: readonly [Mac, Mac], ip: Ipv4): Kinship {
  const { shared, apart, open, toAsk } = compare(twins, pair);
  const [a, b] = [formatMac(Math.min(...pair)), formatMac(Math.max(...pair))];
  if (apart) {
    const silent = formatMac(apart.mac);
    const text = `${silent} stays silent for ${formatIpv4(apart.ip)}, which ${silent === a ? b : a} answers for: two hosts`;
    return { word: 'apart', why: { code: 'different-answers', text } };
  }
  const others = shared.filter((other) => other !== ip);
  const { cross, pairs } = twins;
  const { decided, whole } = pairs.of(pair);
  const unfinished = !decided && (twins.cut === true || cross.exhausted || pairs.isFull);
  const asking = (open > 0 || toAsk.length > 0) && !(decided && others.length > 0);
  // What they have in common may be all they share, and what tells them apart was not looked for.
  const hasty = others.length > 0 && decided && !whole;
  if (asking || unfinished || hasty) {
    const ended = twins.cut === true ? 'it ended before' : 'all questions meant for evidence had been asked';
    const text = `${a} and ${b} were not asked for enough of each other's addresses: ${ended}`;
    return { word: 'undecided', why: { code: 'comparison-unanswered', text } };
  }
  if (others.length > 0) {
    const list = [ip, ...others]
      .sort((x, y) => x - y)
      .map(formatIpv4)
      .join(', ');
    const text = `${a} and ${b} answer for the same addresses (${list}): one host with several NICs on this segment`;
    return { word: 'same', why: { code: 'same-answers', text } };
  }
  const where = cross.exhausted ? 'any of the addresses it was asked for' : 'another address here';
  const text = `neither ${a} nor ${b} answers for ${where}, so nothing shows them to be one host`;
  return { word: 'unknown', why: { code: 'nothing-to-compare', text } };
}
