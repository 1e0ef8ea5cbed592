import { UsageFault } from '../../base/fault.ts';
import { isMulticastMac, ZERO_MAC } from '../../base/mac.ts';
import { approvalRecord, STANDING } from '../../records/standing.ts';
import { one, text } from '../../terminal/args/flags.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { takeCommandLine } from '../command-line.ts';
import { steelMemory } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { momentOf } from '../expect/until.ts';
import type { Command, CommandIo } from '../io.ts';
import { fieldNote } from '../listing/flags.ts';
import type { MemoryDoor } from './door.ts';
import { standingFlags, whomOf } from './flags.ts';
import { listStanding } from './list.ts';
import { obeyed, tellOrdered } from './obey.ts';

const FLAGS = {
  note: one('--note', { value: 'TEXT', help: 'why, in your words' }, text),
  expires: one('--expires', { value: 'WHEN', help: '18:00, 2026-12-31 18:00, 30d; default: never' }, text),
  ...standingFlags('ip=10.0.0.0/24, by=vera'),
} as const;

export const APPROVE_LINE: CommandLine<typeof FLAGS> = {
  name: 'approve',
  words: '[ADDRESS MAC]',
  line: 'this MAC may have this address: the watch tells it no more, and another MAC for it instead',
  least: 0,
  most: 2,
  flags: FLAGS,
  notes: [
    'It is asked of the service, or written into its store where none runs. Several MACs may be approved for an address. Without words: what is approved.',
    '',
    fieldNote(STANDING),
  ],
  ends: {
    0: 'approved, or something is',
    1: 'nothing is approved',
    2: 'words that cannot be used, or there is no store',
    3: 'no rights to the service or its store',
    5: 'the store is full or damaged',
  },
  examples: [
    ["arpist approve 10.0.0.5 b8:27:eb:12:34:56 --note 'the new printer'", 'it is no news any more'],
    ['arpist approve 10.0.0.5 b8:27:eb:12:34:56 --expires 30d', 'for a while'],
    ['arpist approve', 'what is approved'],
  ],
};

export const runApprove: Command = (args, io) => approveOver(steelMemory, args, io);

export async function approveOver(
  open: () => Promise<MemoryDoor>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(APPROVE_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  const [address, name] = words;
  if (address === undefined) {
    if (values.note !== undefined || values.expires !== undefined)
      throw new UsageFault('', 'a list has no note and no end', 'name an address and a MAC');
    return await listStanding(await open(), values, {
      io,
      rowsOf: async (store) => (await store.approvals()).map(approvalRecord),
      nothing: 'nothing is approved',
    });
  }
  if (name === undefined)
    throw new UsageFault(address, 'whose may it be?', 'name the MAC behind the address');
  const [of, to] = [whomOf(address), whomOf(name)];
  if (of === undefined || !('ip' in of))
    throw new UsageFault(address, `'${address}' is no IPv4 address`, 'write 10.1.2.3 and the MAC');
  if (to === undefined || !('mac' in to))
    throw new UsageFault(name, `'${name}' is no MAC address`, 'write it as b8:27:eb:12:34:56');
  if (to.mac === ZERO_MAC || isMulticastMac(to.mac))
    throw new UsageFault(name, `nobody can have the MAC ${name}`, 'name that of a card');
  const now = io.now();
  const expires = values.expires === undefined ? null : momentOf(values.expires, '--expires', now);
  const approval = { ip: of.ip, mac: to.mac, note: values.note ?? '', expires };
  const done = await obeyed(await open(), { order: 'approve', approval }, { state: values.state, now });
  tellOrdered('approve', done, { io, json: values.json, state: values.state });
  return EXIT.done;
}
