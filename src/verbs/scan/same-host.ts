import { formatIpv4, type Ipv4 } from '../../base/ipv4.ts';
import { formatMac, type Mac } from '../../base/mac.ts';
import type { Evidence } from '../../inventory/verdict.ts';
import type { Book } from './book.ts';
import type { CrossExamination } from './cross.ts';
import type { Field } from './field.ts';
import type { Form } from './ledger.ts';

/** So many other addresses of a twin are asked for; more would prove no more. */
export const OTHERS_ASKED = 4;

/** Where two MACs answered for one address: what is known of each, and what was asked. */
export interface Twins {
  readonly field: Field;
  readonly book: Book;
  readonly cross: CrossExamination;
}

/** Addresses `twin` answered for, except `ip`; those `mac` has not answered for come first. */
export function othersOf(
  twins: Twins,
  pair: { readonly mac: Mac; readonly twin: Mac },
  ip: Ipv4,
): readonly Ipv4[] {
  const own = answersOf(twins, pair.mac);
  return [...answersOf(twins, pair.twin)]
    .filter((other) => other !== ip)
    .sort((a, b) => Number(own.has(a)) - Number(own.has(b)) || a - b)
    .slice(0, OTHERS_ASKED);
}

/** `twin` answered for an address that `mac` was not heard to answer for. */
export function differ(twins: Twins, pair: { readonly mac: Mac; readonly twin: Mac }, ip: Ipv4): boolean {
  const [first] = othersOf(twins, pair, ip);
  return first !== undefined && !answersOf(twins, pair.mac).has(first);
}

function answersOf({ field, book, cross }: Twins, mac: Mac): ReadonlySet<Ipv4> {
  const ips = [...book.answersOf(mac), ...cross.answersOf(field, mac)].map((heard) => heard.ip);
  return new Set(ips);
}

/** Who answers questions with sender 0.0.0.0 is asked so: it leaves no trace. */
export function formFor(book: Book, mac: Mac): Form {
  return book.answersOf(mac).some((heard) => heard.zero > 0) ? 'zero' : 'own';
}

/**
 * One host or two? A host with several NICs on a segment answers from each of them for all its addresses (arp_ignore 0,
 * net/ipv4/arp.c arp_process); two hosts differ in every address but the one they quarrel about.
 */
export function compareTwins(
  twins: Twins,
  pair: readonly [Mac, Mac],
  ip: Ipv4,
): { same: boolean; why: Evidence } {
  const { field, book, cross } = twins;
  const shared = new Set<Ipv4>();
  const apart: { mac: Mac; ip: Ipv4 }[] = [];
  let open = 0;
  for (const [mac, twin] of [pair, [pair[1], pair[0]]] as const) {
    for (const other of othersOf(twins, { mac, twin }, ip)) {
      const result = cross.resultOf(field, mac, { ip: other, form: formFor(book, mac) });
      if (book.find(other, mac) !== undefined || result === 'answered') shared.add(other);
      else if (result === 'silent') apart.push({ mac, ip: other });
      else open++;
    }
  }
  const [a, b] = [formatMac(Math.min(...pair)), formatMac(Math.max(...pair))];
  const first = apart[0];
  if (first) {
    const silent = formatMac(first.mac);
    const text = `${silent} stays silent for ${formatIpv4(first.ip)}, which ${silent === a ? b : a} answers for: two hosts`;
    return { same: false, why: { code: 'different-answers', text } };
  }
  if (shared.size > 0) {
    const list = [ip, ...shared]
      .sort((x, y) => x - y)
      .map(formatIpv4)
      .join(', ');
    const text = `${a} and ${b} answer for the same addresses (${list}): one host with several NICs on this segment`;
    return { same: true, why: { code: 'same-answers', text } };
  }
  if (open > 0) {
    const text = `${a} and ${b} were not asked for each other's addresses: the scan ended before`;
    return { same: false, why: { code: 'comparison-unanswered', text } };
  }
  const text = `neither ${a} nor ${b} answers for another address here, so nothing shows them to be one host`;
  return { same: false, why: { code: 'nothing-to-compare', text } };
}
