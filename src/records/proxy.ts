import { formatIpv4 } from '../base/ipv4.ts';
import { formatMac } from '../base/mac.ts';
import type { PlannedLane, ProxyEvent, ProxyReport } from '../verbs/proxy/events.ts';
import { round } from './station.ts';
import { recordKind } from './kind.ts';

type JsonRecord = Readonly<Record<string, unknown>>;
export type ToldEvent = Exclude<ProxyEvent, { type: 'plan' | 'note' | 'counts' }>;

/** schema/proxy.v1.json: something that changed what is answered for. */
export function proxyRecord(event: ToldEvent, at: Date): JsonRecord {
  const head = {
    v: 1,
    type: 'proxy',
    event: nameOf(event),
    interface: event.interface,
    at: at.toISOString(),
  };
  if (event.type === 'ready') {
    const { mac, free, held, swept } = event;
    return { ...head, mac: formatMac(mac), addresses: free, held, swept };
  }
  if (event.type === 'routes' || event.type === 'more') return { ...head, addresses: event.addresses };
  if (event.type === 'rival')
    return { ...head, mac: formatMac(event.mac), turn: event.turn, addresses: event.addresses };
  const place = { ...head, ip: formatIpv4(event.ip), mac: formatMac(event.mac) };
  if (event.type === 'back') return place;
  return { ...place, sign: event.sign, role: event.role };
}

function nameOf(event: ToldEvent): string {
  if (event.type === 'holder') return event.steppedBack ? 'stepped-back' : 'left-alone';
  if (event.type === 'back') return 'taken-back';
  if (event.type === 'routes') return 'routes-changed';
  if (event.type === 'more') return 'more-left-alone';
  return event.type;
}

/** schema/proxy-summary.v1.json */
export function proxySummaryRecord(report: ProxyReport): JsonRecord {
  return {
    v: 1,
    type: 'proxy-summary',
    interfaces: report.lanes.map((lane) => ({
      interface: lane.interface,
      mac: formatMac(lane.mac),
      questions: lane.counts,
      asked: lane.asked,
      addresses: { answered: lane.free, owned: lane.owned, otherProxy: lane.yielded },
      linkLost: lane.linkLost,
      drops: lane.drops,
    })),
    seconds: round(report.seconds, 3),
    interrupted: report.interrupted,
  };
}

/** schema/proxy-plan.v1.json */
export function proxyPlanRecord(lanes: readonly PlannedLane[]): JsonRecord {
  return {
    v: 1,
    type: 'proxy-plan',
    interfaces: lanes.map((lane) => ({
      interface: lane.interface,
      mac: formatMac(lane.mac),
      addresses: lane.addresses,
      swept: lane.swept,
      packets: lane.packets,
      seconds: round(lane.seconds, 3),
      parts: lane.parts.map(({ first, last, standing, via }) => ({
        first: formatIpv4(first),
        last: formatIpv4(last),
        standing: standing === 'ours' ? 'answered' : standing,
        via,
      })),
    })),
  };
}

export const PROXY = recordKind(['proxy'], {
  at: 'text',
  event: 'text',
  interface: 'text',
  ip: 'ip',
  mac: 'mac',
  sign: 'text',
  role: 'text',
  turn: 'text',
  addresses: 'number',
  held: 'number',
  swept: 'flag',
});
