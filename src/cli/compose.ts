import { SystemFault } from '../base/fault.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import type { Host, Vendors } from '../ports/host.ts';
import type { HostView } from '../ports/host-view.ts';
import type { LoginFacts } from '../declare/logins.ts';
import type { Ipv4 } from '../base/ipv4.ts';
import type { Result } from '../base/result.ts';
import type { Journal } from '../ports/journal.ts';
import type { NeighbourTable } from '../ports/neighbours.ts';
import type { TableWatch } from '../ports/table-watch.ts';
import type { Vlans } from '../ports/vlans.ts';
import type { ConfigFiles } from '../ports/config-files.ts';
import type { OwnFiles } from '../ports/files.ts';
import type { Watchdog } from '../ports/watchdog.ts';
import type { UndoHands } from '../verbs/mend/undo.ts';
import type { MendHands } from '../verbs/mend/apply.ts';
import type { ScanHands } from '../verbs/scan/scan.ts';
import type * as PaperAnswers from '../sim/who-answers.ts';

export type Hands = ScanHands & { readonly vendors: Vendors };

/** The hands of this machine. Nothing is opened before a verb asks for it. */
export async function steelHands(): Promise<Hands> {
  if (process.platform !== 'linux')
    throw new SystemFault('unsupported', `asking the network needs Linux, and this is ${process.platform}`, {
      operation: 'open host',
      remedy: 'arpist read works on captures here, and arpist demo on paper',
    });
  const [{ openHost }, { openClock }, { openDice }, { packedVendors }] = await Promise.all([
    import('../linux/host.ts'),
    import('../linux/clock.ts'),
    import('../linux/dice.ts'),
    import('../store/vendors.ts'),
  ]);
  return { host: openHost(), clock: openClock(), dice: openDice(), vendors: packedVendors() };
}

/** The hands of this machine, and a look at its routes that follows their changes. */
export async function steelProxyHands(): Promise<Hands & { readonly view: HostView }> {
  const hands = await steelHands();
  const { openHostView } = await import('../linux/host-view.ts');
  return { ...hands, view: openHostView() };
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
  if (process.platform !== 'linux')
    throw new SystemFault(
      'unsupported',
      `there is no Linux kernel here to ask: this is ${process.platform}`,
      {
        operation: 'take snapshot',
        remedy: 'take one with arpist snapshot on a Linux host, and name it with --host FILE',
      },
    );
  const { readSnapshot } = await import('../linux/snapshot.ts');
  return readSnapshot(namespace === undefined ? {} : { namespace });
}

/** The kernel's neighbour table; no rights are needed to read it. Nothing is written before something is changed. */
export async function steelNeighbours(): Promise<{
  readonly table: NeighbourTable;
  readonly vendors: Vendors;
  readonly journal: Journal;
  readonly lookUp: (name: string) => Promise<Result<readonly Ipv4[], string>>;
  readonly wire: () => Promise<ScanHands>;
  readonly watch: () => Promise<TableWatch>;
  readonly snapshot: () => Promise<HostSnapshot>;
  readonly lasting: () => Promise<
    Pick<MendDoor, 'files' | 'config' | 'networkFileOf'> & { readonly host: HostSnapshot }
  >;
}> {
  if (process.platform !== 'linux')
    throw new SystemFault(
      'unsupported',
      `there is no Linux kernel here to ask: this is ${process.platform}`,
      {
        operation: 'open neighbour table',
        remedy: 'arpist read works on captures here, and arpist demo on paper',
      },
    );
  const [{ openNeighbourTable }, { openJournal }, { packedVendors }] = await Promise.all([
    import('../linux/neighbour-table.ts'),
    import('../linux/journal.ts'),
    import('../store/vendors.ts'),
  ]);
  const journal = openJournal(stateFolder());
  const lookUp: Awaited<ReturnType<typeof steelNeighbours>>['lookUp'] = async (name) =>
    await (await import('./names.ts')).addressesOf(name);
  const watch = async (): Promise<TableWatch> =>
    (await import('../linux/neighbour-watch.ts')).openNeighbourWatch();
  const lasting: Awaited<ReturnType<typeof steelNeighbours>>['lasting'] = async () => {
    const { files, config, networkFileOf, system } = await steelMend();
    return { files, config, networkFileOf, host: system.snapshot() };
  };
  return {
    table: openNeighbourTable(),
    vendors: packedVendors(),
    journal,
    lookUp,
    wire: steelHands,
    watch,
    snapshot: steelSnapshot,
    lasting,
  };
}

/** The next hops of the default routes; no rights are needed. */
export async function steelGateways(): Promise<readonly { readonly link: string; readonly ip: Ipv4 }[]> {
  const { readGateways } = await import('../linux/gateways.ts');
  return readGateways();
}

/** How people came to this machine; where there is no Linux, what the environment tells. */
export async function steelLogins(): Promise<LoginFacts> {
  const { readLogins } = await import('../linux/logins.ts');
  return readLogins(process.env);
}

/** The VLAN links of this machine; no rights are needed. */
export async function steelVlans(): Promise<Vlans> {
  if (process.platform !== 'linux')
    throw new SystemFault(
      'unsupported',
      `there is no Linux kernel here to ask: this is ${process.platform}`,
      { operation: 'read VLANs', remedy: 'run it on the Linux host whose VLANs they are' },
    );
  const { openVlans } = await import('../linux/vlans.ts');
  return openVlans();
}

/** What changes this machine, and where that is written down before. Nothing is opened before a verb asks for it. */
export async function steelSystem(): Promise<MendHands> {
  const [{ openSystem }, { openJournal }, { openOwnFiles }] = await Promise.all([
    import('../linux/system.ts'),
    import('../linux/journal.ts'),
    import('../linux/own-files.ts'),
  ]);
  return { system: openSystem(), history: openJournal(stateFolder()), files: openOwnFiles(rootFolder()) };
}

/** The registers alone, for what reads and asks nobody: works on any system. */
export async function steelVendors(): Promise<Vendors> {
  const { packedVendors } = await import('../store/vendors.ts');
  return packedVendors();
}

/** A network made for the demo, and the hands to ask it. */
export interface Stage {
  readonly words: string;
  open(): Promise<Hands>;
  close(): void;
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

async function handsOver(host: Host, clock: Hands['clock'], dice: Hands['dice']): Promise<Hands> {
  const { packedVendors } = await import('../store/vendors.ts');
  return { host, clock, dice, vendors: packedVendors() };
}

/** What changes this machine, and undoes it. Nothing is written before something is changed. */
export interface MendDoor extends UndoHands {
  readonly files: OwnFiles;
  readonly config: ConfigFiles;
  readonly watchdog: Watchdog;
  /** The file systemd-networkd configures a link from; null when it does not. */
  readonly networkFileOf: (link: string) => string | null;
  /** Lines a person types while something else goes on; null without a terminal. */
  readonly typed: (() => TypedLines) | null;
}

export interface TypedLines {
  /** Those typed since the last question. */
  heard(): readonly string[];
  /** Nobody can type any more. */
  ended(): boolean;
  close(): void;
}

export async function steelMend(): Promise<MendDoor> {
  if (process.platform !== 'linux')
    throw new SystemFault(
      'unsupported',
      `there is no Linux kernel here to change: this is ${process.platform}`,
      {
        operation: 'open system',
        remedy: 'arpist plan works here, on the snapshot of a Linux host named with --host FILE',
      },
    );
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
