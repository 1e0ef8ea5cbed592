import assert from 'node:assert/strict';
import { parseIpv4 } from '../../src/base/ipv4.ts';
import { TargetSet } from '../../src/base/target-set.ts';
import { openClock } from '../../src/linux/clock.ts';
import { openHost } from '../../src/linux/host.ts';
import type { Host } from '../../src/ports/host.ts';
import { announce } from '../../src/verbs/announce/announce.ts';
import type { AnnounceEvent, AnnounceReport } from '../../src/verbs/announce/events.ts';
import type { AnnounceOptions } from '../../src/verbs/announce/options.ts';
import { type LabHost, whyNoLab } from './lab.ts';
import { needs } from '../programs.ts';

/** Why tests cannot run in which kernels speak to each other by ping. */
export const whyNoPing: string | false = whyNoLab || needs('ping');

export const ip = (text: string): number => parseIpv4(text) ?? assert.fail(text);

export function hostIn(place: LabHost): Host {
  return {
    interfaces: () => place.inside(() => openHost().interfaces()),
    openLink: (...args) => place.inside(() => openHost().openLink(...args)),
  };
}

export interface Announced {
  readonly events: readonly AnnounceEvent[];
  readonly report: AnnounceReport;
}

/** Announces from eth0 of a host of the lab: one round, and a second of patience. */
export async function announceFrom(
  place: LabHost,
  address: string,
  wishes: Partial<AnnounceOptions> & { readonly to?: readonly string[] } = {},
): Promise<Announced> {
  const host = hostIn(place);
  const facts = host.interfaces().find(({ name }) => name === 'eth0') ?? assert.fail('no eth0');
  const { to = [], ...more } = wishes;
  const run = announce(
    { host, clock: openClock(), dice: Math.random },
    {
      facts,
      vlan: null,
      addresses: TargetSet.of([{ first: ip(address), last: ip(address) }]),
      forms: ['request', 'reply'],
      via: to.map((one) => ({ ip: ip(one), mac: null })),
      verify: to.length > 0,
      check: true,
      before: to.length > 0,
      force: false,
      takeover: false,
      count: 1,
      interval: 300,
      refresh: null,
      rate: 1000,
      patience: 1000,
      frames: false,
      ...more,
    },
  );
  const events: AnnounceEvent[] = [];
  for (;;) {
    const step = await run.next();
    if (step.done) return { events, report: step.value };
    events.push(step.value);
  }
}

/** What the neighbour table of a host says of an address: `02:… REACHABLE`, or nothing. */
export function entryIn(
  place: LabHost,
  address: string,
): { readonly mac: string | null; readonly state: string } {
  const line = place.run('ip', 'neigh', 'show', address).trim();
  const mac = /lladdr (\S+)/.exec(line)?.[1] ?? null;
  return { mac, state: line.split(/\s+/).at(-1) ?? '' };
}
