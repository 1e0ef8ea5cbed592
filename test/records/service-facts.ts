import type { EventCounters } from '../../src/ports/counters.ts';
import type { ServiceFacts } from '../../src/ports/service.ts';

/** A service that hears on one interface, waits for another, and mails. */
export const SERVICE_FACTS: ServiceFacts = {
  version: '0.1.0',
  pid: 4711,
  started: 0,
  now: 60_000,
  learningUntil: null,
  sensors: [
    {
      name: 'hq',
      interface: 'eth0',
      state: 'hearing',
      why: null,
      frames: 1284,
      lost: 0,
      lastFrame: 59_000,
    },
    {
      name: 'lab',
      interface: 'eth1',
      state: 'waiting',
      why: 'there is no eth1 yet',
      frames: 0,
      lost: 0,
      lastFrame: null,
    },
  ],
  keeping: {
    state: 'writing',
    why: null,
    facts: {
      kind: 'sqlite',
      path: '/var/lib/arpist/watch/arpist.db',
      schema: 1,
      events: 7,
      stations: 3,
      lastCommit: 59_500,
      id: '00112233aabbccdd',
      restored: null,
      bytes: 4096,
    },
    left: 0,
  },
  targets: [
    {
      name: 'ops-mail',
      type: 'mail',
      waiting: 1,
      sent: 2,
      failed: 1,
      dropped: 0,
      lastError: 'the server does not answer',
    },
  ],
  stations: 3,
  rate: 4.25,
  needs: [],
  open: { info: 1, warning: 0, critical: 0 },
  pages: ['http://127.0.0.1:8471/'],
};

export const COUNTERS: EventCounters = {
  events: [
    { network: 'eth0', kind: 'conflict', count: 2 },
    { network: 'eth0.20', kind: 'new-station', count: 41 },
  ],
  open: [{ network: 'eth0', kind: 'conflict', severity: 'warning', count: 1 }],
  holders: [{ network: 'eth0', address: 0x0a140001, count: 3 }],
};
