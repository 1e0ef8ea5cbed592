import type { Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import type { Millis } from '../base/time.ts';
import type { Host } from '../ports/host.ts';
import type { ScanEvent, ScanReport } from '../verbs/scan/events.ts';
import type { ScanOptions } from '../verbs/scan/options.ts';
import { DEFAULT_RATE } from '../asking/pacer.ts';
import { scan as scanVerb } from '../verbs/scan/scan.ts';
import { asWishes, type On, takeAim, type Targets } from './aim.ts';
import type { Hands } from './hands.ts';
import { given, numberFrom } from './text.ts';
import { type Told, told, type Wished } from './told.ts';

/** What a scan asks for, and how. All may be left out. */
export interface ScanWishes extends Wished {
  /** Left out: the networks of the interfaces. */
  readonly targets?: Targets | undefined;
  readonly on?: On | undefined;
  /** Not asked, whatever names it. */
  readonly except?: Targets | undefined;
  /** VLAN ids (1 to 4094) to ask with a tag; left out: without. */
  readonly vlans?: readonly number[] | undefined;
  /** Packets a second on each wire; left out: 1,000. Infinity: as fast as the link takes them. */
  readonly rate?: number | undefined;
  /** How often a silent address is asked; left out: twice, and more when packets get lost. */
  readonly tries?: number | undefined;
  /** Packets for evidence on each interface at most; left out: some hundred, more in a large network. */
  readonly evidence?: number | undefined;
  /** The wait after the last question in milliseconds; left out: as the answers seen call for. */
  readonly patience?: Millis | undefined;
  /** Yield `frame` events of what is heard and sent. */
  readonly capture?: boolean | undefined;
  /** End after the first station for which it is true. */
  readonly until?: ((ip: Ipv4, mac: Mac) => boolean) | undefined;
  /** Only plan: the first event says what would be sent, and nothing is opened or sent. */
  readonly dryRun?: boolean | undefined;
}

/**
 * Asks who has the targets, by ARP, and judges who answers: a `station` event for each (address, MAC), told again when its
 * verdict changes, the `report` last. No question carries an address that is not ours (RFC 5227 2.1.1). Stop it early
 * with `break` or `signal`. Throws UsageFault for words it cannot use and SystemFault (rights, interface) before
 * anything is sent; later nothing throws: a link that goes down stands in the report.
 */
export async function* scan(hands: Hands, aim?: Targets | ScanWishes): Told<ScanEvent, ScanReport> {
  const wishes = asWishes<ScanWishes>(aim);
  const { options, notes } = scanFor(hands.host, wishes);
  return yield* told(notes, scanVerb(hands, options, wishes.signal));
}

/** The wishes as the verb takes them, and what might surprise. Throws UsageFault, SystemFault. */
export function scanFor(
  host: Host,
  wishes: ScanWishes,
): { readonly options: ScanOptions; readonly notes: readonly string[] } {
  const { vlans = [], rate, tries, evidence, patience, until } = wishes;
  for (const vlan of vlans) numberFrom(vlan, 'vlans', { least: 1, most: 4094, whole: true });
  const { shares, notes } = takeAim(host, { ...wishes, tagged: vlans.length > 0 });
  const options: ScanOptions = {
    interfaces: shares.map((share) => ({ ...share, vlans: [...new Set(vlans)] })),
    rate: numberFrom(rate, 'rate', { least: 1 }) ?? DEFAULT_RATE,
    ...given('tries', numberFrom(tries, 'tries', { least: 1, most: 100, whole: true })),
    ...given('evidence', numberFrom(evidence, 'evidence', { least: 0, whole: true })),
    ...given('patience', numberFrom(patience, 'patience', { least: 0 })),
    ...given('until', until),
    capture: wishes.capture === true,
    dryRun: wishes.dryRun === true,
  };
  return { options, notes };
}
