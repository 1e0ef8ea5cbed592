import { formatIpv4 } from '../base/ipv4.ts';
import { formatMac, type Mac } from '../base/mac.ts';
import { printable } from '../base/printable.ts';
import { type ArpwatchKnows, type ArpwatchSaid, ArpwatchWords } from '../inventory/arpwatch-words.ts';
import type { Message } from '../ports/telling.ts';
import type { CaptureFrame } from '../wire/capture-frame.ts';

/** What arpwatch mails; the rest it only logs (its report.c and arpwatch.c). */
const MAILED: ReadonlySet<string> = new Set([
  'new station',
  'new activity',
  'flip flop',
  'changed ethernet address',
  'reused old ethernet address',
]);

/** Hears the frames as arpwatch does, and says what it would. Its memory has the bound of `ArpwatchWords`. */
export class ArpwatchEar {
  readonly #words: ArpwatchWords;
  #count = 0;

  constructor(
    knows: ArpwatchKnows,
    tell: (message: Message) => void,
    vendorOf: (mac: Mac) => string | null = () => null,
  ) {
    this.#words = new ArpwatchWords(knows, (line, said) =>
      tell(messageOf(line, said, { number: ++this.#count, vendorOf })),
    );
  }

  hear(frame: CaptureFrame, name?: string): void {
    this.#words.hear(frame, name);
  }
}

function messageOf(
  line: string,
  { what, ip, mac, other, place, seconds, before }: ArpwatchSaid,
  { number, vendorOf }: { readonly number: number; readonly vendorOf: (mac: Mac) => string | null },
): Message {
  const old = other === mac ? null : other;
  const words = printable(line);
  return {
    id: `arpwatch-${seconds}-${number}`,
    episode: null,
    state: 'close',
    kind: 'arpwatch',
    severity: 'info',
    at: seconds * 1000,
    title: words,
    text: words,
    link: null,
    record: {
      what,
      mailed: MAILED.has(what),
      ip: formatIpv4(ip),
      mac: formatMac(mac),
      vendor: vendorOf(mac),
      old: old === null ? null : formatMac(old),
      oldVendor: old === null ? null : vendorOf(old),
      interface: printable(place),
      seconds,
      before,
    },
  };
}
