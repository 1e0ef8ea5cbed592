import { SystemFault } from '../../base/fault.ts';
import type { Signal } from '../../base/signal.ts';
import type { SystemChange } from '../../change/change.ts';
import { type Touched, touchedBy } from '../../change/touched.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import type { History, PersistFile } from '../../ports/journal.ts';
import type { OwnFiles } from '../../ports/files.ts';
import type { Outcome } from '../../ports/neighbours.ts';
import type { Kept, Surroundings, System } from '../../ports/system.ts';
import type { Watchdog } from '../../ports/watchdog.ts';
import { mustBeFree } from './standing.ts';
import { type FilesReport, NO_FILES, writeFiles } from './write-files.ts';

/** What a machine is changed with. */
export interface MendHands {
  readonly system: System;
  readonly history: History;
  readonly files: OwnFiles;
}

/** A change that nobody would take back cannot be asked for. */
export interface Confirmation {
  /** Seconds from its end. */
  readonly within: number;
  readonly watchdog: Watchdog;
}

/** One step of a plan, as far as making it goes. */
export interface Step {
  readonly change: SystemChange;
  readonly undo: readonly SystemChange[];
}

export interface ApplyWishes<S extends Step> {
  /** For the journal: as the person typed it, without the program's name. */
  readonly command: string;
  /** What has to be done on the host as it is when nobody else of us may change it any more. */
  readonly plan: (host: HostSnapshot) => readonly S[];
  /** Why a step cannot be made on the host as it is; null: it can. Asked right before the step. */
  readonly hinders: (step: S, host: Surroundings) => string | null;
  /** Written down with the rest; whoever confirms writes them. */
  readonly files?: readonly PersistFile[];
  /** It is taken back unless it is confirmed. */
  readonly confirm?: Confirmation;
}

/** What is told while a plan is carried out. */
export type ApplyEvent<S extends Step> =
  /** It stands in the journal, and nothing was changed yet. */
  | { readonly type: 'begun'; readonly name: string; readonly steps: readonly S[] }
  /** `more`: others were made together with it, and nothing could come between. */
  | { readonly type: 'made'; readonly step: S; readonly at: number; readonly more: boolean };

/** How it went. */
export interface ApplyReport<S extends Step> {
  /** `nothing`: it is so already. `taken-back`: as before. `stuck`: it could not be taken back in full. */
  readonly ending: 'nothing' | 'done' | 'taken-back' | 'stuck';
  readonly name: string | null;
  readonly steps: readonly S[];
  readonly made: number;
  /** Why it was not made to the end. */
  readonly because:
    | { readonly kind: 'refused'; readonly step: S; readonly outcome: Outcome }
    | { readonly kind: 'hindered'; readonly step: S; readonly sentence: string }
    | { readonly kind: 'interrupted' }
    | null;
  /** What is not as it was, though it was taken back. */
  readonly left: readonly string[];
  readonly files: FilesReport;
}

/** Up to so many steps each is checked and made alone; more go in parts. */
const ALONE = 64;
const PART = 256;

/**
 * Makes a plan: written down with all it touches before the first step, each step checked against the host as it is right
 * before it; what was made is taken back when one cannot be. Nothing is changed without rights, or when the journal
 * cannot be written. Throws SystemFault.
 */
