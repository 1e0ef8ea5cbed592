import { readFileSync } from 'node:fs';
import type { RouteSnapshot, StickySnapshot } from '../kernel/host.ts';
import { RTPROT_KERNEL, RT_TABLE_LOCAL, RT_TABLE_MAIN } from '../wire/netlink/numbers.ts';

/** Of the calling thread: /proc/net is that of the process's first one. */
const STATISTICS = '/proc/thread-self/net/fib_triestat';

/**
 * Whether there was ever a policy rule shows in the trie: until then local and main are one, and each counts the prefixes
 * of both (net/ipv4/fib_frontend.c fib_unmerge). A local route made by hand shows only while it is there.
 */
export function concludeMarks(routes: readonly RouteSnapshot[], rulesAreOwn: boolean): StickySnapshot {
  let local = 0;
  let main = 0;
  let ownLocal = false;
  for (const route of routes) {
    if (route.table === RT_TABLE_LOCAL) local++;
    else if (route.table === RT_TABLE_MAIN) main++;
    if (route.type === 'local' && route.protocol !== RTPROT_KERNEL) ownLocal = true;
  }
  return {
    customRules: rulesAreOwn || wereSplit(local, main),
    customLocal: ownLocal || null,
  };
}

function wereSplit(local: number, main: number): boolean | null {
  if (local === 0) return null;
  const counted = countMain();
  if (counted === main + local) return false;
  return counted === main ? true : null;
}

function countMain(): number | null {
  try {
    const text = readFileSync(STATISTICS, 'utf8');
    const main = /^Main:\n(?:\t.*\n)*?\tPrefixes:\s+(\d+)$/m.exec(text);
    // A table without routes is not listed, or listed without numbers.
    return main ? Number(main[1]) : 0;
  } catch {
    return null;
  }
}
