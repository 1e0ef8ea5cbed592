import type { Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import { soleSpeaker } from '../inventory/claimant.ts';
import { wholeBlock } from '../inventory/controls.ts';
import type { Range } from '../inventory/ranges.ts';
import { type Kinship, sameByAnswers } from '../inventory/same-host.ts';
import type { Book, BookEntry } from './book.ts';
import type { CrossExamination } from './cross.ts';
import type { Field } from './field.ts';
import type { Form } from './ledger.ts';
import type { OwnTable } from './own-table.ts';
import type { Comparison, Pairs } from './pairs.ts';

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

/** Who answers questions with sender 0.0.0.0 is asked so: it leaves no trace. */
export function formFor(book: Book, mac: Mac): Form {
  return book.standingOf(mac).owned > 0 ? 'zero' : 'own';
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

/** Whether two that answer for one address are one host, by what is known so far. */
export function kinshipOf(twins: Twins, pair: readonly [BookEntry, BookEntry], ip: Ipv4): Kinship {
  const macs = [pair[0].mac, pair[1].mac] as const;
  const { shared, apart, open, toAsk } = compare(twins, macs);
  const others = shared.filter((other) => other !== ip);
  const { cross, pairs, cut = false } = twins;
  const { decided, whole, stack } = pairs.of(macs);
  const unfinished = !decided && (cut || cross.exhausted || pairs.isFull);
  const asking = (open > 0 || toAsk.length > 0) && !(decided && others.length > 0);
  // What they have in common may be all they share, and what tells them apart was not looked for.
  const hasty = others.length > 0 && decided && !whole;
  const ended = cut ? 'it ended before' : 'all questions meant for evidence had been asked';
  return sameByAnswers({
    ip,
    macs,
    shared: others,
    apart,
    speaker: soleSpeaker(pair),
    blockOf: () => blockOf(twins, macs, ip),
    unfinished: asking || unfinished || hasty ? ended : undefined,
    where: cross.exhausted ? 'any of the addresses it was asked for' : 'another address here',
    stack: stack?.isDone === true ? stack.wordOf(macs) : 'unknown',
  });
}

/** All around an address, when two MACs that answer alike answer for whatever either is asked for there. */
function blockOf(twins: Twins, macs: readonly [Mac, Mac], ip: Ipv4): Range | undefined {
  const { field } = twins;
  return wholeBlock(ip, (other) => {
    const said = macs.map((mac) => saidOf(twins, mac, other));
    if (said.includes('silent')) return 'silent';
    if (said.includes('heard') || said.includes('answered')) return 'answered';
    // Who answered a question to all is not asked again, so its other answers may be lost.
    return field.targets.has(other) || macs.some((mac) => hasAsked(twins, mac, other)) ? 'lost' : 'unasked';
  });
}

function hasAsked({ field, book, cross }: Twins, mac: Mac, ip: Ipv4): boolean {
  return cross.resultOf(field, mac, { ip, form: formFor(book, mac) }) !== 'unasked';
}
