import type { CaptureRead } from '../../verbs/read/events.ts';
import type { FoldedCapture } from '../../verbs/read/summarise.ts';
import { ARP_KINDS } from '../../wire/arp-kinds.ts';
import { nameOfLinkType, READ_LINK_TYPES } from '../../wire/link-header.ts';
import type { CaptureCounts } from '../../records/sighting.ts';
import { clockText } from '../../terminal/text/clock.ts';
import { about, count, plural } from '../../terminal/text/texts.ts';

/** `8 ARP frames of 12 in the pcap, 1 of them malformed` */
export function captureWords({ format, frames, arp, malformed, unreadable }: CaptureRead): string {
  const bad = malformed === 0 ? '' : `, ${count(malformed)} of them malformed`;
  const left = unreadable === 0 ? '' : `; ${plural(unreadable, 'frame')} not read`;
  return `${plural(arp, 'ARP frame')} of ${count(frames)} in the ${format ?? 'file'}${bad}${left}`;
}

/** Why frames were not read: a line for each reason and link type. */
export function unreadLines({ unread }: Pick<CaptureRead, 'unread'>): readonly string[] {
  return unread.map(({ code, linkType, frames }) => {
    const many = plural(frames, 'frame');
    const type =
      linkType === null ? 'further link types' : `link type ${linkType}${nameOfLinkType(linkType)}`;
    switch (code) {
      case 'link-type-unknown':
        return `${many} of ${type} not read; what can be read is ${READ_LINK_TYPES}`;
      case 'interface-unknown':
        return `${many} not read: the interface ${frames === 1 ? 'it names' : 'they name'} is not described in the capture`;
      case 'wifi-encrypted':
        return `${many} of ${type} not read: encrypted`;
      default:
        return `${many} of ${type} not read: too short to show what ${frames === 1 ? 'it is' : 'they are'}`;
    }
  });
}

/** What a summary says beside its stations, for stderr. */
export function summaryWords(summary: FoldedCapture, counts: CaptureCounts): readonly string[] {
  const lines = [captureWords(summary)];
  const kinds = ARP_KINDS.filter((kind) => summary.kinds[kind] > 0);
  if (kinds.length > 0)
    lines.push(`kinds: ${kinds.map((kind) => `${kind} ${count(summary.kinds[kind])}`).join(', ')}`);
  if (summary.malformedBy.size > 0) lines.push(`malformed: ${reasons(summary.malformedBy)}`);
  const rate = rateWords(summary);
  if (rate !== '') lines.push(rate);
  lines.push(
    `${plural(counts.addresses, 'address', 'addresses')} claimed by ${plural(counts.stations, 'station')}` +
      (counts.silent === 0 ? '' : `, ${count(counts.silent)} more asked for and never heard`),
  );
  const { left } = summary.sightings;
  if (left > 0)
    lines.push(
      `${plural(left, 'claim or question', 'claims or questions')} of further addresses were counted and not kept`,
    );
  return lines;
}

function reasons(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([code, frames]) => `${code} ${count(frames)}`).join(', ');
}

function rateWords({ first, last, seconds, rate, peak }: FoldedCapture): string {
  if (!first || !last) return '';
  const span = `${clockText(first, 'date')} to ${clockText(last, 'clock')}`;
  if (rate === null || !peak) return span;
  const most = `at most ${count(peak.frames)} in one second`;
  const mean = rate >= 10 ? count(rate) : rate.toFixed(2);
  return `${span} (${about(seconds)}): ${mean} ARP frames a second, ${most}`;
}
