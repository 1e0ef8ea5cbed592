import { UsageFault } from '../../base/fault.ts';
import { formatIpv4, type Ipv4 } from '../../base/ipv4.ts';
import { TargetSet } from '../../base/target-set.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import type { Routing } from '../../ports/routing.ts';
import {
  type AnnounceForm,
  type AnnounceOptions,
  DEFAULT_COUNT,
  ANNOUNCE_INTERVAL,
  DEFAULT_PATIENCE,
  ANNOUNCE_RATE,
  type Via,
} from '../../verbs/announce/options.ts';
import { interfaceFor } from '../../verbs/announce/interface-for.ts';
import { refuseImpossible } from '../../verbs/announce/refusals.ts';
import { whereabouts } from '../../asking/targets/not-here.ts';
import { describeRanges } from '../../asking/targets/ranges.ts';
import { nearness, Reach } from '../../asking/targets/reach.ts';
import { takeAim } from '../targets.ts';
import type { AnnounceValues, TellingValues, ViaWords } from './flags.ts';
import type { CommandIo } from '../io.ts';
import type { Gateway } from './gateway.ts';
import { proversFor } from './provers.ts';

export interface AnnouncingContext {
  readonly interfaces: readonly InterfaceFacts[];
  readonly routing?: Routing | undefined;
  readonly gateways: () => readonly Gateway[];
  readonly io: CommandIo;
}

const FAST_INTERVAL = 100;
/** More than this is a slip of the prefix length. */
const MOST_ADDRESSES = 1 << 20;
/** Of one address by one peer each; what is known of them is kept to the end. */
const MOST_PROOFS = 1 << 16;

/** The words and flags of announce as the verb takes them, and what might surprise. Throws UsageFault, SystemFault. */
export async function announcingFor(
  words: readonly string[],
  values: AnnounceValues,
  context: AnnouncingContext,
): Promise<{ readonly options: AnnounceOptions; readonly notes: readonly string[] }> {
  const addresses = await addressesFor(words, values.numeric, context);
  const facts = interfaceFor(addresses, values.interface, context);
  if (values.verify && values.noVerify)
    throw new UsageFault('', '--verify and --no-verify contradict each other', 'keep one of them');
  const { via, notes } = await peersFor(values, { ...context, facts, addresses, vlan: values.vlan ?? null });
  const verify = via.length > 0 && !values.noVerify;
  if (verify && addresses.size * via.length > MOST_PROOFS)
    throw new UsageFault(
      '--via',
      `${describeRanges(addresses.ranges)} and ${via.length} peers are more than ${MOST_PROOFS} proofs`,
      'name fewer in one call, or say --no-verify',
    );
  if (values.count === 0 && !verify)
    throw new UsageFault('-c', '0 rounds tell nobody', 'name a peer with --via to prove what it believes');
  const options = {
    ...tellingFor(values),
    facts,
    addresses,
    forms: formsFor(values),
    via,
    verify,
    check: !values.noCheck,
    before: verify && (!values.noCheck || values.count === 0),
    force: values.force,
    refresh: values.refresh ?? null,
    interval: values.interval ?? (values.fast ? FAST_INTERVAL : ANNOUNCE_INTERVAL),
    rate: values.rate ?? (values.fast ? Number.POSITIVE_INFINITY : ANNOUNCE_RATE),
  };
  return { options, notes };
}

interface ProvingContext extends AnnouncingContext {
  readonly facts: InterfaceFacts;
  readonly addresses: TargetSet;
  readonly vlan: number | null;
}

/** Who must believe it: those named, else the gateways, else nobody, and then that is said. */
export async function peersFor(
  values: Pick<AnnounceValues, 'via' | 'noVerify' | 'numeric'> & { readonly verify?: boolean },
  context: ProvingContext,
): Promise<{ readonly via: readonly Via[]; readonly notes: readonly string[] }> {
  const { facts, gateways, addresses } = context;
  const named = values.via.length === 0 && values.verify ? [{ word: 'gateway', mac: null }] : values.via;
  if (named.length > 0)
    return { via: await viaFor(named, facts, { ...context, numeric: values.numeric }), notes: [] };
  if (values.noVerify) return { via: [], notes: [] };
  const { gateways: ips, why } = proversFor(addresses, context, gateways());
  if (why === null) return { via: ips.map((ip) => ({ ip, mac: null })), notes: [] };
  return { via: [], notes: [`nothing will be proven: ${why}`] };
}

