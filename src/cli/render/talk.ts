import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import { printable } from '../../base/printable.ts';
import type { ScanEvent, ScanReport } from '../../verbs/scan/events.ts';
import type { ScanPlan } from '../../records/scan-plan.ts';
import type { Output } from '../io.ts';
import { about, count, plural, someOf } from '../../terminal/text/texts.ts';

type Progress = Extract<ScanEvent, { type: 'progress' }>;

/** More interfaces are told in one line, but by a plan that was asked for. */
const MOST_LINES = 5;

export interface PlanWords {
  /** Every interface by itself, however many there are. */
  readonly whole?: boolean;
  /** What evidence is sent for, and which flag bounds it. */
  readonly evidence?: string;
}

const EVIDENCE_WORDS = 'as evidence of conflicts (--evidence)';

/** The plan in words: what is asked where, how fast, and how long it will take. */
export function planLines(plan: ScanPlan, words: PlanWords = {}): readonly string[] {
  const folds = !words.whole && plan.interfaces.length > MOST_LINES;
  const lines = folds
    ? [foldedLine(plan)]
    : plan.interfaces.map(({ name, mac, addresses, targets, vlans }) => {
        const ips = addresses.length === 0 ? 'no IPv4 address' : addresses.map(formatIpv4).join(' ');
        const tags = vlans.length === 0 ? '' : ` in ${plural(vlans.length, 'VLAN')} (${vlans.join(' ')})`;
        return `${printable(name)} (${formatMac(mac)}, ${ips}): ${plural(targets, 'address', 'addresses')}${tags}`;
      });
  const fast = !Number.isFinite(plan.rate);
  const pace = rateWords(plan.rate);
  const faster =
    fast || plan.fastSeconds >= plan.seconds * 0.9 ? '' : ` (with --fast ${about(plan.fastSeconds)})`;
  return [
    ...lines,
    `at most ${plural(plan.packets, 'packet')}, ${pace}: about ${about(plan.seconds)}${faster}`,
    ...moreLines(plan, words.evidence ?? EVIDENCE_WORDS),
  ];
}

/** What is sent beyond that in some networks, with its own bound. */
function moreLines({ ifLost = 0, evidence = 0, rate }: ScanPlan, words: string): readonly string[] {
  const seconds = Number.isFinite(rate) ? evidence / rate : 0;
  const time = seconds >= 1 ? ` in ${about(seconds)}` : '';
  const parts = [
    ifLost > 0 ? `${count(ifLost)} if packets get lost (--tries)` : '',
    evidence > 0 ? `${count(evidence)}${time} ${words}` : '',
  ].filter(Boolean);
  return parts.length === 0 ? [] : [`and only where needed, at most ${parts.join(', ')}`];
}

/** `1,000 a second`, or that nothing holds it back. */
export function rateWords(rate: number): string {
  return Number.isFinite(rate) ? `${rateText(rate)} a second` : 'as fast as the link takes them';
}

function foldedLine({ interfaces }: ScanPlan): string {
  const targets = interfaces.reduce((sum, one) => sum + one.targets, 0);
  const names = someOf(interfaces.map(({ name }) => printable(name)));
  return `${plural(interfaces.length, 'interface')} (${names}): ${plural(targets, 'address', 'addresses')}`;
}

function rateText(rate: number): string {
  return rate >= 10 ? count(rate) : String(Math.round(rate * 100) / 100);
}

export function progressText({ sent, toSend, answered, pass, secondsLeft }: Progress): string {
  const left = secondsLeft > 0.5 ? `, ${about(secondsLeft)} left` : '';
  return `pass ${pass}: ${count(sent)} of about ${count(toSend)} packets sent, ${count(answered)} answered${left}`;
}

/** How it went, with what is probably missing. */
export function summaryLines(report: ScanReport): readonly string[] {
  const { asked, answered, stations, sent, evidence, lossEstimate, missedEstimate, late, others } = report;
  const macs = stations === answered ? '' : ` by ${plural(stations, 'MAC')}`;
  const lines = [
    `${report.interrupted ? 'interrupted: ' : ''}${count(asked)} asked, ${count(answered)} answered${macs}, ${plural(sent, 'packet')} sent${evidence === 0 ? '' : ` (${count(evidence)} for evidence)`} in ${about(report.seconds)}`,
  ];
  if (lossEstimate !== null && lossEstimate >= 0.005) {
    const missed =
      missedEstimate !== null && missedEstimate >= 0.5
        ? `about ${plural(missedEstimate, 'host')} probably missed, ask oftener with --tries`
        : 'probably nobody missed';
    lines.push(
      `about ${(lossEstimate * 100).toFixed(lossEstimate < 0.1 ? 1 : 0)} % of the questions or answers got lost: ${missed}`,
    );
  }
  if (late > 0) lines.push(`${plural(late, 'answer')} came late, after the address had been asked again`);
  if (others > 0) lines.push(`${plural(others, 'answer')} to questions of others left out`);
  return lines;
}

/** The one line on stderr that is written over again and again; nothing when stderr is no terminal. */
export class ProgressLine {
  readonly #out: Output;
  #shown = false;

  constructor(out: Output) {
    this.#out = out;
  }

  show(text: string): void {
    if (!this.#out.isTTY) return;
    this.#out.write(`\r\u001b[K${printable(text).slice(0, this.#out.columns - 1)}`);
    this.#shown = true;
  }

  clear(): void {
    if (this.#shown) this.#out.write('\r\u001b[K');
    this.#shown = false;
  }
}
