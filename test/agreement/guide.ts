import { parseMac } from '../../src/base/mac.ts';
import type { Heard } from '../../src/kernel/heard.ts';
import type { HostSnapshot } from '../../src/kernel/host.ts';
import { bytesOf, type Candidate } from './draw-frames.ts';
import type { Model } from './model.ts';
import type { Mutant } from './mutants.ts';

/** Models that are asked at one host. */
const ASKED = 40;
const ASKED_AGAIN = 8;
/** So often told apart is enough, as long as others wait. */
const ENOUGH = 2;

/**
 * Chooses frames by what they can tell: one that the model and a mutant of it answer differently says which of the two the
 * kernel is. What the kernel does is not known here, so no disagreement can be hidden by the choice.
 */
export class Guide {
  readonly #model: Model;
  readonly #mutants: readonly { readonly model: Model; told: number; asked: number }[];

  constructor(model: Model, mutants: readonly Mutant[]) {
    this.#model = model;
    this.#mutants = mutants.map((mutant) => ({ model: mutant.model, told: 0, asked: 0 }));
  }

  /** Candidates that tell mutants apart come first, two for each; the others as they were. */
  sort(host: HostSnapshot, candidates: readonly Candidate[]): readonly Candidate[] {
    const cases = candidates.map((candidate) => {
      const heard = this.#model.heardFrom(bytesOf(candidate.frame.bytes), `e${candidate.frame.nic}`);
      return { candidate, heard, base: signature(this.#model, host, { candidate, heard }) };
    });
    const first = new Set<Candidate>();
    for (const mutant of this.#next()) {
      mutant.asked++;
      const telling = cases.filter((each) => signature(mutant.model, host, each) !== each.base);
      for (const { candidate } of telling.slice(0, 2)) first.add(candidate);
      if (telling.length > 0) mutant.told++;
    }
    return [...first, ...candidates.filter((candidate) => !first.has(candidate))];
  }

  /** Those that wait to be told apart, and a few of the others in turn. */
  #next(): { readonly model: Model; told: number; asked: number }[] {
    const inTurn = this.#mutants.toSorted((a, b) => a.asked - b.asked);
    const waiting = inTurn.filter(({ told }) => told < ENOUGH);
    const others = inTurn.filter(({ told }) => told >= ENOUGH);
    return [...waiting.slice(0, ASKED), ...others.slice(0, ASKED_AGAIN)];
  }
}

const SOON = 30;

/** All that a model says of a frame, in one line. */
function signature(
  model: Model,
  host: HostSnapshot,
  { candidate, heard }: { candidate: Candidate; heard: Heard },
): string {
  const { entry } = candidate;
  const kernel = model.asKernel(host);
  const { reply, lesson } = model.receive(heard, kernel);
  const answer = reply.yes ? `${reply.value.src} ${reply.value.dst} ${reply.value.delay > 0}` : 'no';
  if (typeof lesson === 'string') return `${answer} ${known(entry)}`;
  const link = kernel.linkOf.get(heard.link)!;
  const before = entry
    ? {
        ...model.newNeighbour(link.timing, 0),
        state: entry.state,
        mac: entry.mac ? parseMac(entry.mac)! : null,
        queue: entry.queued ? [100] : [],
      }
    : undefined;
  const after = model.takeHint(kernel, { hint: lesson, known: before, now: SOON }).entry;
  return `${answer} ${after?.state} ${after?.mac ?? null}`;
}

function known(entry: Candidate['entry']): string {
  return `${entry?.state} ${entry?.mac ? parseMac(entry.mac)! : null}`;
}
