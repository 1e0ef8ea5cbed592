import { statSync } from 'node:fs';
import { SystemFault, UsageFault } from '../../base/fault.ts';
import { type Expected, NOTHING_EXPECTED } from '../../inventory/expected.ts';
import type { DaemonConfig } from '../../daemon/config.ts';
import type { MeantNow } from '../../daemon/daemon.ts';
import type { Log } from '../../ports/log.ts';
import type { CommandIo } from '../io.ts';
import { type MeantByFiles, type MeantFiles, meantByFiles } from '../watch/meant-files.ts';
import type { MovesHere } from '../watch/moves-here.ts';

/** How often it is looked whether files are others by now. */
const LOOK_EVERY = 2000;

/** What files and `arpist expect` say is meant to be; files are read again as soon as they have changed. */
export class MeantByConfig implements MeantNow {
  readonly #moves: MovesHere;
  readonly #io: Pick<CommandIo, 'openInput'>;
  readonly #log: Log;
  #files: MeantFiles = { known: [], leases: [] };
  #found: MeantByFiles = { pairs: [], leases: [], had: [] };
  #stamp = '';
  #lookAt = 0;
  #reading = false;
  #stirred = false;

  constructor(
    moves: MovesHere,
    { io, log }: { readonly io: Pick<CommandIo, 'openInput'>; readonly log: Log },
  ) {
    this.#moves = moves;
    this.#io = io;
    this.#log = log;
  }

  /** The files of a configuration are read before it holds. Throws UsageFault, SystemFault. */
  async read({ known, leases }: MeantFiles): Promise<() => void> {
    const files = { known, leases };
    const stamp = stampOf(files);
    const found = await meantByFiles(files, {
      openInput: this.#io.openInput.bind(this.#io),
      stderr: this.#notes(),
    });
    return () => {
      this.#files = files;
      this.#found = found;
      this.#stamp = stamp;
      this.#stirred = true;
    };
  }

  get changed(): boolean {
    const now = performance.now();
    if (now >= this.#lookAt && !this.#reading) {
      this.#lookAt = now + LOOK_EVERY;
      if (stampOf(this.#files) !== this.#stamp) void this.#again();
    }
    const stirred = this.#stirred;
    this.#stirred = false;
    return this.#moves.changed || stirred;
  }

  expected({ vips, networks }: DaemonConfig): Expected {
    const { pairs, leases } = this.#found;
    return {
      ...NOTHING_EXPECTED,
      gateways: vips.flatMap(({ address: ip, name: note, macs }) =>
        (macs.length > 0 ? macs : [null]).map((mac) => ({ ip, mac, vlan: null, note, expires: null })),
      ),
      networks: networks.map(({ cidr }) => cidr),
      pairs,
      leases,
      moves: this.#moves.moves(),
    };
  }

  /** A file that is written while it is read, or is wrong: what it said before holds, and the next change is looked at. */
  async #again(): Promise<void> {
    this.#reading = true;
    const stamp = stampOf(this.#files);
    try {
      (await this.read(this.#files))();
      this.#log.say('info', 'files of what is meant to be were read again');
    } catch (fault) {
      if (!(fault instanceof UsageFault) && !(fault instanceof SystemFault)) throw fault;
      const where = fault instanceof UsageFault && fault.where !== '' ? `${fault.where}: ` : '';
      this.#log.say('warning', `${where}${fault.message}: what was read before holds`);
      this.#stamp = stamp;
    } finally {
      this.#reading = false;
    }
  }

  /** Lines of leases that cannot be read are told where everything is. */
  #notes(): CommandIo['stderr'] {
    return {
      write: (text) => this.#log.say('warning', text.replace(/^arpist: /, '').trimEnd()),
      drained: () => Promise.resolve(),
      isTTY: false,
      colour: false,
      columns: 80,
      rows: 24,
    };
  }
}

function stampOf({ known, leases }: MeantFiles): string {
  return [...known, ...leases]
    .map((path) => {
      const facts = statSync(path, { bigint: true, throwIfNoEntry: false });
      return facts === undefined ? '-' : `${facts.ino} ${facts.size} ${facts.mtimeNs}`;
    })
    .join();
}
