import { formatIpv4, type Ipv4 } from '../base/ipv4.ts';
import { formatMac, type Mac } from '../base/mac.ts';
import { formatRange, type Range } from './ranges.ts';
import type { Evidence } from './verdict.ts';

/** Whether two MACs are one host, as far as it can be said for one address that both have. */
export interface Kinship {
  readonly word: 'same' | 'apart' | 'unknown' | 'undecided';
  readonly why: Evidence;
}

/** What echoes said: cards of one IP stack, or each of a stack of its own. */
export type StackWord = 'one' | 'several' | 'unknown';

/** What two MACs answered, beside the address that both answer for. */
export interface Answers {
  readonly ip: Ipv4;
  readonly macs: readonly [Mac, Mac];
  /** Other addresses both answer for, a few of them in ascending order. */
  readonly shared: readonly Ipv4[];
  /** An address of one for which the other stays silent. */
  readonly apart: { readonly mac: Mac; readonly ip: Ipv4 } | undefined;
  /** The one card both answers came from. */
  readonly speaker: Mac | undefined;
  /** All around the address one of them answers for whatever it is asked for. */
  readonly blockOf: () => Range | undefined;
  /** Why no more was asked, when that leaves it open. */
  readonly unfinished: string | undefined;
  /** Where another address of theirs was looked for. */
  readonly where: string;
  readonly stack: StackWord;
}

/**
 * One host or two? A host with several NICs on a segment answers from each of them for all its addresses (arp_ignore 0,
 * net/ipv4/arp.c arp_process); two hosts differ in every address but the one they quarrel about. Whoever answers for what
 * nobody has is known by nothing it answers.
 */
export function sameByAnswers({ ip, macs, ...seen }: Answers): Kinship {
  const { shared, apart, speaker, blockOf, unfinished, where, stack } = seen;
  const [a, b] = inOrder(macs);
  if (stack === 'one') {
    const text = `one card answers the echoes to ${formatIpv4(ip)} that were sent to ${a} and to ${b}, and one sent to all once for each: one host with several NICs on this segment`;
    return { word: 'same', why: { code: 'one-stack', text } };
  }
  // A MAC that never spoke itself is silent for every address.
  if (speaker !== undefined && macs.includes(speaker)) return toldByOne(macs, speaker);
  if (apart) {
    const silent = formatMac(apart.mac);
    const text = `${silent} stays silent for ${formatIpv4(apart.ip)}, which ${silent === a ? b : a} answers for: two hosts`;
    return { word: 'apart', why: { code: 'different-answers', text } };
  }
  if (unfinished !== undefined) {
    const text = `${a} and ${b} were not asked for enough of each other's addresses: ${unfinished}`;
    return { word: 'undecided', why: { code: 'comparison-unanswered', text } };
  }
  if (speaker !== undefined) return toldByOne(macs, speaker);
  const block = shared.length > 0 ? blockOf() : undefined;
  if (block) {
    const text = `${a} and ${b} answer for whatever they are asked for (all of ${formatRange(block)}), also for what nobody has, so it cannot be told whether they are one host: a whole network on lo does that, and a look at "ip addr show lo" of both decides it`;
    return { word: 'undecided', why: { code: 'answers-for-all', text } };
  }
  if (shared.length > 0) {
    const list = listed([ip, ...shared]);
    if (stack === 'several') {
      const text = `${a} and ${b} answer for the same addresses (${list}), but not from one card: servers that share addresses do that, and a host that answers where it was asked; a look at "ip addr" of both decides it`;
      return { word: 'undecided', why: { code: 'several-stacks', text } };
    }
    const text = `${a} and ${b} answer for the same addresses (${list}): one host with several NICs on this segment`;
    return { word: 'same', why: { code: 'same-answers', text } };
  }
  const text = `neither ${a} nor ${b} answers for ${where}, so nothing shows them to be one host`;
  return { word: 'unknown', why: { code: 'nothing-to-compare', text } };
}

/** What two MACs claimed unasked, beside the address that both claim. Nobody could be asked. */
export interface Claims {
  readonly ip: Ipv4;
  readonly macs: readonly [Mac, Mac];
  /** Other addresses both claim. */
  readonly shared: readonly Ipv4[];
  /** An address that one of them claims and the other never did. */
  readonly alone: { readonly mac: Mac; readonly ip: Ipv4 } | undefined;
  readonly speaker: Mac | undefined;
}

/** By claims two hosts are never told apart for certain: `unknown` is what nothing shows to be one host. */
export function sameByClaims({ ip, macs, shared, alone, speaker }: Claims): Kinship {
  const [a, b] = inOrder(macs);
  if (speaker !== undefined) return toldByOne(macs, speaker);
  const others = shared.filter((other) => other !== ip);
  if (others.length === 0) {
    const text = `neither ${a} nor ${b} claims another address of the other, so nothing shows them to be one host`;
    return { word: 'unknown', why: { code: 'nothing-to-compare', text } };
  }
  const list = listed(others);
  if (alone) {
    const text = `${a} and ${b} claim ${list} too, but ${formatMac(alone.mac)} alone claims ${formatIpv4(alone.ip)}: one host with several NICs, or one that speaks for all addresses of the other; asking both tells`;
    return { word: 'undecided', why: { code: 'claims-differ', text } };
  }
  const text = `the same MACs claim ${list} too: one host with several NICs on this segment`;
  return { word: 'same', why: { code: 'same-answers', text } };
}

function toldByOne(macs: readonly [Mac, Mac], speaker: Mac): Kinship {
  const [a, b] = inOrder(macs);
  const text = `${a} and ${b} were both told by one card, ${formatMac(speaker)}: nobody else spoke, so which of them has the address cannot be told; asking each of them does`;
  return { word: 'undecided', why: { code: 'one-speaker', text } };
}

function inOrder(macs: readonly [Mac, Mac]): readonly [string, string] {
  return [formatMac(Math.min(...macs)), formatMac(Math.max(...macs))];
}

function listed(ips: readonly Ipv4[]): string {
  return [...new Set(ips)]
    .sort((x, y) => x - y)
    .map(formatIpv4)
    .join(', ');
}
