import { check as checkVerb } from '../verbs/claim/check.ts';
import type { CheckEvent, CheckReport, FreeReport } from '../verbs/claim/events.ts';
import { free as freeVerb } from '../verbs/claim/free.ts';
import { type CheckOptions, FAST_TIMING } from '../verbs/claim/options.ts';
import { placesFor } from '../verbs/claim/places.ts';
import type { Ipv4 } from '../base/ipv4.ts';
import type { Host } from '../ports/host.ts';
import { asWishes, type On, takeWishes, type Targets } from './aim.ts';
import type { Hands } from './hands.ts';
import { given, numberFrom } from './text.ts';
import { type Told, told, type Wished } from './told.ts';

/** What is checked, and how. All but the targets may be left out. */
export interface CheckWishes extends Wished {
  /** For `free`, left out: the networks of the interfaces. */
  readonly targets?: Targets | undefined;
  readonly on?: On | undefined;
  /** Not asked, whatever names it. */
  readonly except?: Targets | undefined;
  /** The VLAN id (1 to 4094) to ask with a tag; left out: without. */
  readonly vlan?: number | undefined;
  /** The waits of RFC 5227 cut to about a tenth: a host in power save may answer later than that. */
  readonly fast?: boolean | undefined;
  /** Packets a second on each wire; left out: 1,000. */
  readonly rate?: number | undefined;
  /** Yield `frame` events of what is heard and sent. */
  readonly capture?: boolean | undefined;
  /** Only plan: the first event says what would be sent, and nothing is opened or sent. */
  readonly dryRun?: boolean | undefined;
}

/**
 * Are these addresses free? By the probes and waits of RFC 5227 2.1.1 (about 6 s, for many as for one): a `result` event for
 * each, with who has it. Nothing is claimed. Throws UsageFault and SystemFault before anything is sent; later nothing throws.
 */
export async function* check(hands: Hands, aim: Targets | CheckWishes): Told<CheckEvent, CheckReport> {
  const { options, notes, signal } = checking(hands.host, asWishes<CheckWishes>(aim));
  return yield* told(notes, checkVerb(hands, options, signal));
}

/** What is looked for. */
export interface FreeWishes extends CheckWishes {
  /** So many free addresses; left out: 1. */
  readonly count?: number | undefined;
}

/**
 * Addresses that are free, the lowest first: who answers a quick scan is passed over, the silent are checked as `check`
 * does. Gateways of this host's routes are never among them. Throws as `check`.
 */
export async function* free(hands: Hands, aim?: Targets | FreeWishes): Told<CheckEvent, FreeReport> {
  const wishes = asWishes<FreeWishes>(aim);
  const count = numberFrom(wishes.count, 'count', { least: 1, whole: true }) ?? 1;
  const { options, notes, signal } = checking(hands.host, wishes, gatewaysOf(hands.host));
  return yield* told(notes, freeVerb(hands, { ...options, count }, signal));
}

function checking(host: Host, aim: CheckWishes, never?: readonly Ipv4[]) {
  const vlan = numberFrom(aim.vlan, 'vlan', { least: 1, most: 4094, whole: true }) ?? null;
  const rate = numberFrom(aim.rate, 'rate', { least: 1 });
  const { all, wishes } = takeWishes(host, { ...aim, tagged: vlan !== null });
  const { interfaces, notes } = placesFor(all, {
    ...wishes,
    excluded: [...wishes.excluded, ...(never ?? []).map((ip) => ({ first: ip, last: ip }))],
    subnetsAlone: never !== undefined,
  });
  const options: CheckOptions = {
    interfaces,
    vlan,
    ...(aim.fast === true ? { timing: FAST_TIMING } : {}),
    ...given('rate', rate),
    capture: aim.capture === true,
    dryRun: aim.dryRun === true,
  };
  return { options, notes, signal: aim.signal };
}

/** They are somebody's, whether anybody answers for them now or not. */
function gatewaysOf({ routing }: Host): readonly Ipv4[] {
  const hops = routing?.routes().flatMap(({ hops: ways }) => ways) ?? [];
  return hops.flatMap(({ gateway }) => (typeof gateway === 'number' ? [gateway] : []));
}
