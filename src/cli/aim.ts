import { SystemFault, UsageFault } from '../base/fault.ts';
import type { Ipv4 } from '../base/ipv4.ts';
import { failed, type Result } from '../base/result.ts';
import type { IpRange } from '../base/target-set.ts';
import { type ListForm, parseTargets, parseTargetText, type Target } from '../base/targets.ts';
import type { InterfaceFacts } from '../ports/host.ts';
import { findInterface } from '../verbs/interfaces.ts';
import { subnetsOf, wholeOf } from '../verbs/reach.ts';
import { readWhole, type Whole } from './input.ts';
import type { CommandIo } from './io.ts';

export interface AimContext {
  readonly io: Pick<CommandIo, 'openInput'>;
  readonly interfaces: readonly InterfaceFacts[];
  /** All IPv4 addresses of a host name, or why there is none. null: names are not looked up. */
  readonly lookUp: ((name: string) => Promise<Result<readonly Ipv4[], string>>) | null;
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

/** Reads files and stdin, tells interfaces from host names, and looks the latter up. `lists`: files of one target a line. */
export async function takeAim(
  words: readonly string[],
  context: AimContext,
  lists: readonly string[] = [],
): Promise<Aim> {
  const ranges: IpRange[] = [];
  const interfaces: InterfaceFacts[] = [];
  const take = async (target: Target): Promise<void> => {
    if (target.kind === 'range') ranges.push(target.range);
    else if (target.kind === 'name') {
      const facts = findInterface(context.interfaces, target.name);
      if (facts) interfaces.push(facts);
      else for (const ip of await lookUp(target.name, context)) ranges.push({ first: ip, last: ip });
    } else await takeList(target.kind === 'stdin' ? '-' : target.path, 'words');
  };
  const takeList = async (path: string, form: ListForm): Promise<void> => {
    const text = new TextDecoder().decode(await readWhole(context.io, path, TARGET_LIST));
    for (const inside of parseTargetText(text, path === '-' ? 'stdin' : path, form)) await take(inside);
  };
  for (const word of words) for (const target of parseTargets(word)) await take(target);
  for (const path of lists) await takeList(path, 'first');
  return { ranges, interfaces };
}

/** What is named to be left out; an interface stands for its subnets. */
export async function takeExclusions(
  words: readonly string[],
  context: AimContext,
): Promise<readonly IpRange[]> {
  const { ranges, interfaces } = await takeAim(words, context);
  const subnets = interfaces.flatMap(subnetsOf).map(wholeOf);
  return [...ranges, ...subnets];
}

async function lookUp(name: string, context: AimContext): Promise<readonly Ipv4[]> {
  const { interfaces } = context;
  const others = interfaces.filter(({ loopback }) => !loopback).map((facts) => facts.name);
  const neither = `${name} is no interface here${others.length > 0 ? ` (there are ${others.join(', ')})` : ''}`;
  if (context.lookUp === null)
    throw new UsageFault(name, `${neither}, and names are not looked up with -N`, 'write the address');
  const found =
    HOST_NAME.test(name) && !/(^|\.)\d+\.?$/.test(name)
      ? await context.lookUp(name)
      : failed('is none that could resolve');
  if (found.ok) return found.value;
  throw new SystemFault('name', `${neither}, and as a host name it ${found.error}`, {
    operation: 'look up',
    facts: { name },
    remedy: 'check the spelling, or write the address',
  });
}
