import { type ClaimTiming, RFC5227 } from '../../kernel/conflict.ts';
import type { ClaimPlan } from './events.ts';
import { DEFAULT_RATE } from '../../asking/pacer.ts';
import { evidenceFor } from '../../asking/evidence.ts';
import { mostOnOneWire } from '../../asking/wires.ts';
import { type CheckInterface, FAST_TIMING } from './options.ts';

/** What a check sends at most, and how long it takes at most; an answer cuts it short. */
export function planCheck(wishes: {
  readonly interfaces: readonly CheckInterface[];
  readonly vlan: number | null;
  readonly timing?: Partial<ClaimTiming>;
  /** Announcements follow, and the whole goes on. */
  readonly claims?: boolean;
  readonly rate?: number;
}): ClaimPlan {
  const { interfaces, rate = DEFAULT_RATE } = wishes;
  const timing = { ...RFC5227, ...wishes.timing };
  const total = interfaces.reduce((sum, { targets }) => sum + targets.size, 0);
  const most = mostOnOneWire(interfaces.map(({ facts, targets }) => ({ facts, packets: targets.size })));
  const each = packetsEach(wishes);
  const evidence = total * LOOK + evidenceFor(total, rate);
  const spread = Math.max(0, most - 1) / claimsPerSecond(wishes, rate);
  return {
    type: 'plan',
    interfaces: interfaces.map(({ facts, targets }) => ({
      name: facts.name,
      mac: facts.mac,
      addresses: facts.addresses.map(({ ip }) => ip),
      targets: targets.size,
      vlans: wishes.vlan === null ? [] : [wishes.vlan],
    })),
    packets: total * each,
    ifLost: 0,
    evidence,
    most: total * each + evidence,
    rate,
    seconds: spread + secondsOf(timing),
    fastSeconds: spread + secondsOf({ ...RFC5227, ...FAST_TIMING }),
  };
}

/** Questions to everybody that find out who has an address, before any MAC is asked alone. */
export const LOOK = 2;

interface Asked {
  readonly interfaces: readonly CheckInterface[];
  readonly vlan: number | null;
  readonly timing?: Partial<ClaimTiming>;
  readonly claims?: boolean;
}

/** Of an address nobody has: the probes, the questions as ourselves, and the announcements. */
function packetsEach({ interfaces, vlan, claims = false, ...wishes }: Asked): number {
  const timing = { ...RFC5227, ...wishes.timing };
  const asks = interfaces.some(({ facts }) => facts.addresses.length > 0) && vlan === null;
  return timing.probes + (asks ? timing.probes - 1 : 0) + (claims ? timing.announcements : 0);
}

/** Claims begun in a second on one wire, so that their packets keep the rate. */
export function claimsPerSecond(wishes: Asked, rate: number): number {
  return rate / packetsEach(wishes);
}

function secondsOf({ probeWait, probes, probeMax, announceWait }: ClaimTiming): number {
  return (probeWait + (probes - 1) * probeMax + announceWait) / 1000;
}
