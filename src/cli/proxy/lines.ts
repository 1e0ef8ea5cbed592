import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import { printable } from '../../base/printable.ts';
import type { OwnerSign, LaneReport, PlannedLane, ProxyReport, RivalTurn } from '../../verbs/proxy/events.ts';
import type { GroundPart } from '../../verbs/proxy/ground.ts';
import { PROXY_REASONS, PROXY_REASON_CODES } from '../../verbs/proxy/reasons.ts';
import { describeRanges } from '../../asking/targets/ranges.ts';
import type { ToldEvent } from '../../records/proxy.ts';
import { about, count, plural } from '../../terminal/text/texts.ts';

const SIGNS: Readonly<Record<OwnerSign, string>> = {
  'answered-probe': 'it answered a probe',
  spoke: 'it spoke with the address as its own',
  answers: 'it answers for it',
  proxy: 'a proxy answers for it',
};

const TURNS: Readonly<Record<RivalTurn, string>> = {
  first: 'was there first: they are left to it',
  'we-keep': 'began as we did: our MAC is the lower one, we go on and it should stop',
  'we-yield': 'began as we did: its MAC is the lower one, we stop',
  stays: 'did not stop: we do, two answers are worse than one',
  gone: 'stopped: we go on alone',
};

/** null for what another line says already. */
export function proxyEventLine(event: ToldEvent): string | null {
  if (event.type === 'ready') {
    const { free, held, swept, mac } = event;
    if (!swept)
      return `${printable(event.interface)}: answering with ${formatMac(mac)}; each address is checked when it is first asked for`;
    const alone = held > 0 ? `, ${count(held)} of others left alone` : '';
    return `${printable(event.interface)}: answering for ${plural(free, 'address', 'addresses')} with ${formatMac(mac)}${alone}`;
  }
  if (event.type === 'routes')
    return `${printable(event.interface)}: routes changed, ${plural(event.addresses, 'address', 'addresses')} to answer for now`;
  if (event.type === 'rival') {
    const many = plural(event.addresses, 'address', 'addresses');
    return `${printable(event.interface)}: another proxy, ${formatMac(event.mac)}, answers for ${many} of ours: it ${TURNS[event.turn]}`;
  }
  if (event.type === 'more')
    return `${printable(event.interface)}: and ${plural(event.addresses, 'more address', 'more addresses')} left to others, faster than they can be told one by one`;
  const place = `${formatIpv4(event.ip)} (${printable(event.interface)})`;
  if (event.type === 'back') return `${place}: ${formatMac(event.mac)} is gone, answering again`;
  if (event.sign === 'proxy') return null;
  const role = event.role === null ? '' : `, ${event.role}`;
  const what = event.steppedBack ? 'stepped back for' : 'left to';
  return `${place}: ${what} ${formatMac(event.mac)}${role}: ${SIGNS[event.sign]}`;
}

/** How it went: what was heard, and by reason what was not answered. */
export function proxySummaryLines(report: ProxyReport): readonly string[] {
  return report.lanes.flatMap((lane) => laneLines(lane, report.seconds));
}

function laneLines(lane: LaneReport, seconds: number): readonly string[] {
  const { counts, free, owned, yielded } = lane;
  const heard = PROXY_REASON_CODES.reduce((sum, code) => sum + counts[code], 0);
  const others = [
    owned > 0 ? `${count(owned)} left to owners` : '',
    yielded > 0 ? `${count(yielded)} to other proxies` : '',
  ].filter(Boolean);
  return [
    `${printable(lane.interface)}: ${plural(heard, 'question')} in ${about(seconds)}, ${count(counts.answered)} answered; ${plural(free, 'address', 'addresses')} answered for${others.length > 0 ? `, ${others.join(', ')}` : ''}; ${plural(lane.asked, 'question')} of its own`,
    ...PROXY_REASON_CODES.filter((code) => code !== 'answered' && counts[code] > 0).map(
      (code) => `  ${count(counts[code])} ${PROXY_REASONS[code]}`,
    ),
    ...(lane.drops > 0
      ? [`  ${count(lane.drops)} frames dropped by the kernel before they could be read`]
      : []),
  ];
}

const STANDINGS: Readonly<Record<Exclude<GroundPart['standing'], 'ours'>, string>> = {
  'not-in-nets': 'not named',
  excepted: 'not answered: excepted',
  own: 'not answered: an address of this machine',
  'no-host': 'not answered: no address of a host',
  'same-link': 'not answered: routed back to this link',
  'no-route': 'not answered: no route',
};

const MOST_PARTS = 200;

/** For what it would answer, and why not for the rest. */
export function proxyPlanLines(lanes: readonly PlannedLane[]): readonly string[] {
  return lanes.flatMap((lane) => {
    const { addresses, mac, parts, swept, packets, seconds } = lane;
    const many = plural(addresses, 'address', 'addresses');
    const first = swept
      ? `gone through by at most ${plural(packets, 'packet')} in about ${about(seconds)} first`
      : 'each checked when it is first asked for';
    return [
      `${printable(lane.interface)}: would answer for ${many} with ${formatMac(mac)}${addresses > 0 ? `, ${first}` : ''}`,
      ...parts.slice(0, MOST_PARTS).map((part) => `  ${describeRanges([part])}  ${partText(part)}`),
      ...(parts.length > MOST_PARTS ? [`  and ${count(parts.length - MOST_PARTS)} more pieces`] : []),
    ];
  });
}

function partText({ standing, via }: GroundPart): string {
  if (standing !== 'ours') return `${STANDINGS[standing]}${via === null ? '' : ` (${printable(via)})`}`;
  return via === null ? 'answered, whatever the routes say' : `answered, routed by ${printable(via)}`;
}
