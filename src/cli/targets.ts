import { SystemFault, UsageFault } from '../base/fault.ts';
import type { Ipv4 } from '../base/ipv4.ts';
import { failed, type Result } from '../base/result.ts';
import { orStopped } from '../base/signal.ts';
import type { IpRange } from '../base/target-set.ts';
import { type ListForm, parseTargets, parseTargetText, type Target } from '../base/targets.ts';
import type { InterfaceFacts } from '../ports/host.ts';
import { findInterface } from '../asking/targets/interfaces.ts';
import { subnetsOf, wholeOf } from '../asking/targets/reach.ts';
import { readWhole, type Whole } from './input.ts';
import type { CommandIo } from './io.ts';

export interface AimContext {
  readonly io: Pick<CommandIo, 'openInput'> & Partial<Pick<CommandIo, 'signal'>>;
  readonly interfaces: readonly InterfaceFacts[];
  /** All IPv4 addresses of a host name, or why there is none. null: names are not looked up. */
  readonly lookUp: ((name: string) => Promise<Result<readonly Ipv4[], string>>) | null;
  /** Hears of the names in lists that do not resolve, where the rest may be done without them. */
  readonly missing?: (faults: readonly SystemFault[]) => void;
  /** The flag whose words they are; left out: they are targets. */
  readonly where?: string;
}

/** What the target words of a command line come to. */
export interface Aim {
  readonly ranges: readonly IpRange[];
  /** Interfaces named as targets: their subnets are meant. */
  readonly interfaces: readonly InterfaceFacts[];
}

/** RFC 1123 2.1, and the underscore that people use all the same. */
const HOST_NAME = /^[A-Za-z0-9_][A-Za-z0-9_-]{0,62}(\.[A-Za-z0-9_][A-Za-z0-9_-]{0,62})*\.?$/;
const TARGET_LIST: Whole = {
  most: 64 * 1024 * 1024,
  what: 'list of targets',
  remedy: 'name networks and ranges',
};

/** More would flood a home router's resolver, which answers late then or not at all. */
const AT_ONCE = 16;

/**
 * Reads files and stdin, tells interfaces from host names, and looks the latter up, side by side. `lists`: files of one
 * target a line. A name in a list that does not resolve is handed to `missing` where the context has one, and the
 * rest is taken; else it is a fault, as any name on the command line is.
 */
export async function takeAim(
  words: readonly string[],
  context: AimContext,
  lists: readonly string[] = [],
): Promise<Aim> {
  const ranges: IpRange[] = [];
  const interfaces: InterfaceFacts[] = [];
  /** Host names, and whether all that said them were lists. */
  const names = new Map<string, boolean>();
  const take = async (target: Target, listed: boolean): Promise<void> => {
    if (target.kind === 'range') ranges.push(target.range);
    else if (target.kind === 'name') {
      const facts = findInterface(context.interfaces, target.name);
      if (facts) interfaces.push(facts);
      else names.set(target.name, listed && (names.get(target.name) ?? true));
    } else await takeList(target.kind === 'stdin' ? '-' : target.path, 'words');
  };
  const takeList = async (path: string, form: ListForm): Promise<void> => {
    const text = new TextDecoder().decode(await readWhole(context.io, path, TARGET_LIST));
    for (const inside of parseTargetText(text, path === '-' ? 'stdin' : path, form)) await take(inside, true);
  };
  for (const word of words) for (const target of parseTargets(word, context.where)) await take(target, false);
  for (const path of lists) await takeList(path, 'first');
  const faults: SystemFault[] = [];
  for (const [name, found] of await lookUpAll([...names.keys()], context)) {
    if (found.ok) ranges.push(...found.value.map((ip) => ({ first: ip, last: ip })));
    else if (names.get(name) === true && context.missing) faults.push(found.error);
    else throw found.error;
  }
  if (faults.length > 0 && ranges.length === 0 && interfaces.length === 0) throw faults[0]!;
  if (faults.length > 0) context.missing?.(faults);
  return { ranges, interfaces };
}

type Found = Result<readonly Ipv4[], SystemFault>;

/** In the order of the names. Throws SystemFault (`interrupted`) when the signal fires. */
async function lookUpAll(
  names: readonly string[],
  context: AimContext,
): Promise<readonly (readonly [string, Found])[]> {
  const found: (readonly [string, Found])[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < names.length) {
      const at = next++;
      const one = await orStopped(lookUp(names[at]!, context), context.io.signal);
      if (one === 'stopped')
        throw new SystemFault('interrupted', 'interrupted while names were looked up', {
          operation: 'look up',
          remedy: '',
        });
      found[at] = [names[at]!, one];
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, names.length) }, work));
  return found;
}

/** What is named to be left out by the flag `where`. */
export async function takeExclusions(
  words: readonly string[],
  context: AimContext,
  where = '--exclude',
): Promise<readonly IpRange[]> {
  return await takeRanges(words, { ...context, where });
}

/** Addresses, all of which can be used or none is; an interface stands for its subnets. */
export async function takeRanges(words: readonly string[], context: AimContext): Promise<readonly IpRange[]> {
  // What cannot be left out must not be asked.
  const { missing: _, ...strict } = context;
  const { ranges, interfaces } = await takeAim(words, strict);
  const subnets = interfaces.flatMap(subnetsOf).map(wholeOf);
  return [...ranges, ...subnets];
}

async function lookUp(name: string, context: AimContext): Promise<Found> {
  const { interfaces } = context;
  const others = interfaces.filter(({ loopback }) => !loopback).map((facts) => facts.name);
  const neither = `${context.where === undefined ? '' : `${context.where}: `}${name} is no interface here${others.length > 0 ? ` (there are ${others.join(', ')})` : ''}`;
  if (context.lookUp === null)
    throw new UsageFault(name, `${neither}, and names are not looked up with -N`, 'write the address');
  const found =
    HOST_NAME.test(name) && !/(^|\.)\d+\.?$/.test(name)
      ? await context.lookUp(name)
      : failed('is none that could resolve');
  if (found.ok) return found;
  return failed(
    new SystemFault('name', `${neither}, and as a host name it ${found.error}`, {
      operation: 'look up',
      facts: { name },
      remedy: 'check the spelling, or write the address',
    }),
  );
}
