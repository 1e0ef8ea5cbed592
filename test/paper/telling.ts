import type { WatchEvent } from '../../src/inventory/watch-event.ts';
import type { TargetConfig } from '../../src/ports/targets.ts';
import type { Message, TargetQueue } from '../../src/ports/telling.ts';

/** A target of the kind that needs least said of it. */
export function targetNamed(name: string, more: Partial<TargetConfig> = {}): TargetConfig {
  const base = { name, where: null, severity: 'info', quiet: null, digest: null } as const;
  return { ...base, type: 'journald', ...more } as TargetConfig;
}

/** An queue that keeps what it is offered. */
export function keepingQueue(name = 'kept'): TargetQueue & { readonly kept: Message[] } {
  const kept: Message[] = [];
  const facts = { name, type: 'journald', waiting: 0, sent: 0, failed: 0, dropped: 0, lastError: null };
  return {
    kept,
    facts,
    offer: (message) => void kept.push(message),
    try: async (message) => {
      kept.push(message);
      return null;
    },
    close: async () => undefined,
  };
}

export function stationEvent(number: number, at: number): WatchEvent {
  return {
    kind: 'new-station',
    state: 'close',
    id: `new-station-${number}`,
    at,
    since: at,
    lasted: 0,
    ip: 0x0a000000 + number,
    ips: [],
    mac: 0x020000000000 + number,
    macs: [0x020000000000 + number],
    network: { interface: 'eth0', vlan: null, innerVlan: null },
    severity: 'info',
    sure: 'proven',
    why: [{ code: 'first-heard', text: 'It was never heard before.' }],
    decides: null,
    gateway: false,
    frames: 1,
    became: null,
  };
}