/** What announce and move have in common. */
export function tellingFor(
  values: TellingValues,
): Pick<AnnounceOptions, 'vlan' | 'takeover' | 'count' | 'interval' | 'rate' | 'patience' | 'frames'> {
  return {
    vlan: values.vlan ?? null,
    takeover: values.takeover,
    count: values.count ?? DEFAULT_COUNT,
    interval: values.interval ?? ANNOUNCE_INTERVAL,
    rate: values.rate ?? ANNOUNCE_RATE,
    patience: values.patience ?? DEFAULT_PATIENCE,
    frames: values.save !== undefined,
  };
}

function formsFor({ form, asRequest, asReply }: AnnounceValues): readonly AnnounceForm[] {
  const habits = [...(asRequest ? (['request'] as const) : []), ...(asReply ? (['reply'] as const) : [])];
  if (form !== undefined && habits.length > 0)
    throw new UsageFault('', '--form says it already: -U and -A are other words for it', 'keep one of them');
  if (habits.length > 0) return habits;
  return form === undefined || form === 'both' ? ['request', 'reply'] : [form];
}

async function addressesFor(
  words: readonly string[],
  numeric: boolean,
  { io, interfaces }: AnnouncingContext,
): Promise<TargetSet> {
  const aim = await takeAim(words, { io, interfaces, lookUp: numeric ? null : lookUp });
  const named = aim.interfaces.flatMap((facts) => facts.addresses.map(({ ip }) => ({ first: ip, last: ip })));
  const addresses = TargetSet.of([...aim.ranges, ...named]);
  if (addresses.size === 0)
    throw new UsageFault(
      words.join(' '),
      'there is no address to announce',
      'name one that is on this machine',
    );
  refuseImpossible(addresses.ranges);
  if (addresses.size > MOST_ADDRESSES)
    throw new UsageFault(
      words.join(' '),
      `${describeRanges(addresses.ranges)} is more than ${MOST_ADDRESSES} addresses`,
      'name fewer in one call',
    );
  return addresses;
}

/** The peers; `gateway` is the next hop of the default routes out of the interface. */
export async function viaFor(
  asked: readonly ViaWords[],
  facts: InterfaceFacts,
  context: AnnouncingContext & { readonly numeric: boolean },
): Promise<readonly Via[]> {
  const { io, interfaces, numeric, gateways } = context;
  const found = new Map<Ipv4, Via>();
  for (const { word, mac } of asked) {
    if (word === 'gateway') {
      const ways = gateways().filter(({ link }) => link === facts.name);
      if (ways.length === 0)
        throw new UsageFault(
          '--via',
          `no default route leads out of ${facts.name}, so there is no gateway to prove it with`,
          'name a peer: --via 10.0.0.1',
        );
      for (const { ip } of ways) found.set(ip, { ip, mac });
      continue;
    }
    const { ranges } = await takeAim([word], { io, interfaces, lookUp: numeric ? null : lookUp });
    const peers = TargetSet.of(ranges);
    if (peers.size === 0 || peers.size > 1024)
      throw new UsageFault(
        '--via',
        `'${word}' is not a peer or a few of them`,
        'name the gateway by its address',
      );
    for (let at = 0; at < peers.size; at++) found.set(peers.at(at), { ip: peers.at(at), mac });
  }
  for (const { ip } of found.values()) mustBeNear(ip, facts, context);
  return [...found.values()];
}

function mustBeNear(
  ip: Ipv4,
  facts: InterfaceFacts,
  { interfaces, routing }: Pick<AnnouncingContext, 'interfaces' | 'routing'>,
): void {
  if (facts.addresses.length === 0 || nearness(facts, ip) >= 0) return;
  const range = { first: ip, last: ip };
  const reach = new Reach(routing, [range]);
  if (reach.byRoute(facts).length > 0) return;
  throw new UsageFault(
    '--via',
    `${formatIpv4(ip)} ${whereabouts([range], { all: interfaces, reach }).words}, so it is not asked on ${facts.name}`,
    'name the gateway of that interface, or another one with -I',
  );
}

/** The resolver is loaded for a name alone. */
async function lookUp(name: string) {
  const { addressesOf } = await import('../names.ts');
  return await addressesOf(name);
}
