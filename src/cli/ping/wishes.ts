import { UsageFault } from '../../base/fault.ts';
import { formatIpv4, type Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import { contains, subnetOf } from '../../base/prefix.ts';
import type { Result } from '../../base/result.ts';
import { parseTargets } from '../../base/targets.ts';
import type { Millis } from '../../base/time.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import type { PingOptions } from '../../verbs/ping/options.ts';
import { placeFor } from '../../asking/targets/place-for.ts';
import { timeoutOf } from '../../terminal/args/times.ts';
import { takeAim } from '../targets.ts';
import type { NetworkHands } from '../hands.ts';
import type { CommandIo } from '../io.ts';

/** Whom to ask, where and as whom, as the words and flags say it. */
export interface PingTarget {
  readonly interface: string | undefined;
  readonly vlan?: number | undefined;
  readonly unicast?: Mac | undefined;
  readonly source: Ipv4 | undefined;
  readonly zero?: boolean;
  readonly force?: boolean;
  readonly timeout?: Millis | undefined;
  readonly timeoutMillis?: Millis | undefined;
  readonly numeric?: boolean;
  readonly save?: string | undefined;
  /** Not asked: told that the address is ours. */
  readonly tell?: boolean;
  readonly tellReply?: boolean;
}

/** The rest of what the verb takes. */
export type Pace = Pick<
  PingOptions,
  | 'follow'
  | 'count'
  | 'interval'
  | 'deadline'
  | 'askAtDeadline'
  | 'until'
  | 'examine'
  | 'reach'
  | 'rate'
  | 'evidence'
>;

/** What --rate and --evidence say. */
export function evidencePace(values: {
  readonly rate?: number | undefined;
  readonly evidence?: number | undefined;
}): Pick<PingOptions, 'rate' | 'evidence'> {
  const { rate, evidence } = values;
  return { ...(rate === undefined ? {} : { rate }), ...(evidence === undefined ? {} : { evidence }) };
}

export interface Pinging {
  readonly options: PingOptions;
  /** For the person: what might surprise. */
  readonly notes: readonly string[];
}

export async function pingingFor(
  word: string,
  asked: PingTarget,
  context: { readonly hands: Pick<NetworkHands, 'host'>; readonly io: CommandIo; readonly pace: Pace },
): Promise<Pinging> {
  const { vlan = null, unicast = null, zero = false, force = false } = asked;
  const timeout = timeoutOf(asked);
  if (zero && asked.source !== undefined && asked.source !== 0)
    throw new UsageFault('', '--zero and --source contradict each other', 'keep one of them');
  const all = context.hands.host.interfaces();
  const { target, notes } = await targetOf(word, all, { io: context.io, numeric: asked.numeric ?? false });
  const named = asked.interface === undefined ? [] : [asked.interface];
  const place = placeFor(target, all, { routing: context.hands.host.routing, named, tagged: vlan !== null });
  notes.push(...place.notes);
  const { facts } = place;
  if (place.owner && !asked.tell && !asked.tellReply)
    notes.push(
      `${formatIpv4(target)} is an address of this host itself (${place.owner.name}): whoever answers is another one that uses it`,
    );
  const source = zero ? 0 : (asked.source ?? place.source);
  if (source === null && vlan === null && facts.addresses.length === 0)
    notes.push(
      `${facts.name} has no IPv4 address: only questions with sender 0.0.0.0 are sent, and hosts that ignore those stay unseen`,
    );
  const patience = timeout === undefined ? {} : { patience: timeout };
  const capture = asked.save !== undefined;
  return {
    options: { facts, target, vlan, unicast, source, force, capture, ...patience, ...context.pace },
    notes,
  };
}

/** The address of ours in the subnet of the target, else the first of the interface; undefined without any. */
export function ownSource({ addresses }: InterfaceFacts, target: Ipv4): Ipv4 | undefined {
  const near = addresses.find((own) => contains(subnetOf(own), target));
  return (near ?? addresses[0])?.ip;
}

async function targetOf(
  word: string,
  interfaces: readonly InterfaceFacts[],
  { io, numeric }: { readonly io: CommandIo; readonly numeric: boolean },
): Promise<{ readonly target: Ipv4; readonly notes: string[] }> {
  const kinds = parseTargets(word).map(({ kind }) => kind);
  const name = kinds.length === 1 && kinds[0] === 'name';
  const single = kinds.length === 1 && (name || kinds[0] === 'range');
  const aim = single
    ? await takeAim([word], { io, interfaces, lookUp: numeric ? null : lookUp })
    : { ranges: [], interfaces: [] };
  const [range, ...more] = aim.ranges;
  if (range === undefined || range.first !== range.last)
    throw new UsageFault(word, `'${word}' is not one address`, 'name one; arpist scan asks for many');
  const target = range.first;
  const notes =
    more.length === 0
      ? []
      : [`${word} has ${more.length + 1} addresses; this asks for ${formatIpv4(target)}`];
  return { target, notes };
}

/** The resolver is loaded for a name alone: an address is asked for without it. */
async function lookUp(name: string): Promise<Result<readonly Ipv4[], string>> {
  const { addressesOf } = await import('../names.ts');
  return await addressesOf(name);
}
