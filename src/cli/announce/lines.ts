import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import { formatMillis, spellMillis } from '../../base/time.ts';
import type { AnnounceReport, Proof, ProofCode, Rival } from '../../verbs/announce/events.ts';
import type { AnnouncePlan } from '../../verbs/announce/plan.ts';
import { about, count, plural } from '../../terminal/text/texts.ts';

/** `10.0.0.1 (b8:…) sends 10.0.0.50 to us: believed, 0.31 ms after the announcement`. */
export function proofLine(proof: Proof, when: 'before' | 'after'): string {
  const { belief, code, sendsTo } = proof;
  const peer = `${formatIpv4(proof.peer)}${proof.peerMac === null ? '' : ` (${formatMac(proof.peerMac)})`}`;
  const ip = formatIpv4(proof.ip);
  const head = when === 'before' ? 'before: ' : '';
  const why = WHY[code](proof);
  if (belief === 'believed') {
    const after = when === 'after' && proof.before !== 'believed' ? sinceWords(proof) : '';
    return `${head}${peer} believes it: sends ${ip} to us${after} (${why})`;
  }
  if (belief === 'stale') {
    const where = sendsTo === null ? 'to another MAC' : `to ${formatMac(sendsTo)}`;
    return `${head}${peer} still sends ${ip} ${where} (${why})`;
  }
  if (belief === 'likely') return `${head}${peer} seems to send ${ip} to us, and that is not proven (${why})`;
  if (belief === 'contested') return `${head}${peer} contested: where it sends ${ip} cannot be told (${why})`;
  return `${head}${peer} unknown: where it sends ${ip} is not shown (${why})`;
}

function sinceWords({ afterMs, before }: Proof): string {
  if (afterMs === null || before === 'believed') return '';
  return `, ${formatMillis(afterMs)} after the announcement`;
}

const WHY: Readonly<Record<ProofCode, (proof: Proof) => string>> = {
  'echo-answered': () => 'its answer to an echo from it came to us',
  'datagram-refused': () => 'no echo is answered, but its refusal of a datagram came to us',
  'asked-us': () =>
    'it answers no echo from it, but a question from its MAC came to ours, which anybody could have sent',
  'asked-another': ({ sendsTo }) =>
    `it answers no echo from it, and a question from its MAC went to ${sendsTo === null ? 'another one' : formatMac(sendsTo)}, which anybody could have sent`,
  'own-alone': ({ ip }) => `it answers our own address, but not ${formatIpv4(ip)}`,
  overheard: () => 'its answer was seen on the way there',
  'other-nic': () =>
    'a MAC of ours, but its answer came in on another interface: see arpist doctor, ARP flux',
  'two-macs': ({ peer }) =>
    `two MACs answer for ${formatIpv4(peer)}; if you know which one is right, say --via ${formatIpv4(peer)}=MAC`,
  'answered-twice': () => 'two answers came to one question: somebody else sees what is sent to it',
  'other-source': ({ peer }) =>
    `its answers come from another MAC than its own; if that one is right too, say --via ${formatIpv4(peer)}=MAC`,
  'no-answer': (proof) =>
    `it answers neither echoes nor datagrams, not even to our own address${toldWords(proof)}`,
  'nothing-to-compare': (proof) =>
    `no answer, and no address of our own in its subnet to compare with${toldWords(proof)}`,
  absent: ({ peer }) => `nobody answers for ${formatIpv4(peer)}`,
  untried: () => 'not tried long enough',
};

function toldWords({ told }: Proof): string {
  return told ? '; it answered a request of the announced address, and RFC 826 makes it learn from that' : '';
}

export function rivalLine({ ip, mac, refused }: Rival, takeover: boolean): string {
  const head = `${formatIpv4(ip)} is still answered for by ${formatMac(mac)}`;
  if (refused) return `${head}: left alone; take it off there first, or say --takeover`;
  return takeover ? `${head}: taken over` : `${formatIpv4(ip)} is claimed by ${formatMac(mac)} too`;
}

/** What will be sent, and how long it takes. */
export function announcePlanLine(
  plan: AnnouncePlan,
  where: { readonly what: string; readonly rate: number; readonly refresh: number | null },
): string {
  const { announcements, looks, again, questions, most, seconds, longest } = plan;
  const parts = [
    looks > 0 ? `${count(looks)} ask who has it` : '',
    questions > 0 ? `${count(questions)} prove it` : '',
    again > 0 ? `${count(again)} tell again who does not believe it` : '',
  ].filter(Boolean);
  const more = parts.length === 0 ? '' : `; at most ${count(most)} packets in all: ${parts.join(', ')}`;
  const { what, refresh } = where;
  const rate = Number.isFinite(where.rate)
    ? `${count(where.rate)} a second`
    : 'as fast as the link takes them';
  const time = longest - seconds > 0.05 ? `${about(seconds)} to ${about(longest)}` : about(seconds);
  const then = refresh === null ? '' : `; the round again every ${spellMillis(refresh)}`;
  return `${what}: ${announcements === 0 ? 'nothing is announced' : plural(announcements, 'announcement')}${more}; ${rate}, about ${time}${then}`;
}

export function announceSummaryLines(report: AnnounceReport): readonly string[] {
  const { announced, refused, rounds, frames, sent, proofs, seconds } = report;
  const stopped = report.interrupted ? 'interrupted: ' : '';
  const alone = refused > 0 ? `, ${count(refused)} left alone` : '';
  const questions = sent - frames;
  const asked = questions > 0 ? ` and ${plural(questions, 'question')}` : '';
  const silent = rounds === 0 && refused === 0 && proofs.length > 0;
  const lines = [
    silent
      ? `${stopped}nobody was told anything; ${plural(questions, 'question')} in ${formatMillis(seconds * 1000)}`
      : `${stopped}${plural(announced, 'address', 'addresses')} announced${alone}, ${plural(rounds, 'round')}, ${plural(frames, 'frame')}${asked} in ${formatMillis(seconds * 1000)}`,
  ];
  if (proofs.length > 1) {
    const of = (belief: Proof['belief']): number => proofs.filter((one) => one.belief === belief).length;
    const rare = (['likely', 'contested'] as const)
      .filter((belief) => of(belief) > 0)
      .map((belief) => `, ${belief} ${count(of(belief))}`)
      .join('');
    lines.push(
      `believed ${count(of('believed'))}, stale ${count(of('stale'))}${rare}, unknown ${count(of('unknown'))}`,
    );
  }
  return lines;
}
