import { setTimeout } from 'node:timers/promises';
import { SystemFault, UsageFault } from '../../base/fault.ts';
import { Daemon } from '../../daemon/daemon.ts';
import type { AlertWishes } from '../../daemon/alerts.ts';
import type { Millis } from '../../base/time.ts';
import type { DaemonConfig, UplinkConfig } from '../../daemon/config.ts';
import { UplinkSending } from '../../daemon/uplink.ts';
import type { Spool } from '../../ports/spool.ts';
import type { MergedConfig } from '../../daemon/merge.ts';
import type { Host } from '../../ports/host.ts';
import type { Door } from '../../ports/door.ts';
import type { Log } from '../../ports/log.ts';
import type { ServiceManager } from '../../ports/manager.ts';
import type { Store } from '../../ports/store.ts';
import { headline } from '../../records/headline.ts';
import { statusRecord } from '../../records/status.ts';
import { steelDoor, steelManager, steelUplink } from '../compose-service.ts';
import { steelExpectations, steelTargets, steelVendors, steelWatchHands } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { tellFault } from '../faults.ts';
import { WATCH_STATE } from '../history/store-flag.ts';
import type { CommandIo } from '../io.ts';
import { socketToOpen } from '../service-client.ts';
import { packageVersion } from '../version.ts';
import { MovesHere } from '../watch/moves-here.ts';
import type { LogForm } from '../watch/daemon-flags.ts';
import { besideHere } from './beside.ts';
import { openLog } from './log.ts';
import { readConfigFiles } from './config-files.ts';
import { firstWords } from './greeting.ts';
import { openKept } from './kept.ts';
import { MeantByConfig } from './meant.ts';

export interface DaemonWishes {
  readonly config: string | undefined;
  readonly state: string | undefined;
  readonly log: LogForm;
  /** Heard on this one instead of this machine: a network made for a look. */
  readonly host?: Host;
}

/** The watch as a service, until it is ended. Throws UsageFault for a mistake in the configuration, SystemFault. */
export async function runDaemon(wishes: DaemonWishes, io: CommandIo): Promise<ExitCode> {
  // Node opens the port of its debugger on SIGUSR1, unless somebody else takes it.
  process.on('SIGUSR1', () => undefined);
  // Until there is something to reload, a HUP is none that ends it.
  const turns = new Turns();
  io.onReload?.(() => {
    turns.ask();
    return true;
  });
  const log = openLog(wishes.log, io);
  const read = await readConfigFiles(wishes.config, io);
  const { config, warnings, files } = read;
  const taken: Taken = { config, merged: read.merged };
  for (const warning of warnings) log.say('warning', warning);
  const folder = wishes.state ?? stateOf(io.env['STATE_DIRECTORY']);
  const meant = new MeantByConfig(new MovesHere(await steelExpectations(), () => io.now()), { io, log });
  (await meant.read(config))();
  const [watch, manager, targets] = await Promise.all([
    steelWatchHands().then((hands) => (wishes.host ? { ...hands, host: wishes.host } : hands)),
    steelManager(io.env),
    steelTargets(config.targets, config.site),
  ]);
  const kept = await openKept(folder, log, io.now());
  let door: Door | null = null;
  // Before the store is closed: what it holds is the store's.
  const sending = new AbortController();
  let sent: Promise<void> = Promise.resolve();
  try {
    const uplink =
      config.uplink && (await openedUplink(config.uplink, kept.spool, { log, signal: sending.signal }));
    const daemon = new Daemon(
      {
        watch,
        ...kept,
        targets,
        openTargets: steelTargets,
        knows: await knownBefore(config, kept.store),
        log,
        manager,
        version: packageVersion(),
        pid: process.pid,
      },
      meant,
      config,
    );
    const tellState = async (): Promise<void> => {
      io.stdout.write(`${JSON.stringify(statusRecord(await daemon.facts()))}\n`);
    };
    await daemon.run(io.signal, async () => {
      if (uplink && config.uplink) {
        const { spool: bytes, keep } = config.uplink;
        sent = uplink.run({ bytes, keep }, sending.signal);
      }
      door = await openedDoor(
        { daemon, taken, host: watch.host, folder, memory: kept.memory !== null },
        { log, io },
      );
      daemon.pages = door?.pages ?? [];
      log.say('notice', 'ready', { state: folder, config: files.join(',') || '-' });
      if (io.stderr.isTTY)
        for (const line of firstWords(await daemon.facts(), { config, folder })) io.stderr.write(`${line}\n`);
      manager.ready(headline(await daemon.facts()));
      io.onDemand?.(
        () => void tellState().catch((fault: unknown) => log.say('warning', tellFault(fault).sentence)),
      );
      turns.start(
        async () => await reload({ daemon, meant, manager, log, taken }, { path: wishes.config, io }),
      );
    });
    return EXIT.done;
  } finally {
    sending.abort();
    await sent;
    await (door as Door | null)?.close();
    await kept.store.close();
  }
}

