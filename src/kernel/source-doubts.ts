import type { Doubt } from './doubts.ts';
import type { HostSnapshot } from './host.ts';
import { asKernel } from './kernel.ts';
import { type Asking, decideSource } from './source.ts';

export const ORDER_SENTENCE =
  'Several links have the source address or could lend one: the kernel goes by which came first, and that cannot be read.';

/** What could make a request carry another sender than `decideSource` says; empty when nothing is left open. */
export function doubtsAboutSource(asking: Asking, host: HostSnapshot): readonly Doubt[] {
  const kernel = asKernel(host);
  const verdict = decideSource(asking, kernel);
  if (!verdict.yes) return [];
  for (let turn = 1; turn < kernel.links.length; turn++) {
    const otherwise = decideSource(asking, { ...kernel, turn });
    if (!otherwise.yes || otherwise.value.spa === verdict.value.spa) continue;
    return [{ code: 'link-order', sentence: ORDER_SENTENCE, otherwise: otherwise.reason }];
  }
  return [];
}
