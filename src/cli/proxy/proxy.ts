import { UsageFault } from '../../base/fault.ts';
import { TargetSet } from '../../base/target-set.ts';
import type { HostView } from '../../ports/host-view.ts';
import { chooseInterfaces } from '../../asking/targets/interfaces.ts';
import {
  DEFAULT_GIVE_BACK,
  DEFAULT_LIMIT,
  DEFAULT_SWEEP_RATE,
  type ProxyOptions,
} from '../../verbs/proxy/options.ts';
import { proxy } from '../../verbs/proxy/proxy.ts';
import { refuseHostless } from '../../verbs/proxy/refusals.ts';
import { type AimContext, takeExclusions, takeRanges } from '../targets.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import type { FlagValues } from '../../terminal/args/flags.ts';
import type { Expectations } from '../../ports/expectations.ts';
import { steelExpectations, steelProxyHands } from '../compose.ts';
import { MOST_NOTED, noteOwnMove, UNENDED } from '../expect/note-own.ts';
import type { NetworkHands } from '../hands.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Command, CommandIo } from '../io.ts';
import { addressesOf } from '../names.ts';
import { saversFor } from '../save.ts';
import { showProxy } from './show.ts';
import { PROXY_FLAGS } from './flags.ts';
import { PROXY } from '../../records/proxy.ts';
import { fieldNote } from '../listing/flags.ts';
import { Listing } from '../listing/listing.ts';

export const PROXY_LINE: CommandLine<typeof PROXY_FLAGS> = {
  name: 'proxy',
  words: '[NET…]',
  line: 'answer for addresses behind this machine, and leave every live one alone',
  least: 0,
  most: Number.POSITIVE_INFINITY,
  flags: PROXY_FLAGS,
  notes: [
    'Answers who-has on a link for addresses that are routed elsewhere, by unicast, from the first question. Before that every address is asked for; one that answers is left alone, as is one whose owner appears later, and one that another proxy answers for. Probes (sender 0.0.0.0) are never answered. Two of us for one net: who was there first goes on; when both began at once, the lower MAC does.',
    'A link where nobody asks is left in peace: once the nets were gone through, it is asked at most one question a second there, to see who came or left. No later question goes over --rate either.',
    '',
    'It runs until it is ended. SIGUSR2 prints the counts so far. The kernel’s own way is arpist table publish.',
    '',
    fieldNote(PROXY, '', false),
  ],
  ends: {
    0: 'ended by SIGTERM; with --dry-run: there is something it would answer for',
    1: 'with --dry-run: there is nothing it would answer for',
    5: 'a link was lost',
    130: 'ended by Ctrl-C',
  },
  examples: [
    ['arpist proxy 10.9.0.0/24 -I eth1', 'for a net that is routed through this machine'],
    ['arpist proxy 10.9.0.0/24 -I eth1 --dry-run', 'for what would it answer, and why not for the rest'],
    ['arpist proxy 10.9.0.0/24 --except 10.9.0.1 -I eth1,eth2 --json', 'on two links, for a program'],
    [
      'arpist proxy 10.0.0.0/24 -I eth0 --any --mac 02:00:00:00:00:fe',
      'every silent address, told at another MAC',
    ],
  ],
};

export type ProxyCommandHands = NetworkHands & { readonly view: HostView };

/** Where addresses are answered for. */
export interface ProxyDoor {
  readonly hands: () => Promise<ProxyCommandHands>;
  /** Where it is written down that this machine does; left out: nowhere. */
  readonly expected?: () => Promise<Expectations>;
}

export const runProxy: Command = (args, io) =>
  proxyOver({ hands: steelProxyHands, expected: steelExpectations }, args, io);

/** The command over any hands; they are opened only when the words were understood. */
export async function proxyOver(door: ProxyDoor, args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const taken = takeCommandLine(PROXY_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  const listing = new Listing(io, PROXY, values);
  if (words.length + values.nets.length === 0)
    throw new UsageFault('', 'no net is named to answer for', 'name one: arpist proxy 10.9.0.0/24 -I eth1');
  if (values.interface.length === 0)
    throw new UsageFault('-I', 'no interface is named to answer on', 'name it: -I eth1');
  const hands = await door.hands();
  try {
    const options = await optionsFor([...words, ...values.nets], values, { hands, io });
    if (!values.dryRun) await noteProxy(door.expected, { options, command: `proxy ${args.join(' ')}` }, io);
    const savers = saversFor({ save: values.save, pcap: undefined, dryRun: values.dryRun }, io);
    const tap: ProxyOptions['tap'] = (frame, name) => {
      for (const saver of savers) saver.take({ type: 'frame', interface: name, ...frame });
    };
    let demands = 0;
    const demand = (): boolean => demands > 0 && demands-- > 0;
    io.onDemand?.(() => demands++);
    const whole = { ...options, demand, ...(savers.length > 0 ? { tap } : {}) };
    const { json, quiet, dryRun } = values;
    return await showProxy(proxy(hands, whole, io.signal), { io, savers, listing, json, quiet, dryRun });
  } finally {
    hands.view.close();
  }
}

/** Told for each MAC that it answers with, of the first addresses. */
async function noteProxy(
  expected: ProxyDoor['expected'],
  { options, command }: { readonly options: ProxyOptions; readonly command: string },
  io: CommandIo,
): Promise<void> {
  const all = TargetSet.of(options.nets, options.excepted);
  const macs = new Set(options.interfaces.map(({ mac }) => options.mac ?? mac));
  const most = Math.min(all.size, Math.floor(MOST_NOTED / macs.size));
  const ips = Array.from({ length: most }, (_, index) => all.at(index));
  for (const mac of macs) await noteOwnMove(expected, { ips, mac, command, lasts: UNENDED }, io);
}

async function optionsFor(
  words: readonly string[],
  values: FlagValues<typeof PROXY_FLAGS>,
  context: { readonly hands: Pick<NetworkHands, 'host'>; readonly io: CommandIo },
): Promise<ProxyOptions> {
  const interfaces = context.hands.host.interfaces();
  const aiming: AimContext = { io: context.io, interfaces, lookUp: values.numeric ? null : addressesOf };
  const nets = await takeRanges(words, aiming);
  const excepted = await takeExclusions(values.except, aiming, '--except');
  for (const net of nets) refuseHostless(net, 'net');
  if (TargetSet.of(nets, excepted).size === 0)
    throw new UsageFault('--except', 'nothing is left to answer for', 'except less');
  return {
    interfaces: chooseInterfaces(interfaces, values.interface, true),
    nets,
    excepted,
    mac: values.mac ?? null,
    any: values.any,
    delay: values.delay ?? 0,
    limit: values.limit ?? DEFAULT_LIMIT,
    ...(values.limitAll === undefined ? {} : { limitInAll: values.limitAll }),
    rate: values.rate ?? DEFAULT_SWEEP_RATE,
    giveBack: values.giveBack ?? DEFAULT_GIVE_BACK,
    dryRun: values.dryRun,
  };
}
