import type { Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import type { Evidence, VerdictWord } from './verdict.ts';

/** One (address, MAC) that answered. Written again when its verdict changes: the last one counts. */
export interface Station {
  readonly ip: Ipv4;
  readonly mac: Mac;
  readonly interface: string;
  readonly vlan: number | null;
  /** From the request it answers to its first answer, by the kernel's clock, in milliseconds. */
  readonly rttMs: number;
  /** How often the address had been asked when it answered. */
  readonly tries: number;
  /** The answer came after the address had been asked again. */
  readonly late: boolean;
  /** How many MACs answered for the address by then; not each of many is a station. */
  readonly macs: number;
  readonly verdict: VerdictWord;
  readonly why: readonly Evidence[];
}

/** Stations with the same key are the same; the later one counts. */
export function stationKey(station: Pick<Station, 'interface' | 'vlan' | 'ip' | 'mac'>): string {
  return `${station.interface} ${station.vlan ?? ''} ${station.ip} ${station.mac}`;
}

/** Addresses one MAC answers for without owning them. */
export interface ProxyRange {
  readonly mac: Mac;
  readonly interface: string;
  readonly vlan: number | null;
  readonly first: Ipv4;
  readonly last: Ipv4;
  /** How many addresses in it were answered for. */
  readonly count: number;
  /** An address the same MAC answers for as its own, if there is one. */
  readonly owner: Ipv4 | null;
}
