import type { Ipv4 } from '../base/ipv4.ts';
import type { Doubt } from './doubts.ts';
import type { HostSnapshot } from './host.ts';
import { asKernel, type Kernel } from './kernel.ts';
import { type Asking, decideSource } from './source.ts';

export const ORDER_SENTENCE =
  'Several links have the source address or could lend one: the kernel goes by which came first, and that cannot be read.';

/** The senders a request may carry: one, unless several links could lend theirs. The first is that of `decideSource`. */
export function possibleSenders(asking: Asking, host: HostSnapshot | Kernel): readonly Ipv4[] {
  const kernel = 'snapshot' in host ? host : asKernel(host);
  const first = decideSource(asking, kernel);
  if (!first.yes) return [];
  const senders = new Set([first.value.spa]);
  if (first.reason !== 'source-borrowed') return [...senders];
  for (let turn = 1; turn < kernel.links.length; turn++) {
    const otherwise = decideSource(asking, { ...kernel, turn });
    if (otherwise.yes) senders.add(otherwise.value.spa);
  }
  return [...senders];
}

/** What could make a request carry another sender than `decideSource` says; empty when nothing is left open. */
export function doubtsAboutSource(asking: Asking, host: HostSnapshot): readonly Doubt[] {
  if (possibleSenders(asking, host).length < 2) return [];
  return [{ code: 'link-order', sentence: ORDER_SENTENCE, otherwise: 'source-borrowed' }];
}
