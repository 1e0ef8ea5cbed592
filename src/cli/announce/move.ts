import { formatIpv4 } from '../../base/ipv4.ts';
import { jsonText, printable } from '../../base/printable.ts';
import { shellWord } from '../../base/shell-word.ts';
import { UsageFault } from '../../base/fault.ts';
import { cutBy, type Sessions } from '../../declare/session.ts';
import { commandOf } from '../../change/change.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import type { MendHands } from '../../verbs/mend/apply.ts';
import { move } from '../../verbs/move/move.ts';
import type { MoveOptions } from '../../verbs/move/options.ts';
import { planMove } from '../../verbs/move/plan.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { steelExpectations, steelGateways, steelHands, steelSystem } from '../compose.ts';
import { noteOwnMove } from '../expect/note-own.ts';
import type { NetworkHands } from '../hands.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Command, CommandIo } from '../io.ts';
import { movingFor } from './move-wishes.ts';
import { saversFor } from '../save.ts';
import { sessionsHere } from '../mend/sessions.ts';
import { addressPlanOf, movePlanRecord } from '../../records/announce-plan.ts';
import { movePlanLine, showMove } from './show-move.ts';
import type { AnnounceDoor } from './announce.ts';
import { MOVE_FLAGS } from './move-flags.ts';
import { PROOF } from '../../records/proof.ts';
import { fieldNote } from '../listing/flags.ts';
import { Listing } from '../listing/listing.ts';

export const MOVE_LINE: CommandLine<typeof MOVE_FLAGS> = {
  name: 'move',
  words: 'ADDRESS[/LENGTH]',
  line: 'bring an address here: old owner checked, added, announced, proven, outage told',
  least: 1,
  most: 1,
  flags: MOVE_FLAGS,
  notes: [
    'Nothing is changed while somebody answers for the address, unless --wait sees it fall silent or --takeover puts up with it. It is written down first (arpist undo brings it back), and taken back at once when a peer is shown to send elsewhere when patience is over, and on Ctrl-C.',
    '',
    fieldNote(PROOF, '', false),
  ],
  ends: {
    0: 'it is here, and every peer believes it',
    1: 'taken back, or of one peer it is not shown',
    3: 'the kernel refused it',
    4: 'somebody answers for it, and nothing was changed; or somebody speaks beside a peer',
  },
  examples: [
    ['arpist move 10.0.0.50 -I eth0', 'proven by the gateway'],
    ['arpist move 10.0.0.50 --wait 60s', 'the moment the old server lets go of it'],
    ['arpist move 10.0.0.50/24 -I eth0 --via 10.0.0.1,10.0.0.9 --json', 'proven by these two'],
  ],
};

export interface MoveDoor extends AnnounceDoor {
  readonly system: () => Promise<MendHands>;
}

export const runMove: Command = (args, io) =>
  moveOver(
    { hands: steelHands, gateways: steelGateways, system: steelSystem, expected: steelExpectations },
    args,
    io,
  );

/** The command over any hands; they are opened only when the words were understood. */
export async function moveOver(door: MoveDoor, args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const taken = takeCommandLine(MOVE_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  const listing = new Listing(io, PROOF, values);
  const hands: NetworkHands = await door.hands();
  const gateways = values.noVerify ? [] : await door.gateways();
  const interfaces = hands.host.interfaces();
  const command = ['move', ...args].join(' ');
  const context = { interfaces, routing: hands.host.routing, gateways: () => gateways, io, command };
  const { options, notes } = await movingFor(words[0]!, values, context);
  for (const note of notes) io.stderr.write(`arpist: ${printable(note)}.\n`);
  if (values.dryRun) return await showPlan(options, { io, json: values.json, plain: values.plain });
  const savers = saversFor({ save: values.save, pcap: undefined, dryRun: false }, io);
  const { plain } = values;
  const mend = await door.system();
  if (!values.yes) mustCutNobody(mend.system.snapshot(), options, await sessionsHere(io));
  const all = { ...hands, ...mend };
  await noteOwnMove(door.expected, { ips: [options.address], mac: options.facts.mac, command }, io);
  return await showMove(move(all, options, io.signal), { io, options, listing, plain, savers });
}

/** The address brings a route along, which may lead a session another way. Throws UsageFault. */
function mustCutNobody(host: HostSnapshot, options: MoveOptions, sessions: Sessions): void {
  if (sessions.four.length === 0) return;
  const cut = cutBy(host, [{ do: 'add-address', ...addressPlanOf(options) }], sessions);
  if (cut === null) return;
  throw new UsageFault(
    '',
    `nothing was sent or changed: ${cut.replace(/\.$/, '')}`,
    'write --yes to do it all the same',
  );
}

async function showPlan(
  options: MoveOptions,
  { io, json, plain }: { readonly io: CommandIo; readonly json: boolean; readonly plain: boolean },
): Promise<ExitCode> {
  const { facts, address, via } = options;
  const local = formatIpv4(address);
  const say = (line: string): void => io.stdout.write(`${line}\n`);
  if (json) say(jsonText(movePlanRecord(options)));
  else {
    say(`who-has ${local} tell nobody, three times: nobody may answer`);
    if (facts.addresses.some(({ ip }) => ip === address))
      say(`${local} is on ${printable(facts.name)} already`);
    else say(printable(commandOf({ do: 'add-address', ...addressPlanOf(options) })));
    const peers = via.map(({ ip }) => formatIpv4(ip));
    const proof = peers.length === 0 ? ' --no-verify' : ` --via ${peers.join(',')}`;
    say(`arpist announce ${local} -I ${printable(shellWord(facts.name))}${proof}`);
  }
  if (!plain)
    io.stderr.write(
      `${movePlanLine(planMove(options), options)}; nothing was sent, and nothing was changed\n`,
    );
  await io.stdout.drained();
  return EXIT.done;
}
