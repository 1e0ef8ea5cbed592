import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';

/**
 * Names under which a page may be asked for. Another name that leads here is a stranger's page that had its name
 * pointed at this machine (DNS rebinding), and a cookie would come along.
 */
export class HostNames {
  readonly #names: ReadonlySet<string>;

  /** `others` as they stand in the configuration: `arpist.example.org`, with or without a port. */
  constructor(others: readonly string[], own = hostname()) {
    const short = own.split('.', 1)[0]!;
    this.#names = new Set(['localhost', own, short, ...others].map((one) => bare(one)));
  }

  /** Of a Host header. */
  knows(header: string): boolean {
    const name = bare(header);
    return this.#names.has(name) || (isIP(name) > 0 && isOwnAddress(name));
  }
}

/** Without port, brackets, a last dot, and in lower case. */
function bare(header: string): string {
  const [, literal, name] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d{1,5})?$/.exec(header.trim()) ?? [];
  return (literal ?? name ?? '').replace(/\.$/, '').toLowerCase();
}

function isOwnAddress(address: string): boolean {
  if (address.startsWith('127.') || address === '::1') return true;
  return Object.values(networkInterfaces()).some((all) => all?.some((one) => one.address === address));
}