export async function* apply<S extends Step>(
  { system, history, files: ownFiles }: MendHands,
  wishes: ApplyWishes<S>,
  signal?: Signal,
): AsyncGenerator<ApplyEvent<S>, ApplyReport<S>> {
  system.mustMayChange();
  const lock = history.lock();
  try {
    mustBeFree(history);
    const { command, confirm } = wishes;
    for (const file of wishes.files ?? []) mustBeOurs(ownFiles.hindrance(file), file);
    const files = (wishes.files ?? []).map((file) => ownFiles.before(file));
    const host = system.snapshot();
    const steps = wishes.plan(host);
    if (steps.length === 0 && files.length === 0)
      return { ending: 'nothing', name: null, steps, made: 0, because: null, left: [], files: NO_FILES };
    const changes = steps.map(({ change }) => change);
    const touched = touchedBy(changes, host);
    const before = system.keep(touched);
    const name = history.begin({
      by: 'state',
      command,
      changes,
      undo: steps.map(({ undo }) => (undo.length === 0 ? null : undo)),
      before,
      touched,
      hadRules: host.sticky.customRules,
      ...(files.length === 0 ? {} : { files }),
      ...(confirm === undefined ? {} : { confirm: confirm.within }),
    });
    const making = new Making(system, { before, touched }, steps);
    let ended = false;
    try {
      // Before the first change: the session may be cut by any of them.
      confirm?.watchdog.start(name);
      yield { type: 'begun', name, steps };
      for (const { at, part } of partsOf(steps)) {
        if (signal?.aborted) making.stop({ kind: 'interrupted' });
        else making.make(part, wishes.hinders);
        if (making.because) break;
        const last = at + part.length - 1;
        for (const [nth, step] of part.entries())
          yield { type: 'made', step, at: at + nth, more: at + nth < last };
      }
      if (making.because === null) {
        history.end(name, [], making.states());
        ended = true;
        const written = confirm === undefined ? writeFiles(ownFiles, files) : NO_FILES;
        return { ending: 'done', name, steps, made: steps.length, because: null, left: [], files: written };
      }
      const { left, complete } = making.takeBack();
      ended = true;
      history.end(name, []);
      if (complete) history.mark(name, 'undone');
      const { made, because } = making;
      return { ending: complete ? 'taken-back' : 'stuck', name, steps, made, because, left, files: NO_FILES };
    } finally {
      // Whoever watched lost interest, or something unforeseen was thrown: nothing half done stays.
      if (!ended && making.takeBack().complete) history.mark(name, 'undone');
    }
  } finally {
    lock.release();
  }
}

function mustBeOurs(hindrance: string | null, { path }: PersistFile): void {
  if (hindrance === null) return;
  throw new SystemFault('file', `${hindrance}: nothing was changed`, {
    operation: 'write',
    facts: { file: path },
    remedy: 'move it away first, or leave --persist out',
  });
}

function* partsOf<S>(steps: readonly S[]): Generator<{ readonly at: number; readonly part: readonly S[] }> {
  const size = steps.length <= ALONE ? 1 : PART;
  for (let at = 0; at < steps.length; at += size) yield { at, part: steps.slice(at, at + size) };
}

class Making<S extends Step> {
  because: ApplyReport<S>['because'] = null;
  made = 0;
  readonly #system: System;
  /** Moves on with what somebody else does between our steps. */
  #before: Kept;
  readonly #touched: Touched;
  readonly #steps: readonly S[];
  /** What is touched as our last step left it; null: it is not known which part of a step was made. */
  #ours: Kept | null;

  constructor(
    system: System,
    kept: { readonly before: Kept; readonly touched: Touched },
    steps: readonly S[],
  ) {
    this.#system = system;
    this.#before = kept.before;
    this.#touched = kept.touched;
    this.#steps = steps;
    this.#ours = kept.before;
  }

  stop(because: NonNullable<ApplyReport<S>['because']>): void {
    this.because = because;
  }

  make(part: readonly S[], hinders: ApplyWishes<S>['hinders']): void {
    // The first is checked against the host; of the others the kernel itself refuses what cannot be.
    const [first] = part;
    const sentence = first === undefined ? null : hinders(first, this.#system.surroundings());
    if (sentence !== null) return this.stop({ kind: 'hindered', step: first!, sentence });
    this.#welcomeForeign();
    const alone = part.length === 1 && first?.change.do !== 'set-mac';
    const known = this.#ours;
    this.#ours = null;
    const outcomes = this.#system.make(part.map(({ change }) => change));
    const refused = outcomes.findIndex(({ code }) => code !== null);
    this.made += refused < 0 ? part.length : refused;
    if (refused < 0 && part.length === 1) this.#ours = this.#system.keep(this.#touched);
    else if (alone) this.#ours = known;
    const step = this.#steps[this.made];
    if (refused >= 0 && step) this.stop({ kind: 'refused', step, outcome: outcomes[refused]! });
  }

  /** For the journal, when all is made. */
  states(): { readonly before: Kept; readonly after: Kept } {
    this.#welcomeForeign();
    return { before: this.#before, after: this.#system.keep(this.#touched) };
  }

  takeBack(): { readonly complete: boolean; readonly left: readonly string[] } {
    this.#welcomeForeign();
    return this.#system.restore(this.#before);
  }

  /** What differs from what our last step left is somebody else's, and stays when ours is taken back. */
  #welcomeForeign(): void {
    if (this.#ours === null) return;
    const now = this.#system.keep(this.#touched);
    if (JSON.stringify(now) === JSON.stringify(this.#ours)) return;
    this.#before = this.#system.merge(this.#before, this.#ours, now).goal;
    this.#ours = now;
  }
}
