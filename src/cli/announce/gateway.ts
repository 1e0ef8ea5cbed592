import type { Ipv4 } from '../../base/ipv4.ts';

/** A way out of the local networks. */
export interface Gateway {
  readonly link: string;
  readonly ip: Ipv4;
}
