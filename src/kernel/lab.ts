import { parseIpv4, type Ipv4 } from '../base/ipv4.ts';
import { BROADCAST_MAC, type Mac, parseMac, ZERO_MAC } from '../base/mac.ts';
import { OP_REQUEST } from '../wire/arp.ts';
import { type HostWish, hostWith, type LinkWish } from './build-host.ts';
import type { Heard } from './heard.ts';
import type { HostSnapshot, Neigh } from './host.ts';
import type { Conf } from './conf.ts';
import { asKernel } from './kernel.ts';
import { receiveAll } from './reply.ts';

/** A host with two NICs e0 and e1, as the rules of docs/kernel-arp.md are tried on. */
export type LabWish = Omit<HostWish, 'links'> & {
  /** Addresses; `.1` is short for 10.0.0.1. The default is `.1/24` and `.2/24`. */
  readonly e0?: readonly string[];
  readonly e1?: readonly string[];
  readonly lo?: readonly string[];
  /** Settings of e0, of e1, and of both. */
  readonly e0conf?: Conf;
  readonly e1conf?: Conf;
  readonly both?: Conf;
  readonly loconf?: Conf;
  readonly neigh?: Neigh;
  readonly e0is?: Partial<LinkWish>;
  readonly e1is?: Partial<LinkWish>;
  readonly more?: Readonly<Record<string, LinkWish>>;
};

export function labHost(wish: LabWish = {}): HostSnapshot {
  const { e0, e1, lo, e0conf, e1conf, both, loconf, neigh, e0is, e1is, more, ...rest } = wish;
  return hostWith({
    ...rest,
    links: {
      lo: { addresses: (lo ?? []).map(longForm), conf: { ...loconf } },
      e0: {
        addresses: (e0 ?? ['.1/24']).map(longForm),
        conf: { ...both, ...e0conf },
        ...(neigh && { neigh }),
        ...e0is,
      },
      e1: {
        addresses: (e1 ?? ['.2/24']).map(longForm),
        conf: { ...both, ...e1conf },
        ...(neigh && { neigh }),
        ...e1is,
      },
      ...more,
    },
  });
}

function longForm(text: string): string {
  return text.startsWith('.') ? `10.0.0${text}` : text;
}

export function labIp(text: string): Ipv4 {
  const ip = parseIpv4(longForm(text));
  if (ip === undefined) throw new RangeError(`not an address: ${text}`);
  return ip;
}

export const ASKER: Mac = parseMac('02:00:00:00:02:00')!;

export type Wording = Partial<Omit<Heard, 'spa' | 'tpa'>> & { readonly from?: string };

/** A request for `target` from 10.0.0.100 / 02:00:00:00:02:00 to broadcast, unless said otherwise. */
export function whoHas(target: string, wording: Wording = {}): Heard {
  const { from, ...fields } = wording;
  return {
    link: 'e0',
    dst: BROADCAST_MAC,
    op: OP_REQUEST,
    sha: ASKER,
    spa: labIp(from ?? '.100'),
    tha: ZERO_MAC,
    tpa: labIp(target),
    ...fields,
  };
}

/** `e0@s0 e1@s1`: the MAC of e0 came out of the cable of e0, and so on; `none`. The question goes to both cables. */
export function answers(host: HostSnapshot, target: string, wording: Wording = {}): string {
  const kernel = asKernel(host);
  const seen = ['e0', 'e1'].flatMap((cable, number) =>
    receiveAll(whoHas(target, { ...wording, link: cable }), kernel).flatMap(({ reply }) =>
      reply.yes ? [`${reply.value.link}@s${number}`] : [],
    ),
  );
  return seen.length === 0 ? 'none' : seen.join(' ');
}
