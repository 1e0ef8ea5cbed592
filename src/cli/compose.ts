import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';

import { SystemFault } from '../base/fault.ts';
import type { Ipv4 } from '../base/ipv4.ts';
import type { LoginFacts } from '../declare/logins.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import type { TokenKeeper } from '../ports/door.ts';
import type { Expectations } from '../ports/expectations.ts';
import type { Host, Vendors } from '../ports/host.ts';
import type { GuardState } from '../ports/guard.ts';
import type { Vlans } from '../ports/vlans.ts';
import type * as PaperAnswers from '../sim/who-answers.ts';
import type { MendHands } from '../verbs/mend/apply.ts';
import type { AlertTarget } from '../daemon/alerts.ts';
import type { Spool } from '../ports/spool.ts';
import type { Store } from '../ports/store.ts';
import type { ForeignHands } from './exchange/sources.ts';
import type { TargetConfig } from '../ports/targets.ts';
import { socketPaths, STORE_FILE, storePath, type StoreHands } from './history/store-flag.ts';
import type { ServiceHands } from '../verbs/service/service.ts';
import type { MemoryDoor } from './orders/door.ts';
import type { NetworkHands, MendDoor, ViewingHands, Stage, TableHands, WatchingHands } from './hands.ts';

/** In the folder of a state. */
const TOKEN_FILE = 'tokens.json';

/** What needs a Linux kernel, and what to do without one. */
const NEEDS = {
  host: {
    operation: 'open host',
    text: 'asking the network needs Linux',
    remedy: 'arpist read works on captures here, and arpist demo on paper',
  },
  neighbours: {
    operation: 'open neighbour table',
    text: 'the neighbour table is in the Linux kernel',
    remedy: 'arpist read works on captures here, and arpist demo on paper',
  },
  snapshot: {
    operation: 'take snapshot',
    text: 'a snapshot is of a Linux kernel',
    remedy: 'take one with arpist snapshot on a Linux host, and name it with --host FILE',
  },
  guard: {
    operation: 'read the guard',
    text: 'what is guarded is in the Linux kernel',
    remedy: 'run it on the Linux host that guards',
  },
  gateways: {
    operation: 'read routes',
    text: 'the routes are read from the Linux kernel',
    remedy: 'name the gateway by its address',
  },
  vlans: {
    operation: 'read VLANs',
    text: 'VLAN interfaces are read from the Linux kernel',
    remedy: 'run it on the Linux host whose VLANs they are',
  },
  system: {
    operation: 'open system',
    text: 'there is no Linux kernel here to change',
    remedy: 'arpist plan works here, on the snapshot of a Linux host named with --host FILE',
  },
} as const;

/** Hands are opened on Linux alone; elsewhere it is said before anything of them is loaded. Throws SystemFault. */
async function onLinux<T>(what: keyof typeof NEEDS, open: () => Promise<T>): Promise<T> {
  if (process.platform === 'linux') return await open();
  const { operation, text, remedy } = NEEDS[what];
  throw new SystemFault('unsupported', `${text}, and this is ${process.platform}`, { operation, remedy });
}

/** The hands of this machine. Nothing is opened before a verb asks for it. */
export async function steelHands(): Promise<NetworkHands> {
  return await onLinux('host', async () => {
    const [{ openHost }, { openClock }, { openDice }, { packedVendors }] = await Promise.all([
      import('../linux/host.ts'),
      import('../linux/clock.ts'),
      import('../linux/dice.ts'),
      import('../store/vendors.ts'),
    ]);
    return { host: openHost(), clock: openClock(), dice: openDice(), vendors: packedVendors() };
  });
}

/** The hands of this machine, and a look at its routes that follows their changes. */
export async function steelProxyHands(): Promise<ViewingHands> {
  const hands = await steelHands();
  const { openHostView } = await import('../linux/host-view.ts');
  return { ...hands, view: openHostView() };
}

/** What hears this machine's links, and follows what becomes of them. */
export async function steelWatchHands(): Promise<WatchingHands> {
  const hands = await steelProxyHands();
  return { ...hands, wall: () => Date.now(), changed: () => hands.view.changed() };
}

function stateFolder(): string {
  return process.env['ARPIST_STATE'] || '/var/lib/arpist';
}

/** Before the path of every file of the system's own configuration. */
function rootFolder(): string {
  return process.env['ARPIST_ROOT'] ?? '';
}

/** What the model needs to know of this machine, or of one of its namespaces; for its own no rights are needed. */
export async function steelSnapshot(namespace?: string): Promise<HostSnapshot> {
  return await onLinux('snapshot', async () => {
    const { readSnapshot } = await import('../linux/snapshot.ts');
    return readSnapshot(namespace === undefined ? {} : { namespace });
  });
}

