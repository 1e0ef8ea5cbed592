import { UsageFault } from '../../base/fault.ts';
import { TargetSet } from '../../base/target-set.ts';
import { parseTargets } from '../../base/targets.ts';
import { realNames } from '../../asking/targets/interfaces.ts';
import { Before, planPublish } from '../../verbs/table/plan.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { many, toggle } from '../../terminal/args/flags.ts';
import { list } from '../../terminal/args/numbers.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { persistFlag } from '../mend/persist-flag.ts';
import { count } from '../../terminal/text/texts.ts';
import { CHANGE_FIELD_NOTE, CHANGE_FLAGS, carryOut } from './carry-out.ts';
import { mustBeNeighbour } from './set.ts';
import type { TableHands } from '../hands.ts';

/** The kernel keeps published addresses in 16 hash chains (PNEIGH_HASHMASK): more make every question slow. */
const MOST = 65_536;

const PUBLISH_FLAGS = {
  interface: many(
    '-I -i --interface --iface --dev',
    { value: 'NAME', help: 'answer on this interface (several: again, or A,B)' },
    list,
  ),
  everywhere: toggle('--everywhere', { help: 'answer on every interface: mind flux' }),
  persist: persistFlag,
  ...CHANGE_FLAGS,
} as const;

export const PUBLISH_LINE: CommandLine<typeof PUBLISH_FLAGS> = {
  name: 'table publish',
  words: 'ADDRESS…',
  line: 'let the kernel answer for addresses of others (proxy ARP)',
  least: 1,
  most: Number.POSITIVE_INFINITY,
  flags: PUBLISH_FLAGS,
  notes: [
    'ADDRESS: an address, network, range or list. The kernel answers on the named interface only when it forwards (net.ipv4.ip_forward) and the address is routed out of another one; arpist explain tells why it is silent.',
    '',
    CHANGE_FIELD_NOTE,
  ],
  ends: {
    0: 'done, or so already',
    3: 'the kernel refused all of it',
    5: 'some of it, or what makes it last could not be written',
  },
  examples: [
    ['arpist table publish 10.0.0.60 -I eth3', 'answer for a container on eth3, and nowhere else'],
    ['arpist table publish 10.0.0.64/28 -I eth3 --dry-run', 'only shown'],
  ],
};

export async function publishEntries(
  open: () => Promise<TableHands>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(PUBLISH_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  if (values.everywhere === values.interface.length > 0)
    throw new UsageFault(
      '-I',
      values.everywhere ? '-I and --everywhere contradict each other' : 'publishing needs to know where',
      'name the interface that shall answer with -I, or say --everywhere',
    );
  const addresses = addressesIn(words);
  const hands = await open();
  const interfaces = hands.table.interfaces();
  const links = values.everywhere ? [null] : realNames(interfaces, values.interface);
  const before = new Before(hands.table.entries());
  const planned = [];
  for (let at = 0; at < addresses.size; at++) {
    const ip = addresses.at(at);
    mustBeNeighbour(ip, interfaces);
    for (const link of links) planned.push(planPublish({ ip, link }, before));
  }
  return await carryOut(hands, planned, { io, values, command: `table publish ${args.join(' ')}` });
}

function addressesIn(words: readonly string[]): TargetSet {
  const ranges = words.flatMap((word) =>
    parseTargets(word, 'ADDRESS').map((target) => {
      if (target.kind === 'range') return target.range;
      throw new UsageFault('ADDRESS', `'${word}' is no address`, 'write an address, a network or a range');
    }),
  );
  const addresses = TargetSet.of(ranges);
  if (addresses.size <= MOST) return addresses;
  throw new UsageFault(
    'ADDRESS',
    `${count(addresses.size)} addresses are too many to publish one by one`,
    `name at most ${count(MOST)}, or let the kernel answer for routes: sysctl net.ipv4.conf.IFACE.proxy_arp=1`,
  );
}
