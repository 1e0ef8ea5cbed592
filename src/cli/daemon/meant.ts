import { type Expected, NOTHING_EXPECTED } from '../../inventory/expected.ts';
import type { DaemonConfig } from '../../daemon/config.ts';
import type { MeantNow } from '../../daemon/daemon.ts';
import type { Log } from '../../ports/log.ts';
import type { CommandIo } from '../io.ts';
import { MeantAgain } from '../watch/meant-again.ts';
import type { MeantFiles } from '../watch/meant-files.ts';
import type { MovesHere } from '../watch/moves-here.ts';

/** What files and `arpist expect` say is meant to be; files are read again as soon as they have changed. */
export class MeantByConfig implements MeantNow {
  readonly #moves: MovesHere;
  readonly #files: MeantAgain;

  constructor(
    moves: MovesHere,
    { io, log }: { readonly io: Pick<CommandIo, 'openInput'>; readonly log: Log },
  ) {
    this.#moves = moves;
    this.#files = new MeantAgain(io, (level, text) => log.say(level, text));
  }

  /** The files of a configuration are read before it holds. Throws UsageFault, SystemFault. */
  async read(files: MeantFiles): Promise<() => void> {
    return await this.#files.read(files);
  }

  get changed(): boolean {
    // Both are asked: each forgets what it told.
    const files = this.#files.changed;
    return this.#moves.changed || files;
  }

  expected({ vips, networks }: DaemonConfig): Expected {
    const { pairs, leases } = this.#files.found;
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
}
