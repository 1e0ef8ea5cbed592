import { ownZone } from '../../base/zone.ts';
import { cellsOf } from '../../records/csv.ts';
import { KNOWN_STATION, knownStationRecord } from '../../records/known-station.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { tabbed } from '../../terminal/text/texts.ts';
import { everyStation } from '../../verbs/history/history.ts';
import { takeCommandLine } from '../command-line.ts';
import { steelStore } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Command, CommandIo } from '../io.ts';
import { fieldNote, listFlags, sortFlag } from '../listing/flags.ts';
import { Listing } from '../listing/listing.ts';
import { stationLine } from './lines.ts';
import { stateFlag, storePath, type StoreHands } from './store-flag.ts';

const FLAGS = {
  state: stateFlag,
  ...listFlags(KNOWN_STATION, {
    json: 'JSON Lines (schema/known-station.v1.json)',
    rows: 'stations',
    where: 'vendor~espressif and new<7d, silent>30d, holds=no',
    format: '${ip} ${mac} ${vendor}',
  }),
  sort: sortFlag(KNOWN_STATION, 'new, -silent, vendor,ip'),
} as const;

export const STATIONS_LINE: CommandLine<typeof FLAGS> = {
  name: 'stations',
  words: '',
  line: 'every station that a watch remembers: addresses, MACs, since when, heard last',
  least: 0,
  most: 0,
  flags: FLAGS,
  notes: [
    'new is the time since it was first heard, silent since it was heard last; holds: nobody else claimed the address since.',
    '',
    fieldNote(KNOWN_STATION),
  ],
  ends: {
    0: 'one fits',
    1: 'there is none that fits',
    2: 'there is no store',
    5: 'the store is damaged',
  },
  examples: [
    ['arpist stations', 'all of them'],
    ["arpist stations --where 'vendor~espressif and new<7d'", 'what came this week'],
    ["arpist stations --where 'silent>90d' --csv", 'who may be gone for good'],
  ],
};

export const runStations: Command = (args, io) => stationsOver(steelStore, args, io);

export async function stationsOver(
  open: () => Promise<StoreHands>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(STATIONS_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { values } = taken;
  const listing = new Listing(io, KNOWN_STATION, values);
  const { openStore, vendors } = await open();
  const store = await openStore(storePath(values.state));
  const [now, zone] = [io.now(), ownZone()];
  try {
    for await (const station of everyStation(store)) {
      if (io.stopped() !== undefined) return EXIT.interrupted;
      const record = knownStationRecord(station, { vendor: vendors.vendorOf(station.mac), now });
      listing.row(record, (row) =>
        io.stdout.isTTY ? stationLine(row, zone) : `${tabbed(cellsOf(KNOWN_STATION, row))}\n`,
      );
      if (listing.count % 1024 === 0) await io.stdout.drained();
    }
    listing.end();
    await io.stdout.drained();
  } finally {
    await store.close();
  }
  if (listing.count > 0) return EXIT.done;
  io.stderr.write('arpist: no station that is remembered fits\n');
  return EXIT.negative;
}