/** What brings the spool to the centre; null, and told why, where nothing can wait for it. */
async function openedUplink(
  config: UplinkConfig,
  spool: Spool | null,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<UplinkSending | null> {
  const uplink = await steelUplink(config);
  if (!spool) {
    log.say('critical', 'nothing can be written, so nothing waits for the centre: it is told nothing');
    return null;
  }
  log.say('notice', 'telling a centre', { to: uplink.to, sensor: uplink.sensor });
  const pause = async (span: Millis): Promise<void> => {
    await setTimeout(span, undefined, { signal, ref: false }).catch(() => undefined);
  };
  return new UplinkSending({ spool, uplink, log, wall: Date.now, pause, dice: Math.random });
}

/** What arpwatch would begin with. */
const MOST_HAD = 100_000;

async function knownBefore(
  config: DaemonConfig,
  store: Store,
): Promise<Pick<AlertWishes, 'arpwatch' | 'vendorOf'>> {
  const vendors = await steelVendors();
  const wantsArpwatch = config.targets.some((target) => 'style' in target && target.style === 'arpwatch');
  const known = wantsArpwatch ? await store.stations(null, MOST_HAD) : [];
  return {
    arpwatch: {
      networks: config.networks.map(({ cidr }) => cidr),
      had: known.map(({ ip, mac, last }) => ({ ip, mac, seconds: Math.floor(last / 1000) })),
    },
    vendorOf: (mac) => vendors.vendorOf(mac),
  };
}

/** One reload at a time; one that is asked for meanwhile comes after it. */
class Turns {
  #deed: (() => Promise<void>) | null = null;
  #asked = false;
  #busy = false;

  start(deed: () => Promise<void>): void {
    this.#deed = deed;
    void this.#go();
  }

  ask(): void {
    this.#asked = true;
    void this.#go();
  }

  async #go(): Promise<void> {
    if (this.#busy || !this.#deed) return;
    this.#busy = true;
    while (this.#asked) {
      this.#asked = false;
      await this.#deed();
    }
    this.#busy = false;
  }
}

/** The configuration that holds; a reload puts another here. */
interface Taken {
  config: DaemonConfig;
  merged: MergedConfig;
}

interface Reloading {
  readonly daemon: Daemon;
  readonly meant: MeantByConfig;
  readonly manager: ServiceManager;
  readonly log: Log;
  readonly taken: Taken;
}

/** All of the new configuration or nothing of it. */
async function reload(
  { daemon, meant, manager, log, taken }: Reloading,
  { path, io }: { readonly path: string | undefined; readonly io: CommandIo },
): Promise<void> {
  manager.reloading();
  try {
    const { config, warnings, merged } = await readConfigFiles(path, io);
    const take = await meant.read(config);
    const changed = await daemon.reload(config);
    take();
    Object.assign(taken, { config, merged });
    for (const warning of warnings) log.say('warning', warning);
    log.say('notice', changed.length === 0 ? 'reloaded: nothing is different' : 'reloaded', {
      ...(changed.length > 0 && { changed: changed.join(',') }),
    });
    if (changed.includes('web') || changed.includes('metrics'))
      log.say('warning', 'where the page and the metrics are answered is taken at the next start');
    if (changed.includes('uplink')) log.say('warning', 'another uplink is taken at the next start');
  } catch (fault) {
    if (!(fault instanceof UsageFault) && !(fault instanceof SystemFault)) throw fault;
    const sentence = tellFault(fault).sentence.replace(/^arpist: /, '');
    log.say('error', `the configuration was not taken, the one before holds: ${sentence}`);
  }
  manager.ready(headline(await daemon.facts()));
}

/** systemd names several with colons between them. */
function stateOf(folders: string | undefined): string {
  const [first = ''] = (folders ?? '').split(':');
  return first === '' ? WATCH_STATE : first;
}

interface Behind {
  readonly daemon: Daemon;
  readonly taken: Taken;
  readonly host: Host;
  readonly folder: string;
  readonly memory: boolean;
}

/** Where nothing can be written there is no place for a socket, either: then nobody can ask, and that is said. */
async function openedDoor(
  { daemon, taken, host, folder, memory }: Behind,
  { log, io }: { readonly log: Log; readonly io: CommandIo },
): Promise<Door | null> {
  const { openDoor, tokensIn, vendors, uidOf } = await steelDoor();
  const socket = socketToOpen(folder, io.env['RUNTIME_DIRECTORY']);
  const { listen, hosts, tls, behindProxy, trustedProxies } = taken.config.web;
  const now = (): number => io.now();
  const wish = {
    service: daemon,
    beside: besideHere({ store: daemon.store, host, vendors, now, taken: () => taken }),
    vendors,
    tokens: tokensIn(folder),
    now,
    socket,
    listen,
    hosts,
    tls,
    behindProxy,
    trustedProxies,
    uidOf,
  };
  try {
    return await openDoor(wish);
  } catch (fault) {
    if (!(fault instanceof SystemFault) || !memory || fault.code === '') throw fault;
    log.say('critical', `${fault.message}: arpist status cannot ask this service`);
    return null;
  }
}
