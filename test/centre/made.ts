import type { Touch } from '../../src/inventory/touches.ts';
import type { WatchEvent } from '../../src/inventory/watch-event.ts';

const NETWORK = { interface: 'eth0', vlan: null, innerVlan: null };

/** The event of a number, each of an episode of its own that is over. */
export function madeEvent(number: number, now: number): WatchEvent {
  return {
    kind: 'conflict',
    state: 'close',
    id: `conflict-${number + 1}`,
    at: now,
    since: now - 10,
    lasted: 10,
    ip: 0x0a000001 + number,
    ips: [],
    mac: 0x020000000000 + number,
    macs: [0x020000000000 + number],
    network: NETWORK,
    severity: 'warning',
    sure: 'proven',
    why: [{ code: 'made', text: `number ${number}` }],
    decides: null,
    gateway: false,
    frames: 2,
    became: null,
  };
}

export function madeTouches(number: number, now: number): readonly Touch[] {
  return [0, 1, 2].map((at) => ({
    network: NETWORK,
    ip: 0x0a000000 + ((number + at) % 200),
    mac: 0x020000000000 + ((number + at) % 200),
    from: now,
    last: now,
    frames: 1,
    strength: 'answered' as const,
  }));
}
