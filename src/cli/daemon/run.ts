import { SystemFault } from '../../base/fault.ts';
import { Daemon, type MeantNow } from '../../daemon/daemon.ts';
import { Alerts } from '../../daemon/alerts.ts';
import type { DaemonConfig } from '../../daemon/config.ts';
import { lastSeq } from '../../daemon/keeping.ts';
import { pageAddress, quietNewcomers } from '../../daemon/telling.ts';
import { NOTHING_EXPECTED } from '../../inventory/expected.ts';
import type { Door } from '../../ports/door.ts';
import type { Log } from '../../ports/log.ts';
import type { Store } from '../../ports/store.ts';
import {
  memoryStore,
  steelDoor,
  steelExpectations,
  steelManager,
  steelStoreWriter,
  steelTargets,
  steelVendors,
  steelWatchHands,
} from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { WATCH_STATE } from '../history/store-flag.ts';
import type { CommandIo } from '../io.ts';
import { socketToOpen } from '../service-client.ts';
import { packageVersion } from '../version.ts';
import { type MeantByFiles, meantByFiles } from '../watch/meant-files.ts';
import { MovesHere } from '../watch/moves-here.ts';
import type { LogForm } from '../watch/daemon-flags.ts';
import { openLog } from './log.ts';
import { readConfigFiles } from './config-files.ts';

export interface DaemonWishes {
  readonly config: string | undefined;
  readonly state: string | undefined;
  readonly log: LogForm;
}

/** The watch as a service, until it is ended. Throws UsageFault for a mistake in the configuration, SystemFault. */
export async function runDaemon(wishes: DaemonWishes, io: CommandIo): Promise<ExitCode> {
  // Node opens the port of its debugger on SIGUSR1, unless somebody else takes it.
  process.on('SIGUSR1', () => undefined);
  const log = openLog(wishes.log, io);
  const { config, warnings, files } = await readConfigFiles(wishes.config, io);
  for (const warning of warnings) log.say('warning', warning);
  const folder = wishes.state ?? stateOf(io.env['STATE_DIRECTORY']);
  const [watch, manager, kept] = await Promise.all([
    steelWatchHands(),
    steelManager(io.env),
    openKept(folder, log),
  ]);
  try {
    await kept.store.begin(io.now());
    const meant = new Meant(
      await meantByFiles(config, io),
      new MovesHere(await steelExpectations(), () => io.now()),
    );
    const seq = await lastSeq(kept.store);
    const alerts = await openAlerts(config, { store: kept.store, seq, now: io.now() });
    const daemon = new Daemon(
      {
        watch,
        ...kept,
        seq,
        log,
        manager,
        teller: alerts,
        version: packageVersion(),
        pid: process.pid,
      },
      meant,
      config,
    );
    let door: Door | null = null;
    try {
      await daemon.run(io.signal, async () => {
        door = await openedDoor({ daemon, config, folder, memory: kept.memory !== null }, { log, io });
        daemon.pages = door?.pages ?? [];
        log.say('notice', 'ready', { state: folder, config: files.join(',') || '-' });
        manager.ready('listening');
      });
      return EXIT.done;
    } finally {
      await (door as Door | null)?.close();
      await alerts.close(0);
    }
  } finally {
    await kept.store.close();
  }
}

/** What arpwatch would begin with. */
const MOST_HAD = 100_000;

interface Behind {
  readonly daemon: Daemon;
  readonly config: DaemonConfig;
  readonly folder: string;
  readonly memory: boolean;
}

/** Whoever is told, and how. Throws UsageFault for a target that cannot be. */
async function openAlerts(
  config: DaemonConfig,
  { store, seq, now }: { readonly store: Store; readonly seq: number; readonly now: number },
): Promise<Alerts> {
  const [targets, vendors] = await Promise.all([steelTargets(config.targets, config.site), steelVendors()]);
  const wantsArpwatch = config.targets.some((target) => 'style' in target && target.style === 'arpwatch');
  const known = wantsArpwatch ? await store.stations(null, MOST_HAD) : [];
  return new Alerts(targets, {
    site: config.site,
    page: pageAddress(config),
    // Where nothing is remembered yet, everybody is new.
    quiet: quietNewcomers(config, seq === 0 ? now + config.learn : null),
    arpwatch: {
      networks: config.networks.map(({ cidr }) => cidr),
      had: known.map(({ ip, mac, last }) => ({ ip, mac, seconds: Math.floor(last / 1000) })),
    },
    vendorOf: (mac) => vendors.vendorOf(mac),
  });
}

/** Where nothing can be written there is no place for a socket, either: then nobody can ask, and that is said. */
async function openedDoor(
  { daemon, config, folder, memory }: Behind,
  { log, io }: { readonly log: Log; readonly io: CommandIo },
): Promise<Door | null> {
  const { openDoor, tokensIn, vendors } = await steelDoor();
  const socket = socketToOpen(folder, io.env['RUNTIME_DIRECTORY']);
  const { listen, hosts } = config.web;
  const wish = {
    service: daemon,
    vendors,
    tokens: tokensIn(folder),
    now: () => io.now(),
    socket,
    listen,
    hosts,
  };
  try {
    return await openDoor(wish);
  } catch (fault) {
    if (!(fault instanceof SystemFault) || !memory || fault.code === '') throw fault;
    log.say('critical', `${fault.message}: arpist status cannot ask this service`);
    return null;
  }
}

/** systemd names several with colons between them. */
function stateOf(folders: string | undefined): string {
  const [first = ''] = (folders ?? '').split(':');
  return first === '' ? WATCH_STATE : first;
}

interface Kept {
  readonly store: Store;
  readonly memory: string | null;
}

/** A store that is somebody else's is a refusal; one that cannot be used is said, and the watch remembers until it ends. */
async function openKept(folder: string, log: Log): Promise<Kept> {
  try {
    return { store: await steelStoreWriter(folder, (text) => log.say('critical', text)), memory: null };
  } catch (fault) {
    if (!(fault instanceof SystemFault) || fault.kind === 'busy') throw fault;
    const { message, remedy } = fault;
    log.say('critical', `${message}: what is found out is remembered only until this ends; ${remedy}`);
    return { store: await memoryStore(), memory: message };
  }
}

class Meant implements MeantNow {
  readonly #files: MeantByFiles;
  readonly #moves: MovesHere;

  constructor(files: MeantByFiles, moves: MovesHere) {
    this.#files = files;
    this.#moves = moves;
  }

  get changed(): boolean {
    return this.#moves.changed;
  }

  expected({ vips, networks, learn }: DaemonConfig): typeof NOTHING_EXPECTED {
    void learn;
    return {
      ...NOTHING_EXPECTED,
      gateways: vips.flatMap(({ address: ip, name: note, macs }) =>
        (macs.length > 0 ? macs : [null]).map((mac) => ({ ip, mac, vlan: null, note, expires: null })),
      ),
      networks: networks.map(({ cidr }) => cidr),
      pairs: this.#files.pairs,
      leases: this.#files.leases,
      moves: this.#moves.moves(),
    };
  }
}
