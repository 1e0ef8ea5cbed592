import { formatIpv4, type Ipv4 } from '../base/ipv4.ts';
import { formatMac, isLocallyAdministered } from '../base/mac.ts';
import type { Vendors } from '../ports/host.ts';
import type {
  CheckReport,
  CheckResult,
  CheckState,
  ClaimEvent,
  ClaimReport,
  FreeReport,
  ClaimEvidence,
  Holder,
} from '../verbs/claim/events.ts';
import { round } from './station.ts';
import { recordKind } from './kind.ts';

type JsonRecord = Readonly<Record<string, unknown>>;

/** How it went, in every summary. */
function endRecord({ sent, seconds, interrupted, linkLost, drops }: Ended): JsonRecord {
  return { sent, seconds: round(seconds, 3), interrupted, linkLost, drops };
}

type Ended = Pick<CheckReport, 'sent' | 'seconds' | 'interrupted' | 'linkLost' | 'drops'>;

function placeRecord({ ip, interface: name, vlan }: ClaimPlace): JsonRecord {
  return { ip: formatIpv4(ip), interface: name, vlan };
}

/** schema/check.v1.json */
export function checkRecord(result: CheckResult, vendors: Vendors): JsonRecord {
  return {
    v: 1,
    type: 'check',
    ...placeRecord(result),
    state: result.state,
    free: result.state === 'free',
    by: result.by.map((holder) => holderRecord(holder, vendors)),
    why: groundRecords(result.why),
    probes: result.probes,
    seconds: round(result.seconds, 3),
  };
}

/** schema/check-summary.v1.json */
export function checkSummaryRecord(report: CheckReport): JsonRecord {
  const { asked, results } = report;
  return { v: 1, type: 'check-summary', asked, ...countsOf(results), ...endRecord(report) };
}

export function countsOf(results: readonly CheckResult[]): Readonly<Record<CheckState, number>> {
  const counts = { free: 0, used: 0, proxied: 0, contested: 0, conflict: 0, own: 0, unknown: 0 };
  for (const { state } of results) counts[state]++;
  return counts;
}

export function holderRecord({ mac, sign, verdict, why }: Holder, vendors: Vendors): JsonRecord {
  return {
    mac: mac === null ? null : formatMac(mac),
    vendor: mac === null ? null : vendors.vendorOf(mac),
    localMac: mac === null ? false : isLocallyAdministered(mac),
    sign,
    verdict,
    why: groundRecords(why),
  };
}

export function groundRecords(why: readonly ClaimEvidence[]): readonly JsonRecord[] {
  return why.map(({ code, text }) => ({ code, text }));
}

/** Where a claim is made: what all its records say. */
export interface ClaimPlace {
  readonly ip: Ipv4;
  readonly interface: string;
  readonly vlan: number | null;
}

export type ClaimTurn = Extract<ClaimEvent, { type: 'claim' }>;

/** schema/claim.v1.json; `at` by the wall clock. */
export function claimRecord(
  place: ClaimPlace,
  turn: ClaimTurn,
  beside: { readonly vendors: Vendors; readonly at: number },
): JsonRecord {
  return {
    v: 1,
    type: 'claim',
    ...placeRecord(place),
    state: turn.state,
    by: turn.by.map((holder) => holderRecord(holder, beside.vendors)),
    others: turn.others,
    why: groundRecords(turn.why),
    at: new Date(beside.at).toISOString(),
    afterSeconds: round(turn.after / 1000, 3),
  };
}

/** schema/claim-summary.v1.json */
export function claimSummaryRecord(place: ClaimPlace, report: ClaimReport): JsonRecord {
  return {
    v: 1,
    type: 'claim-summary',
    ...placeRecord(place),
    state: report.state,
    heldSeconds: round(report.heldSeconds, 3),
    contradictions: report.contradictions,
    answered: report.answered,
    ...endRecord(report),
  };
}

/** schema/free.v1.json */
export function freeRecord(report: FreeReport): JsonRecord {
  return {
    v: 1,
    type: 'free',
    wanted: report.wanted,
    found: report.found.map(({ ip }) => formatIpv4(ip)),
    candidates: report.asked,
    answered: report.answered,
    checked: report.checked,
    ...endRecord(report),
  };
}

/** Of check and free; `mac` is of the first who has the address. */
export const CHECK = recordKind(['check'], {
  ip: 'ip',
  interface: 'text',
  vlan: 'number',
  state: 'text',
  free: 'flag',
  mac: { kind: 'mac', at: 'by.mac' },
  vendor: { kind: 'text', at: 'by.vendor' },
  sign: { kind: 'text', at: 'by.sign' },
  verdict: { kind: 'text', at: 'by.verdict' },
  why: 'text',
  probes: 'number',
  seconds: { kind: 'number', time: 's' },
});

export const CLAIM = recordKind(['claim'], {
  at: 'text',
  afterSeconds: { kind: 'number', time: 's' },
  ip: 'ip',
  interface: 'text',
  vlan: 'number',
  state: 'text',
  mac: { kind: 'mac', at: 'by.mac' },
  vendor: { kind: 'text', at: 'by.vendor' },
  sign: { kind: 'text', at: 'by.sign' },
  verdict: { kind: 'text', at: 'by.verdict' },
  others: 'number',
  why: 'text',
});
