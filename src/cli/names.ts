import { lookup, Resolver } from 'node:dns/promises';
import { type Ipv4, formatIpv4, parseIpv4 } from '../base/ipv4.ts';
import { failed, ok, type Result } from '../base/result.ts';
import type { Names } from '../ports/host.ts';

const TIMEOUT_MS = 1000;
const TRIES = 2;
/** More would flood a home router's resolver, which answers late then or not at all. */
const AT_ONCE = 16;

/** Reverse DNS (PTR) and /etc/hosts through c-ares: no thread of the pool is used, and every look-up ends within about two seconds. */
export function dnsNames(): Names & { readonly close: () => void } {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });
  const waiting: (() => void)[] = [];
  let running = 0;
  let closed = false;
  const turn = async (): Promise<void> => {
    if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
    running++;
  };
  return {
    async nameOf(ip: Ipv4) {
      await turn();
      try {
        return closed ? null : ((await resolver.reverse(formatIpv4(ip)))[0] ?? null);
      } catch {
        return null;
      } finally {
        running--;
        waiting.shift()?.();
      }
    },
    close() {
      closed = true;
      resolver.cancel();
    },
  };
}

/** Every IPv4 address the system knows for a name, or why there is none, in words that follow the name. */
export async function addressesOf(name: string): Promise<Result<readonly Ipv4[], string>> {
  try {
    const found = await lookup(name, { family: 4, all: true });
    return ok(found.map(({ address }) => parseIpv4(address)).filter((ip) => ip !== undefined));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    return failed(code === 'ENOTFOUND' ? 'does not resolve' : `could not be looked up (${code})`);
  }
}
