import type { SpoolBatch } from '../ports/spool.ts';
import type { UplinkAnswer, Uplink } from '../ports/uplink.ts';

/** A centre of paper: it keeps what it is told, by the rules of the real one, and is away or forgets when it is told to. */
export class PaperCentre {
  /** By run: how far it has everything, and the batches in their order. */
  readonly runs = new Map<string, { mark: number; readonly taken: SpoolBatch[] }>();
  away: string | null = null;
  refuses: string | null = null;
  now = 0;
  /** How often somebody came. */
  asked = 0;

  uplink(sensor: string): Uplink {
    return {
      to: 'paper:',
      sensor,
      send: async (batches) => this.#take(batches),
      close: async () => undefined,
    };
  }

  /** As after it was brought back from an older backup. */
  goBack(run: string, mark: number): void {
    const known = this.runs.get(run);
    if (!known) return;
    known.mark = mark;
    known.taken.splice(0, known.taken.length, ...known.taken.filter(({ to }) => to <= mark));
  }

  #take(batches: readonly SpoolBatch[]): UplinkAnswer {
    this.asked++;
    if (this.away !== null) return { ok: false, kind: 'away', why: this.away };
    if (this.refuses !== null) return { ok: false, kind: 'refused', why: this.refuses };
    const run = batches[0]?.run ?? '';
    const known = this.runs.get(run) ?? { mark: 0, taken: [] };
    this.runs.set(run, known);
    let gap = false;
    for (const batch of batches) {
      if (batch.from > known.mark + 1) gap = true;
      if (gap || batch.to <= known.mark) continue;
      known.taken.push(batch);
      known.mark = batch.to;
    }
    return { ok: true, mark: { run, mark: known.mark, gap, now: this.now } };
  }
}
