import { lookup, Resolver } from 'node:dns/promises';
import { type Ipv4, formatIpv4, parseIpv4 } from '../base/ipv4.ts';
import { failed, ok, type Result } from '../base/result.ts';
import type { Names } from '../ports/host.ts';

const TIMEOUT_MS = 1000;
const TRIES = 2;
/** Of the system's own look-up, which has no limit that could be set. */
const LOOK_UP_MS = 5000;
/** More would flood a home router's resolver, which answers late then or not at all. */
const AT_ONCE = 16;

export interface NamesOptions {
  /** `127.0.0.1:5353` instead of the servers of the system. */
  readonly servers?: readonly string[];
  readonly timeoutMs?: number;
}

/**
 * Reverse DNS (PTR) and /etc/hosts through c-ares: no thread of the pool is used, and every look-up ends within about
 * two seconds. null for whatever is no name.
 */
export function dnsNames({ servers, timeoutMs = TIMEOUT_MS }: NamesOptions = {}): Names {
  const resolver = new Resolver({ timeout: timeoutMs, tries: TRIES });
  if (servers) resolver.setServers(servers);
  const waiting: (() => void)[] = [];
  let free = AT_ONCE;
  return {
    async nameOf(ip: Ipv4) {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return (await resolver.reverse(formatIpv4(ip)))[0] ?? null;
      } catch {
        return null;
      } finally {
        // Whoever waits takes over the place; it is free only when nobody does.
        const next = waiting.shift();
        if (next) next();
        else free++;
      }
    },
  };
}

/** Every IPv4 address the system knows for a name, or why there is none, in words that follow the name. Ends within five seconds. */
export async function addressesOf(name: string): Promise<Result<readonly Ipv4[], string>> {
  const late = new Promise<null>((resolve) => setTimeout(resolve, LOOK_UP_MS, null).unref());
  try {
    const found = await Promise.race([lookup(name, { family: 4, all: true }), late]);
    if (found === null) return failed('was not resolved in time');
    return ok(found.map(({ address }) => parseIpv4(address)).filter((ip) => ip !== undefined));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    return failed(WORDS[code] ?? `could not be looked up (${code})`);
  }
}

const WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'does not resolve',
  EAI_AGAIN: 'could not be looked up: no name server answers',
};
