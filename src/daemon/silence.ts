import type { Instant } from '../base/time.ts';
import type { WatchEvent, WatchKind } from '../inventory/watch-event.ts';
import type { Approval, Mute, Stood } from '../ports/orders.ts';
import type { AlertEvent } from './alert-message.ts';

/** Of these the other MAC of the address does not vanish: all of them must be approved. */
const TOGETHER: ReadonlySet<WatchKind> = new Set([
  'conflict',
  'own-conflict',
  'takeover',
  'spoof',
  'flux',
  'mismatch',
]);

/** What is not told though it is kept, as people asked for it. */
export interface Silences {
  readonly mutes: readonly Stood<Mute>[];
  readonly approvals: readonly Stood<Approval>[];
}

/** A gateway or virtual address is told all the same, unless the mute says otherwise. */
export function isMuted({ event, episode }: AlertEvent, mutes: Silences['mutes'], now: Instant): boolean {
  return mutes.some(({ value }) => {
    if (value.until !== null && now >= value.until) return false;
    if (event.gateway && !value.gateways) return false;
    return (
      (value.episode === null || value.episode === episode) &&
      (value.kind === null || value.kind === event.kind) &&
      (value.ip === null || value.ip === event.ip) &&
      (value.mac === null || value.mac === event.mac || event.macs.includes(value.mac)) &&
      (value.interface === null || value.interface === event.network.interface)
    );
  });
}

/** Whoever does it may have the address, and so may everybody who claims it beside. */
export function isApproved(
  { kind, ip, mac, macs }: WatchEvent,
  approvals: Silences['approvals'],
  now: Instant,
): boolean {
  if (ip === null || mac === null) return false;
  const claim = TOGETHER.has(kind) ? [mac, ...macs] : [mac];
  return claim.every((one) =>
    approvals.some(
      ({ value }) => value.ip === ip && value.mac === one && (value.expires === null || now < value.expires),
    ),
  );
}
