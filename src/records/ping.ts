import { formatIpv4, type Ipv4 } from '../base/ipv4.ts';
import { formatMac } from '../base/mac.ts';
import type { Vendors } from '../ports/host.ts';
import type { PingReply, PingReport } from '../verbs/ping/events.ts';
import type { PingOptions } from '../verbs/ping/options.ts';
import { planPing, questionsOf } from '../verbs/ping/plan.ts';
import type { RttSpread } from '../verbs/ping/rtt.ts';
import { round, stationRecord } from './station.ts';
import { recordKind } from './kind.ts';

/** Where a ping asks: what all its records say. */
export interface PingPlace {
  readonly target: Ipv4;
  readonly interface: string;
  readonly vlan: number | null;
}

type JsonRecord = Readonly<Record<string, unknown>>;

/** schema/ping.v1.json: an answer. */
export function replyRecord(place: PingPlace, reply: PingReply): JsonRecord {
  return {
    ...head(place),
    question: reply.question,
    answered: true,
    mac: formatMac(reply.mac),
    rttMs: round(reply.rttMs, 4),
    late: reply.late,
    certain: reply.certain,
    repeated: reply.repeated,
    probe: reply.form === 'zero',
    unicast: reply.asked === 'unicast',
    byBroadcast: reply.byBroadcast,
    at: new Date(reply.at).toISOString(),
  };
}

/** schema/ping.v1.json: that a question found none. */
export function unansweredRecord(place: PingPlace, question: number): JsonRecord {
  return { ...head(place), question, answered: false, mac: null, rttMs: null };
}

function head({ target, interface: name, vlan }: PingPlace): JsonRecord {
  return { v: 1, type: 'ping', ip: formatIpv4(target), interface: name, vlan };
}

/** schema/ping-summary.v1.json */
export function pingSummaryRecord(place: PingPlace, report: PingReport, vendors: Vendors): JsonRecord {
  const stations = report.stations.map((station) =>
    stationRecord({ station, vendor: vendors.vendorOf(station.mac), name: null, dup: 1 }),
  );
  return {
    ...head(place),
    type: 'ping-summary',
    asked: report.asked,
    unicast: report.unicast,
    answered: report.answered,
    unanswerable: report.unanswerable,
    sent: report.sent,
    evidence: report.sent - report.asked,
    lost: lostOf(report),
    replies: report.replies,
    late: report.late,
    repeated: report.repeated,
    others: report.others,
    rtt: report.rtt && rttRecord(report.rtt),
    stations: stations.map(({ mac, vendor, localMac, verdict, why }) => ({
      mac,
      vendor,
      localMac,
      verdict,
      why,
    })),
    seconds: round(report.seconds, 3),
    interrupted: report.interrupted,
    linkLost: report.linkLost,
    drops: report.drops,
  };
}

/** schema/ping-plan.v1.json; `tells`: everybody is told, and nobody asked. */
export function pingPlanRecord(options: PingOptions, tells: boolean): JsonRecord {
  const { target, facts, vlan, interval, until } = options;
  const { questions, evidence, most, rate } = planPing(options);
  const told = tells ? questionsOf(options) : 0;
  return {
    ...head({ target, interface: facts.name, vlan }),
    type: 'ping-plan',
    questions: tells ? 0 : questions,
    told,
    evidence: tells ? 0 : evidence,
    most: tells ? told : most,
    interval: interval / 1000,
    toAnswer: !tells && until !== 'count',
    rate: Number.isFinite(rate) ? rate : null,
  };
}

function lostOf({ asked, unanswerable, answered }: PingReport): number | null {
  const fair = asked - unanswerable;
  return fair <= 0 ? null : round(1 - answered / fair, 4);
}

function rttRecord({ min, avg, max, mdev }: RttSpread): JsonRecord {
  return { min: round(min, 4), avg: round(avg, 4), max: round(max, 4), mdev: round(mdev, 4) };
}

export const PING = recordKind(['ping'], {
  question: 'number',
  answered: 'flag',
  ip: 'ip',
  mac: 'mac',
  interface: 'text',
  vlan: 'number',
  rttMs: { kind: 'number', time: 'ms' },
  late: 'flag',
  certain: 'flag',
  repeated: 'flag',
  probe: 'flag',
  unicast: 'flag',
  byBroadcast: 'flag',
  at: 'text',
});
