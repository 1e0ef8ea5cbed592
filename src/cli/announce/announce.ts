import { formatIpv4 } from '../../base/ipv4.ts';
import { printable } from '../../base/printable.ts';
import { announce } from '../../verbs/announce/announce.ts';
import type { AnnounceOptions } from '../../verbs/announce/options.ts';
import { planAnnouncement } from '../../verbs/announce/plan.ts';
import { refuseForeign } from '../../verbs/announce/refusals.ts';
import { describeRanges } from '../../asking/targets/ranges.ts';
import { announcingFor } from './wishes.ts';
import type { Gateway } from './gateway.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { steelExpectations, steelGateways, steelHands } from '../compose.ts';
import { MOST_NOTED, noteOwnMove } from '../expect/note-own.ts';
import type { Ipv4 } from '../../base/ipv4.ts';
import type { Expectations } from '../../ports/expectations.ts';
import type { NetworkHands } from '../hands.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Command, CommandIo } from '../io.ts';
import { jsonText } from '../../base/printable.ts';
import { announcePlanLine } from './lines.ts';
import { announcePlanRecord } from '../../records/announce-plan.ts';
import { saversFor } from '../save.ts';
import { placeOf, showAnnounce } from './show.ts';
import { ANNOUNCE_FLAGS } from './flags.ts';
import { PROOF } from '../../records/proof.ts';
import { fieldNote } from '../listing/flags.ts';
import { Listing } from '../listing/listing.ts';

export const ANNOUNCE_LINE: CommandLine<typeof ANNOUNCE_FLAGS> = {
  name: 'announce',
  words: 'ADDRESS…',
  line: 'an address is here now: tell everybody, and prove that the gateway sends to us',
  least: 1,
  most: Number.POSITIVE_INFINITY,
  flags: ANNOUNCE_FLAGS,
  notes: [
    'First who has it is asked; an address that somebody else still answers for is left alone. Then everybody is told, and each of --via by name (without --via the gateway, where there is one on the network of the address), which a host must believe that leaves gratuitous ARP unheard. The proof: an answer of the peer to the address arrives here. Only then it is believed; what it answers to another address of ours, and not to this one, shows that it is stale. Each question carries random bits that the answer must repeat, from the MAC that was asked: it shows mistakes, and no forger that does not see them is believed (one who stands between us and the peer is not found out).',
    '',
    'ADDRESS: 10.0.0.50, 10.0.0.0/28, 10.0.0.50-59, lists with commas, @FILE, - (stdin), an interface (all its addresses).',
    '',
    fieldNote(PROOF, '', false),
  ],
  ends: {
    0: 'announced, and believed by every peer asked: those of --via, else the gateway (where there is neither, that nothing is proven is said)',
    1: 'one does not believe it, or it is not shown (likely is not shown)',
    4: 'somebody else answers for an address, which is then left alone unless --takeover; or somebody speaks beside a peer',
  },
  examples: [
    ['arpist announce 10.0.0.50', 'everybody and the gateway told, and proven by the gateway'],
    ['arpist announce 10.0.0.50 --via gateway,10.0.0.9', 'the next hop of the default route, and a peer'],
    ['arpist announce -c 0 10.0.0.50', 'say nothing: does the gateway send to us?'],
    ['arpist announce @addresses.txt --rate 5k', 'many at once'],
    ['arpist announce 10.0.0.50 --refresh 60', 'again every minute until Ctrl-C'],
  ],
};

export interface AnnounceDoor {
  readonly hands: () => Promise<NetworkHands>;
  readonly gateways: () => Promise<readonly Gateway[]>;
  /** Where it is written down that this machine says so; left out: nowhere. */
  readonly expected?: () => Promise<Expectations>;
}

export const runAnnounce: Command = (args, io) =>
  announceOver({ hands: steelHands, gateways: steelGateways, expected: steelExpectations }, args, io);

/** The command over any hands; they are opened only when the words were understood. */
export async function announceOver(
  door: AnnounceDoor,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(ANNOUNCE_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  const listing = new Listing(io, PROOF, values);
  const hands = await door.hands();
  const wantsGateway =
    values.via.length === 0 ? !values.noVerify : values.via.some(({ word }) => word === 'gateway');
  const gateways = wantsGateway ? await door.gateways() : [];
  const interfaces = hands.host.interfaces();
  const context = { interfaces, routing: hands.host.routing, gateways: () => gateways, io };
  const { options, notes } = await announcingFor(words, values, context);
  for (const note of notes) io.stderr.write(`arpist: ${printable(note)}.\n`);
  if (values.dryRun) {
    refuseForeign(interfaces, options);
    return await showPlan(options, { io, json: values.json, plain: values.plain });
  }
  const savers = saversFor({ save: values.save, pcap: undefined, dryRun: false }, io);
  const { plain } = values;
  const command = `announce ${args.join(' ')}`;
  await noteOwnMove(door.expected, { ips: firstOf(options), mac: options.facts.mac, command }, io);
  return await showAnnounce(announce(hands, options, io.signal), { io, options, listing, plain, savers });
}

function firstOf({ addresses }: AnnounceOptions): readonly Ipv4[] {
  return Array.from({ length: Math.min(addresses.size, MOST_NOTED) }, (_, index) => addresses.at(index));
}

/** What would be said, to whom and how often. */
async function showPlan(
  options: AnnounceOptions,
  { io, json, plain }: { readonly io: CommandIo; readonly json: boolean; readonly plain: boolean },
): Promise<ExitCode> {
  const { addresses, forms, via, check, verify } = options;
  const all = describeRanges(addresses.ranges);
  const say = (line: string): void => io.stdout.write(`${line}\n`);
  if (json) say(jsonText(announcePlanRecord(options)));
  else {
    if (check) say(`to all    who-has ${all} tell nobody, twice: who has it now`);
    if (forms.includes('request')) say(`to all    who-has ${all} tell ${all}`);
    if (forms.includes('reply')) say(`to all    ${all} is-at our MAC`);
    for (const { ip } of via) say(`to peer   who-has ${formatIpv4(ip)} tell ${all}`);
    if (verify)
      for (const { ip } of via) say(`to peer   echo from ${all} to ${formatIpv4(ip)}, until it is answered`);
  }
  if (!plain)
    io.stderr.write(`${announcePlanLine(planAnnouncement(options), placeOf(options))}; nothing was sent\n`);
  await io.stdout.drained();
  return EXIT.done;
}
