import { formatIpv4, type Ipv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import { printable } from '../../base/printable.ts';
import { formatMillis, spellMillis } from '../../base/time.ts';
import type { PingReply, PingReport } from '../../verbs/ping/events.ts';
import { count, plural } from '../../terminal/text/texts.ts';
import type { PingOptions } from '../../verbs/ping/options.ts';
import { planPing, questionsOf } from '../../verbs/ping/plan.ts';
import { rateWords } from '../render/talk.ts';
import { remarkOf } from '../render/station-texts.ts';

/** `10.0.0.1 is at b8:27:eb:00:00:01  #1  0.058 ms`, and what is unusual about it. */
export function replyLine(target: Ipv4, reply: PingReply): string {
  const { mac, question, rttMs, late, certain, repeated, asked, byBroadcast } = reply;
  const remarks = [
    late ? 'late' : '',
    certain || repeated ? '' : 'or of another question',
    repeated ? 'repeated' : '',
    asked === 'unicast' ? 'asked alone' : '',
    byBroadcast ? 'to all' : '',
  ].filter(Boolean);
  const cells = [`${formatIpv4(target)} is at ${formatMac(mac)}`, `#${question}`, formatMillis(rttMs)];
  return [...cells, ...remarks].join('  ');
}

export function unansweredLine(target: Ipv4, question: number): string {
  return `${formatIpv4(target)} no answer  #${question}`;
}

/** For those who come faster than they can be told one by one. */
export function moreLine(target: Ipv4, replies: number): string {
  return `${formatIpv4(target)} and ${plural(replies, 'more answer')}, repeated, to others, or of more MACs than are told apart`;
}

/** What will be sent at most, and how fast. */
export function pingPlanLine(options: PingOptions): string {
  const { facts, target, interval, until, vlan } = options;
  const { questions, evidence, rate } = planPing(options);
  const every = spellMillis(interval);
  const asked =
    questions === null
      ? `a packet every ${every} until ${until === 'count' ? 'Ctrl-C' : 'the first answer'}`
      : `at most ${plural(questions, 'packet')}${questions > 1 ? `, one every ${every}` : ''}${until !== 'count' && questions > 1 ? ' until the first answer' : ''}`;
  const more =
    evidence > 0
      ? `, and only where needed, at most ${count(evidence)} as evidence of conflicts (--evidence)`
      : '';
  const tag = vlan === null ? '' : ` in VLAN ${vlan}`;
  return `${formatIpv4(target)} on ${printable(facts.name)}${tag}: ${asked}${more}; ${rateWords(rate)}`;
}

/** The same for what tells, and asks nobody. */
export function tellPlanLine(options: PingOptions): string {
  const { facts, target, interval } = options;
  const told = questionsOf(options);
  const every = told === 1 ? '' : `, one every ${spellMillis(interval)}`;
  const most = told === null ? 'packets without end' : `at most ${plural(told, 'packet')}`;
  return `${formatIpv4(target)} on ${printable(facts.name)}: everybody is told, ${most}${every}`;
}

/** How it went, and the verdicts that are none of the good ones. */
export function pingSummaryLines(target: Ipv4, report: PingReport): readonly string[] {
  const { asked, answered, unanswerable, sent, stations, rtt, late, repeated, others } = report;
  const macs = stations.length > 1 ? ` by ${plural(stations.length, 'MAC')}` : '';
  const fair = asked - unanswerable;
  const lost = fair <= 0 ? '' : `, ${Math.round(100 * (1 - answered / fair))} % lost`;
  const all = sent === asked ? '' : `, ${plural(sent, 'packet')} sent (${count(sent - asked)} for evidence)`;
  const stopped = report.interrupted ? 'interrupted: ' : '';
  const lines = [
    `${stopped}${formatIpv4(target)}: ${count(asked)} asked, ${count(answered)} answered${macs}${lost}${all}, in ${formatMillis(report.seconds * 1000)}`,
  ];
  if (rtt) {
    const numbers = [rtt.min, rtt.avg, rtt.max, rtt.mdev].map((value) => value.toFixed(3)).join('/');
    lines.push(`rtt min/avg/max/mdev ${numbers} ms`);
  }
  if (late > 0) lines.push(`${plural(late, 'answer')} came late, after the next question`);
  if (repeated > 0) lines.push(`${plural(repeated, 'answer')} came again`);
  if (others > 0) lines.push(`${plural(others, 'answer')} to questions of others left out`);
  return lines;
}

/** What is wrong, or out of the ordinary, with who answered; with `all`, the evidence of good verdicts too. */
export function verdictLines({ stations }: Pick<PingReport, 'stations'>, all: boolean): readonly string[] {
  const groups = new Map<string, { readonly macs: string[]; readonly texts: Set<string> }>();
  for (const { mac, verdict, why } of stations) {
    const word = remarkOf({ verdict, why });
    if (word === '' && !all) continue;
    const group = groups.get(word || verdict) ?? { macs: [], texts: new Set() };
    groups.set(word || verdict, group);
    group.macs.push(formatMac(mac));
    for (const { text } of why) group.texts.add(text);
  }
  return [...groups].flatMap(([verdict, { macs, texts }]) => [
    `${verdict}: ${macs.join(', ')}`,
    ...[...texts].map((text) => `  ${printable(text)}`),
  ]);
}