/** The kernel's neighbour table; no rights are needed to read it. Nothing is written before something is changed. */
export async function steelNeighbours(): Promise<TableHands> {
  return await onLinux('neighbours', async () => {
    const [{ openNeighbourTable }, { openJournal }, { packedVendors }] = await Promise.all([
      import('../linux/neighbour-table.ts'),
      import('../linux/journal.ts'),
      import('../store/vendors.ts'),
    ]);
    return {
      table: openNeighbourTable(),
      vendors: packedVendors(),
      journal: openJournal(stateFolder()),
      lookUp: async (name) => await (await import('./names.ts')).addressesOf(name),
      wire: steelHands,
      watch: async () => (await import('../linux/neighbour-watch.ts')).openNeighbourWatch(),
      snapshot: steelSnapshot,
      lasting: async () => {
        const { files, config, networkFileOf, system } = await steelMend();
        return { files, config, networkFileOf, host: system.snapshot() };
      },
    };
  });
}

/** What is expected on this machine, where the journal is. */
export async function steelExpectations(): Promise<Expectations> {
  return await onLinux('system', async () => {
    const { openExpectations } = await import('../linux/expectations.ts');
    return openExpectations(stateFolder());
  });
}

/** The next hops of the default routes; no rights are needed. */
export async function steelGateways(): Promise<readonly { readonly link: string; readonly ip: Ipv4 }[]> {
  return await onLinux('gateways', async () => (await import('../linux/gateways.ts')).readGateways());
}

/** How people came to this machine; where there is no Linux, what the environment tells. */
export async function steelLogins(): Promise<LoginFacts> {
  const { readLogins } = await import('../linux/logins.ts');
  return readLogins(process.env);
}

/** What is guarded on this machine, and who lied. */
export async function steelGuard(): Promise<GuardState> {
  return await onLinux('guard', async () => (await import('../linux/guard.ts')).readGuard());
}

/** The VLAN links of this machine; no rights are needed. */
export async function steelVlans(): Promise<Vlans> {
  return await onLinux('vlans', async () => (await import('../linux/vlans.ts')).openVlans());
}

/** What changes this machine, and where that is written down before. Nothing is opened before a verb asks for it. */
export async function steelSystem(): Promise<MendHands> {
  return await onLinux('system', async () => {
    const [{ openSystem }, { openJournal }, { openOwnFiles }] = await Promise.all([
      import('../linux/system.ts'),
      import('../linux/journal.ts'),
      import('../linux/own-files.ts'),
    ]);
    return { system: openSystem(), history: openJournal(stateFolder()), files: openOwnFiles(rootFolder()) };
  });
}

/** The registers alone, for what reads and asks nobody: works on any system. */
export async function steelVendors(): Promise<Vendors> {
  const { packedVendors } = await import('../store/vendors.ts');
  return packedVendors();
}

/** What a watch remembers, to be read: works on any system whose Node has SQLite. */
export async function steelStore(): Promise<StoreHands> {
  const { packedVendors } = await import('../store/vendors.ts');
  return { openStore: readStore, vendors: packedVendors() };
}

/** The file, or where a running service has none what it remembers. Throws SystemFault. */
async function readStore(path: string): Promise<Store> {
  const sockets = basename(path) === STORE_FILE ? socketPaths(dirname(path)) : [];
  if (sockets.some((socket) => existsSync(socket))) {
    const { memoryBehind } = await import('./memory-client.ts');
    const memory = await memoryBehind(dirname(path), existsSync(path));
    if (memory) return memory;
  }
  const { openStore } = await import('../store/sqlite/store.ts');
  return await openStore(path, 'reader');
}

/** What a watch remembers, to be asked for and changed: by the service that writes it, or where none runs by itself. */
export async function steelMemory(): Promise<MemoryDoor> {
  const [{ openStore }, { packedVendors }, { askService }, { listenToTerminal }] = await Promise.all([
    import('../store/sqlite/store.ts'),
    import('../store/vendors.ts'),
    import('./service-client.ts'),
    import('./terminal.ts'),
  ]);
  return {
    service: askService,
    read: readStore,
    write: (path) => openStore(path, 'writer'),
    vendors: packedVendors(),
    user: () => process.env['SUDO_USER'] || userName(),
    typed: process.stdin.isTTY ? listenToTerminal : null,
  };
}

/** A user may have no name, in a container. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? '?'}`;
  }
}

/**
 * The store in a folder, to be written by a thread of its own: the folder is made for its owner alone, and a damaged store is
 * moved aside, which `note` is told. Throws SystemFault.
 */
export async function steelStoreWriter(folder: string, note: (text: string) => void): Promise<Store & Spool> {
  const [{ openStoreThread }, { makeStateFolder }] = await Promise.all([
    import('../store/sqlite/thread.ts'),
    import('../store/folder.ts'),
  ]);
  makeStateFolder(folder);
  return await openStoreThread(storePath(folder), note);
}

