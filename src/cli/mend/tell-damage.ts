import type { History } from '../../ports/journal.ts';
import { printable } from '../../base/printable.ts';
import type { CommandIo } from '../io.ts';

/** Says what of the journal cannot be read, and whether that may hide a change that stands. */
export function tellDamage({ history }: { readonly history: History }, io: CommandIo): boolean {
  const damage = history.damage();
  for (const { sentence, past } of damage)
    io.stderr.write(
      `arpist: the journal is damaged: ${printable(sentence)}${past ? ' (of an earlier start of the machine)' : ''}.\n`,
    );
  return damage.some(({ past }) => !past);
}
