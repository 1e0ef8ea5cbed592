import type { Ipv4 } from '../base/ipv4.ts';
import type { Result } from '../base/result.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import type { OpenDoor, TokenKeeper } from '../ports/door.ts';
import type { ConfigFiles } from '../ports/config-files.ts';
import type { OwnFiles } from '../ports/files.ts';
import type { Vendors } from '../ports/host.ts';
import type { HostView } from '../ports/host-view.ts';
import type { Journal } from '../ports/journal.ts';
import type { NeighbourTable } from '../ports/neighbours.ts';
import type { TableWatch } from '../ports/table-watch.ts';
import type { Watchdog } from '../ports/watchdog.ts';
import type { MendHands } from '../verbs/mend/apply.ts';
import type { WatchHands } from '../verbs/watch/live.ts';
import type { AskingHands } from '../asking/hands.ts';

/** What asks the network, and names who answers. */
export type NetworkHands = AskingHands & { readonly vendors: Vendors };

/** The same, and a look at the host's routes that follows their changes. */
export type ViewingHands = NetworkHands & { readonly view: HostView };

/** What watches the network as it is now. */
export type WatchingHands = ViewingHands & WatchHands;

/** Where a service is asked, and who may ask. */
export interface DoorHands {
  readonly openDoor: OpenDoor;
  /** User of the process at the other end of a Unix socket. */
  readonly uidOf: (fd: number) => number | null;
  readonly tokensIn: (folder: string) => TokenKeeper;
  readonly vendors: Vendors;
}

export interface TableHands {
  readonly table: NeighbourTable;
  readonly vendors: Vendors;
  readonly journal: Journal;
  /** All IPv4 addresses of a host name, or why there is none. */
  readonly lookUp: (name: string) => Promise<Result<readonly Ipv4[], string>>;
  /** What asks the network; loaded only when somebody does. */
  readonly wire: () => Promise<AskingHands>;
  readonly watch: () => Promise<TableWatch>;
  /** For the guard of logins; left out where there is none. */
  readonly snapshot?: () => Promise<HostSnapshot>;
  /** What writes files that last, and knows whether they are read. */
  readonly lasting: () => Promise<LastingHands>;
}

export interface LastingHands {
  readonly files: OwnFiles;
  readonly config: ConfigFiles;
  readonly networkFileOf: (link: string) => string | null;
  readonly host: HostSnapshot;
}

/** What changes this machine, and undoes it. Nothing is written before something is changed. */
export interface MendDoor extends MendHands {
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

/** A network made for the demo, and the hands to ask it. */
export interface Stage {
  readonly words: string;
  /** Another node of a cluster takes the address they share; left out where there is none. */
  readonly failOver?: () => void;
  open(): Promise<NetworkHands>;
  close(): void;
}
