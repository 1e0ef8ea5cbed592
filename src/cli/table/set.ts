import { UsageFault } from '../../base/fault.ts';
import { formatIpv4, type Ipv4, parseIpv4 } from '../../base/ipv4.ts';
import { whyNoIpv4 } from '../../base/ipv6.ts';
import { type Mac, parseMac } from '../../base/mac.ts';
import type { NudState } from '../../kernel/host.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import { interfaceNamed } from '../../asking/targets/interfaces.ts';
import { mustHaveHome, whyNoHostMac, whyNoNeighbour } from '../../verbs/table/place.ts';
import { Before, planSet } from '../../verbs/table/plan.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { one, text, toggle } from '../../terminal/args/flags.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { persistFlag } from '../mend/persist-flag.ts';
import { SILENCE } from '../mend/silence-flag.ts';
import { CHANGE_FIELD_NOTE, CHANGE_FLAGS, carryOut } from './carry-out.ts';
import { endsNone } from './silence.ts';
import type { TableHands } from '../hands.ts';

/** The states an entry can be given. */
const STATES: readonly NudState[] = ['permanent', 'reachable', 'stale', 'noarp'];

const SET_FLAGS = {
  interface: one(
    '-I -i --interface --iface --dev',
    { value: 'NAME', help: 'on this interface; default: the one whose network the address is in' },
    text,
  ),
  state: one(
    '--state',
    { value: 'STATE', help: 'permanent (default: no ARP changes it), reachable, stale, noarp' },
    (word, where): NudState => {
      const state = STATES.find((known) => known === word.toLowerCase());
      if (state) return state;
      throw new UsageFault(where, `an entry cannot be made '${word}'`, `write ${STATES.join(', ')}`);
    },
  ),
  router: toggle('--router', { help: 'mark it as a router' }),
  learned: toggle('--learned', { help: 'learned by a control plane: never collected, and no ARP ages it' }),
  managed: toggle('--managed', { help: 'the kernel finds the MAC out and keeps it fresh; no MAC is given' }),
  force: toggle('--force', { help: 'a multicast MAC too, as clusters want it' }),
  persist: persistFlag,
  silence: SILENCE,
  ...CHANGE_FLAGS,
} as const;

function lineFor(how: 'add' | 'replace'): CommandLine<typeof SET_FLAGS> {
  return {
    name: `table ${how}`,
    words: 'ADDRESS MAC …',
    line: how === 'add' ? 'make static entries' : 'make static entries, also in the place of others',
    least: 1,
    most: Number.POSITIVE_INFINITY,
    flags: SET_FLAGS,
    notes: [
      how === 'add'
        ? 'An address that has an entry already is refused; table replace takes its place.'
        : 'An entry that is so already is left alone.',
      '',
      CHANGE_FIELD_NOTE,
    ],
    ends: {
      0: 'done, or so already',
      ...(how === 'add' ? { 1: 'an address has an entry already: table replace takes its place' } : {}),
      2: 'what a vxlan answers from would end, and nobody named it (--silence): nothing was changed',
      3: 'the kernel refused all of it',
      5: 'some of it, or what makes it last could not be written',
    },
    examples: [
      [`arpist table ${how} 10.0.0.7 b8:27:eb:01:02:03`, 'no ARP changes it from now on'],
      [`arpist table ${how} 10.0.0.7 b8:27:eb:01:02:03 -I eth0 --dry-run`, 'only shown'],
      [`arpist table ${how} --managed 10.0.0.1`, 'a gateway whose MAC is always known'],
    ],
  };
}

export const ADD_LINE = lineFor('add');
export const REPLACE_LINE = lineFor('replace');

type Run = (open: () => Promise<TableHands>, args: readonly string[], io: CommandIo) => Promise<ExitCode>;

export const addEntries: Run = (open, args, io) => setEntries('add', { open, args, io });
export const replaceEntries: Run = (open, args, io) => setEntries('replace', { open, args, io });

async function setEntries(
  how: 'add' | 'replace',
  call: {
    readonly open: () => Promise<TableHands>;
    readonly args: readonly string[];
    readonly io: CommandIo;
  },
): Promise<ExitCode> {
  const { open, args, io } = call;
  const taken = takeCommandLine(lineFor(how), args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  if (values.managed && values.state !== undefined)
    throw new UsageFault(
      '--state',
      'the kernel sets the state of a managed entry itself',
      'leave --state out',
    );
  const pairs = pairsOf(words, values.managed);
  for (const { mac } of pairs) {
    const why = mac === null ? undefined : whyNoHostMac(mac);
    const forced = values.force && why?.includes('multicast');
    if (why !== undefined && !forced) throw new UsageFault('MAC', why, 'write the MAC of one host');
  }
  const hands = await open();
  const interfaces = hands.table.interfaces();
  const named =
    values.interface === undefined ? undefined : interfaceNamed(interfaces, values.interface).name;
  const before = new Before(hands.table.entries());
  const flags = [
    ...(values.learned ? ['extern_learn'] : []),
    ...(values.router ? ['router'] : []),
    ...(values.managed ? ['managed'] : []),
  ];
  const planned = pairs.map(({ ip, mac }) => {
    mustBeNeighbour(ip, interfaces);
    const link = named ?? mustHaveHome(ip, interfaces, hands.table.routing);
    const state = values.state ?? (mac === null ? 'none' : 'permanent');
    return planSet({ how, link, ip, mac, state, flags, protocol: null }, before);
  });
  const command = `table ${how} ${args.join(' ')}`;
  return await carryOut(hands, planned, { io, values, command, agreed: endsNone(values.silence) });
}

function pairsOf(words: readonly string[], managed: boolean): readonly { ip: Ipv4; mac: Mac | null }[] {
  const pairs: { ip: Ipv4; mac: Mac | null }[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const ip = parseIpv4(word);
    if (ip === undefined)
      throw new UsageFault('ADDRESS', whyNoIpv4(word), 'write ADDRESS MAC, as in 10.0.0.7 b8:27:eb:01:02:03');
    if (managed) {
      pairs.push({ ip, mac: null });
      continue;
    }
    const spelled = words[++at];
    const mac = spelled === undefined ? undefined : parseMac(spelled);
    if (mac === undefined)
      throw new UsageFault(
        'MAC',
        spelled === undefined ? `the MAC of ${word} is missing` : `'${spelled}' is no MAC address`,
        `write ${formatIpv4(ip)} b8:27:eb:01:02:03`,
      );
    pairs.push({ ip, mac });
  }
  return pairs;
}

/** Throws UsageFault. */
export function mustBeNeighbour(ip: Ipv4, interfaces: readonly InterfaceFacts[]): void {
  const why = whyNoNeighbour(ip, interfaces);
  if (why !== undefined) throw new UsageFault('ADDRESS', why, 'write the address of another host');
}