/** The tokens of a state folder, which is there. */
export async function steelTokens(folder: string): Promise<TokenKeeper> {
  const [{ Tokens }, { tokenFile }] = await Promise.all([
    import('../http/tokens.ts'),
    import('../http/token-file.ts'),
  ]);
  return new Tokens(tokenFile(join(folder, TOKEN_FILE)));
}

/**
 * Who brings messages to targets, each with its own queue; nothing is connected before there is a message. `site` names
 * this place. Throws UsageFault for a target that cannot be, SystemFault where there is no kernel for it.
 */
export async function steelTargets(
  configs: readonly TargetConfig[],
  site: string,
): Promise<readonly AlertTarget[]> {
  const [{ openTargets }, { openDatagrams }] = await Promise.all([
    import('../notify/open-targets.ts'),
    import('../linux/datagrams.ts'),
  ]);
  return openTargets(configs, { site, datagrams: openDatagrams });
}

/**
 * Namespaces with true kernels; undefined where none can be made (root in a container may not). They are gone after
 * `close`, and at the latest with the process.
 */
export async function steelStage(): Promise<Stage | undefined> {
  if ((await import('../linux/lab.ts')).whyNoLab !== false) return undefined;
  const [{ openDemoNetwork }, { openClock }, { openDice }] = await Promise.all([
    import('../linux/demo-network.ts'),
    import('../linux/clock.ts'),
    import('../linux/dice.ts'),
  ]);
  const network = openDemoNetwork();
  return {
    words: 'A small network of namespaces on this machine: true kernels, gone when the demo ends.',
    failOver: () => network.failOver(),
    open: () => handsOver(network.host, openClock(), openDice()),
    close: () => network.close(),
  };
}

/** The simulated segment: no root, any system, the same every time. */
export async function paperStage(): Promise<Stage> {
  const [{ smallOffice }, { seededDice }] = await Promise.all([
    import('../sim/scenarios.ts'),
    import('../base/dice.ts'),
  ]);
  const { world, host } = smallOffice();
  return {
    words:
      'A small network on paper: simulated hosts that decide as Linux does. As root, namespaces are used.',
    open: () => handsOver(host, world.clock, seededDice(1)),
    close: () => undefined,
  };
}

async function handsOver(
  host: Host,
  clock: NetworkHands['clock'],
  dice: NetworkHands['dice'],
): Promise<NetworkHands> {
  const { packedVendors } = await import('../store/vendors.ts');
  return { host, clock, dice, vendors: packedVendors() };
}

/** What changes this machine, and undoes it. Nothing is written before something is changed. */
export async function steelMend(): Promise<MendDoor> {
  return await onLinux('system', async () => {
    const [system, journal, neighbours, files, config, watchdog, networkd, terminal] = await Promise.all([
      import('../linux/system.ts'),
      import('../linux/journal.ts'),
      import('../linux/neighbour-table.ts'),
      import('../linux/own-files.ts'),
      import('../linux/config-files.ts'),
      import('../linux/watchdog.ts'),
      import('../linux/networkd.ts'),
      import('./terminal.ts'),
    ]);
    return {
      system: system.openSystem(),
      history: journal.openJournal(stateFolder()),
      table: neighbours.openNeighbourTable(),
      files: files.openOwnFiles(rootFolder()),
      config: config.openConfigFiles(rootFolder()),
      watchdog: watchdog.openWatchdog(stateFolder()),
      networkFileOf: networkd.networkFileOf,
      typed: process.stdin.isTTY ? terminal.listenToTerminal : null,
    };
  });
}

/** What ends the process without Node's own way out; undefined where there is none. */
export async function steelExit(): Promise<((code: number) => void) | undefined> {
  if (process.platform !== 'linux') return undefined;
  const { openLibc } = await import('../linux/ffi/libc.ts');
  const libc = openLibc();
  return (code) => libc._exit(code);
}

/** Snapshots put on paper segments, where a bystander asks: works on any system. */
export async function paperAnswers(): Promise<typeof PaperAnswers> {
  return await import('../sim/who-answers.ts');
}

/** Folders and databases that other programs wrote; nothing of them is changed. */
export async function steelForeign(): Promise<ForeignHands> {
  const [{ readForeignTable }, { namesIn }] = await Promise.all([
    import('../store/sqlite/foreign.ts'),
    import('./exchange/folder.ts'),
  ]);
  return { list: namesIn, table: readForeignTable };
}

/** What starts services on this machine, and what writes their files. Throws SystemFault. */
export async function steelService(): Promise<ServiceHands> {
  return await onLinux('system', async () => {
    const [journal, files, config, service] = await Promise.all([
      import('../linux/journal.ts'),
      import('../linux/own-files.ts'),
      import('../linux/config-files.ts'),
      import('../linux/units.ts'),
    ]);
    return {
      history: journal.openJournal(stateFolder()),
      files: files.openOwnFiles(rootFolder()),
      config: config.openConfigFiles(rootFolder()),
      manager: service.openUnits(),
      program: service.ownProgram(),
    };
  });
}
