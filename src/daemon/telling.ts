import { contains } from '../base/prefix.ts';
import type { Instant } from '../base/time.ts';
import type { WatchEvent } from '../inventory/watch-event.ts';
import type { DaemonConfig } from './config.ts';

/** Where links in messages lead; null where nothing but the socket answers. */
export function pageAddress({ web }: Pick<DaemonConfig, 'web'>): string | null {
  const { listen, hosts, tls, behindProxy, basePath } = web;
  const [address] = listen;
  const [host = address] = hosts;
  if (address === undefined || host === undefined) return null;
  const port = /:\d+$/.exec(address)?.[0] ?? '';
  const named = behindProxy || host === address ? host : `${host}${port}`;
  return `${tls !== null || behindProxy ? 'https' : 'http'}://${named}${basePath.replace(/\/+$/, '')}`;
}

/** New stations that are kept without being told: where new ones are quiet, and while it learns who is there. */
export function quietNewcomers(
  { networks }: Pick<DaemonConfig, 'networks'>,
  learningUntil: Instant | null,
): (event: WatchEvent) => boolean {
  return ({ kind, ip, at }) => {
    if (kind !== 'new-station' || ip === null) return false;
    const network = networks.find(({ cidr }) => contains(cidr, ip));
    if (network?.new === 'quiet') return true;
    return network?.new !== 'tell' && learningUntil !== null && at !== null && at < learningUntil;
  };
}
