import { Refused } from './problem.ts';

/** What a browser says of where a request comes from. */
export interface Provenance {
  readonly method: string;
  readonly host: string;
  readonly site: string | undefined;
  readonly origin: string | undefined;
  /** Known by a cookie, which browsers send along by themselves. */
  readonly cookie: boolean;
}

/** A change that another site's page sends with our cookie: throws Refused (403). */
export function refuseCrossSite({ method, host, site, origin, cookie }: Provenance): void {
  if (method === 'GET' || method === 'HEAD') return;
  if (site !== undefined) {
    if (site === 'same-origin' || site === 'none') return;
    throw new Refused(403, `the request comes from another site (${site})`);
  }
  if (origin !== undefined) {
    if (hostOf(origin) === host.toLowerCase()) return;
    throw new Refused(403, 'the request comes from the page of another origin');
  }
  if (cookie) throw new Refused(403, 'nothing says which page the request comes from');
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}
