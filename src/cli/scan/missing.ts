import type { SystemFault } from '../../base/fault.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { tellFault } from '../faults.ts';
import type { CommandIo } from '../io.ts';
import { count } from '../../terminal/text/texts.ts';

const TOLD = 20;

/** Names in a list that did not resolve: the rest is done, and it was not all. */
export class Missing {
  readonly #io: Pick<CommandIo, 'stderr'>;
  #any = false;

  constructor(io: Pick<CommandIo, 'stderr'>) {
    this.#io = io;
  }

  readonly tell = (faults: readonly SystemFault[]): void => {
    this.#any = true;
    for (const fault of faults.slice(0, TOLD)) this.#io.stderr.write(`${tellFault(fault).sentence}\n`);
    if (faults.length > TOLD)
      this.#io.stderr.write(`arpist: and ${count(faults.length - TOLD)} more names that do not resolve.\n`);
  };

  codeOf(code: ExitCode): ExitCode {
    return this.#any && (code === EXIT.done || code === EXIT.negative) ? EXIT.partial : code;
  }
}
