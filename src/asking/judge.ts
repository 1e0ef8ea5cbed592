import { formatMac, type Mac } from '../base/mac.ts';
import type { Ipv4 } from '../base/ipv4.ts';
import {
  comparedOf,
  isCopy,
  judgeAnswer,
  MOST_COMPARED,
  type Judgement,
  quarrelOf,
} from '../inventory/judge.ts';
import { isProxy as isProxyBy, proxyEvidence } from '../inventory/proxy.ts';
import type { Evidence } from '../inventory/verdict.ts';
import type { Book, BookEntry } from './book.ts';
import { isOwn } from './field.ts';
import type { KeptQuarrel } from './pairs.ts';
import { kinshipOf, type Twins } from './same-host.ts';

/** `ours`: the MACs of this machine, with the names of their interfaces; one that answers is named, whatever the verdict. */
export function judge(twins: Twins, heard: BookEntry, ours: ReadonlyMap<Mac, string>): Judgement {
  const judgement = judgeStation(twins, heard, ours);
  const name = ours.get(heard.mac);
  if (name === undefined) return judgement;
  const text = `${formatMac(heard.mac)} is ${name} of this machine itself`;
  const own: Evidence = { code: 'our-interface', text };
  return { ...judgement, why: [own, ...judgement.why] };
}

function judgeStation(twins: Twins, heard: BookEntry, ours: ReadonlyMap<Mac, string>): Judgement {
  const table = twins.ownTable?.(heard.ip, heard.mac);
  if (table?.sure === true) return { verdict: 'undecided', why: [table.evidence] };
  const judgement = judgeHeard(twins, heard, ours.has(heard.mac));
  return table ? { ...judgement, why: [...judgement.why, table.evidence] } : judgement;
}

function judgeHeard(twins: Twins, heard: BookEntry, ours: boolean): Judgement {
  const { field, book } = twins;
  const rivals = book.answersFor(heard.ip);
  const proxy = isProxy(book, heard);
  const cards = proxy && rivals.length > 1 ? otherCard(twins, heard) : undefined;
  if (cards) return { verdict: 'flux', why: [cards, proxyEvidence(heard.mac, ownedBy(book, heard)?.ip)] };
  return judgeAnswer(heard, {
    ownOn: isOwn(field, heard.ip) && !ours ? field.link.name : null,
    proxy: proxy ? proxyEvidence(heard.mac, ownedBy(book, heard)?.ip) : undefined,
    rivals,
    macs: book.macsFor(heard.ip),
    quarrel: rivals.length > 1 ? quarrelAt(twins, heard.ip) : undefined,
    cut: twins.cut === true,
  });
}

function ownedBy(book: Book, { mac }: BookEntry): BookEntry | undefined {
  return book.standingOf(mac).owner;
}

/** Another MAC that is a proxy here, and of the same host by an address that both answer for as their own. */
function otherCard(twins: Twins, heard: BookEntry): Evidence | undefined {
  const { book } = twins;
  const owned = ownedBy(book, heard);
  if (owned === undefined) return undefined;
  for (const rival of book.answersFor(heard.ip).slice(0, MOST_COMPARED)) {
    const twin = rival.mac === heard.mac ? undefined : book.find(owned.ip, rival.mac);
    if (twin === undefined || twin.zero === 0 || !isProxy(book, rival)) continue;
    const { word, why } = kinshipOf(twins, [owned, twin], owned.ip);
    if (word === 'same') return why;
  }
  return undefined;
}

/** Found once for all MACs of an address, which are judged one after another. */
function quarrelAt(twins: Twins, ip: Ipv4): KeptQuarrel {
  const { book, cross, pairs } = twins;
  const stamp = (book.changes + cross.changes) * 2 + (twins.cut === true ? 1 : 0);
  const last = pairs.quarrel;
  if (last?.ip === ip && last.stamp === stamp) return last;
  const rivals = book.answersFor(ip);
  const compared = comparedOf(rivals, (rival) => isProxy(book, rival));
  const [first, ...others] = compared;
  const kinships = first ? others.map((other) => kinshipOf(twins, [first, other], ip)) : [];
  const left = rivals.reduce(
    (sum, rival) => sum + (isProxy(book, rival) || isCopy(rival, rivals) ? 1 : 0),
    0,
  );
  const more = book.macsFor(ip) - left - compared.length;
  const quarrel = { ip, stamp, ...quarrelOf(ip, { compared, more, kinships }) };
  pairs.quarrel = quarrel;
  return quarrel;
}

/** Three numbers say it, however many addresses the MAC answers for. */
export function isProxy(book: Book, heard: BookEntry): boolean {
  return isProxyBy(book.standingOf(heard.mac), heard);
}
