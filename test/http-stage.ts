import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Vicinity } from '../src/ports/vicinity.ts';
import { parsePrefix } from '../src/base/prefix.ts';
import { UsageFault } from '../src/base/fault.ts';
import type { Door, DoorWish } from '../src/ports/door.ts';
import type { MemoryOrder } from '../src/ports/orders.ts';
import type { Service } from '../src/ports/service.ts';
import type { Store } from '../src/ports/store.ts';
import { openDoor } from '../src/http/door.ts';
import { Tokens } from '../src/http/tokens.ts';
import type { TokenEntry } from '../src/ports/door.ts';
import { VENDORS } from './cli/stations.ts';
import { COUNTERS, SERVICE_FACTS } from './records/service-facts.ts';

/** A configuration of two keys, one network, a healthy host. */
export const BESIDE: Vicinity = {
  config: () => [
    { table: '', at: null, key: 'site', text: '"hq"', file: '/etc/arpist/arpist.toml', line: 3 },
    { table: 'notify', at: 0, key: 'password', text: '"•••"', file: '/etc/arpist/conf.d/mail.toml', line: 2 },
  ],
  networks: () => [{ cidr: parsePrefix('10.20.0.0/24')!, name: 'Office', new: 'tell' }],
  findings: async () => [],
  heldAt: async (_, moment) => {
    throw new UsageFault('at', `'${moment}' is no moment`, 'as in tuesday 14:05');
  },
  capture: (frames) => new Uint8Array(frames.length),
};

export interface HttpStage {
  readonly door: Door;
  readonly socket: string;
  readonly page: string;
  readonly tokens: Tokens;
  /** What was ordered, and by whom. */
  readonly orders: (readonly [order: MemoryOrder, by: string])[];
  readonly tellEvents: (seq: number) => void;
  readonly close: () => Promise<void>;
}

/** A door over a store, with a service that writes down what it is asked to do. */
export async function httpStage(store: Store, more: Partial<DoorWish> = {}): Promise<HttpStage> {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-http-'));
  const orders: (readonly [MemoryOrder, string])[] = [];
  const ears = new Set<(seq: number) => void>();
  let entries: readonly TokenEntry[] = [];
  const tokens = new Tokens({
    read: () => entries,
    write: (all) => {
      entries = all;
    },
  });
  const service: Service = {
    facts: async () => SERVICE_FACTS,
    store,
    counters: COUNTERS,
    order: async (order, by) => {
      orders.push([order, by]);
      return { id: orders.length, text: 'It is so.', undo: `arpist revoke ${orders.length}` };
    },
    notifyTest: async (target) => (target === 'ops-mail' ? null : 'there is no such target'),
    onEvents: (tell) => {
      ears.add(tell);
      return () => ears.delete(tell);
    },
  };
  const socket = join(folder, 'arpist.sock');
  const door = await openDoor({
    service,
    beside: BESIDE,
    vendors: VENDORS,
    tokens,
    now: () => 60_000,
    socket,
    listen: ['127.0.0.1:0'],
    hosts: ['arpist.example.org'],
    tls: null,
    behindProxy: false,
    trustedProxies: [],
    uidOf: () => null,
    ...more,
  });
  return {
    door,
    socket,
    page: door.pages[0]!,
    tokens,
    orders,
    tellEvents: (seq) => {
      for (const tell of ears) tell(seq);
    },
    close: async () => {
      await door.close();
      rmSync(folder, { recursive: true });
    },
  };
}
