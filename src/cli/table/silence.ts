import { UsageFault } from '../../base/fault.ts';
import { printable } from '../../base/printable.ts';
import { silenceWords } from '../../declare/silences.ts';
import { type Consent, isAgreed } from '../../doctor/consent.ts';
import type { SilenceTurn } from '../../doctor/silence.ts';
import type { TableChange } from '../../change/change.ts';
import { maySilence, silencedBy } from '../../verbs/table/silenced.ts';
import type { CommandIo } from '../io.ts';
import { count } from '../../terminal/text/texts.ts';
import type { TableHands } from '../hands.ts';

/** What a person said about answers that end. */
export interface Agreed {
  readonly silence: readonly Consent[];
  /** Whether that answer is the one the command is told to end. */
  readonly meant: (turn: SilenceTurn) => boolean;
  /** Whether all answers that a change may end are. */
  readonly meantWhole: (change: TableChange) => boolean;
}

/** Of a command that is told to end no answer. */
export function endsNone(silence: readonly Consent[]): Agreed {
  return { silence, meant: () => false, meantWhole: () => false };
}

const MOST_TOLD = 20;
/** Of what is meant anyway, no more are looked at: the model takes 0.1 ms for each. */
const MOST_LOOKED = 4096;
const MOST_NAMED = 4;

/** Tells which answers end, and throws UsageFault when one would that nobody named. */
export async function mustSilenceNobody(
  { snapshot }: TableHands,
  changes: readonly TableChange[],
  { io, agreed, values }: { readonly io: CommandIo; readonly agreed: Agreed; readonly values: Showing },
): Promise<void> {
  if (!snapshot || !maySilence(changes)) return;
  const whole = changes.filter(agreed.meantWhole);
  const looked = values.plain ? [] : whole.slice(0, MOST_LOOKED);
  const asked = [...changes.filter((change) => !agreed.meantWhole(change)), ...looked];
  const turns = silencedBy(await snapshot(), changes, asked);
  const unsaid = turns.filter((turn) => !agreed.meant(turn) && !isAgreed(agreed.silence, turn));
  if (unsaid.length > 0 && !values.dryRun) throw refusal(unsaid);
  if (!values.plain) for (const line of shownOf(turns)) io.stderr.write(`${printable(line)}\n`);
  if (!values.plain && whole.length > looked.length)
    io.stderr.write(`whoever asks for the other ${count(whole.length - looked.length)} was not looked at\n`);
  if (unsaid.length > 0) io.stderr.write(`${printable(`it would take ${wordFor(unsaid)}`)}\n`);
}

interface Showing {
  readonly dryRun: boolean;
  readonly plain: boolean;
}

function shownOf(turns: readonly SilenceTurn[]): readonly string[] {
  const lines = silenceWords(turns);
  const more = lines.length - MOST_TOLD;
  return more > 0 ? [...lines.slice(0, MOST_TOLD), `and ${more} more`] : lines;
}

function wordFor(unsaid: readonly SilenceTurn[]): string {
  const names = [...new Set(unsaid.map(({ ip, on }) => `${ip}@${on}`))];
  return `--silence ${(names.length > MOST_NAMED ? [...names.slice(0, MOST_NAMED), '…'] : names).join(',')}`;
}

function refusal(unsaid: readonly SilenceTurn[]): UsageFault {
  return new UsageFault(
    '',
    `nothing was changed: ${shownOf(unsaid).join('; ')}`,
    `name less, or write ${wordFor(unsaid)} if nobody needs that answer (--yes is not enough)`,
  );
}
