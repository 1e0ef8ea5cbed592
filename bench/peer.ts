import { spawnSync } from 'node:child_process';
import { median, seconds } from './row.ts';
import type { Done } from './run.ts';

/**
 * A program of others beside ours. It is told what it did; its numbers count only when every run of it did the work, and
 * one that is missing, failed or found nothing makes no row hold, and none fail.
 */
export class Peer {
  readonly name: string;
  readonly spans: number[] = [];
  /** What is told beside its time: what it found last. */
  found = '';
  #flaw: string | undefined;

  /** `program` is looked for; left out: it is part of the system. */
  constructor(name: string, program?: string) {
    this.name = name;
    if (program !== undefined && !isInstalled(program)) this.#flaw = 'not installed';
  }

  /** Its turn, unless it is out: `work` says in `wrong` what it did not do. */
  async turn(run: () => Promise<Work>): Promise<void> {
    if (this.#flaw !== undefined) return;
    const { milliseconds, wrong, found = '' } = await run();
    this.found = found;
    if (wrong === undefined) this.spans.push(milliseconds);
    else this.#flaw = `${wrong}, so it is not compared with`;
  }

  /** What it took, when it did its work; undefined when it did not. */
  get median(): number | undefined {
    return this.did ? median(this.spans) : undefined;
  }

  get did(): boolean {
    return this.#flaw === undefined && this.spans.length > 0;
  }

  /** For the table. */
  told(span: (milliseconds: number) => string = seconds): string {
    if (!this.did) return `${this.name}: ${this.#flaw ?? 'did not run'}`;
    return `${this.name}: ${span(median(this.spans))}${this.found === '' ? '' : `, ${this.found}`}`;
  }
}

/** What a run of a peer came to. */
export interface Work {
  readonly milliseconds: number;
  /** In words what it should have done and did not. */
  readonly wrong?: string | undefined;
  readonly found?: string;
}

/** Undefined when a process ended as it should. */
export function failure({ code, stderr }: Pick<Done, 'code' | 'stderr'>): string | undefined {
  if (code === 0) return undefined;
  const [line = ''] = stderr.trim().split('\n');
  return `it ended with ${code}${line === '' ? '' : ` (${line})`}`;
}

export function isInstalled(program: string): boolean {
  return spawnSync('which', [program]).status === 0;
}

/** Ours over theirs, turn by turn: neighbours in time bear the same load. Undefined when they did not do the work. */
export function ratioTo(peer: Peer, ours: readonly number[]): number | undefined {
  return peer.did ? median(ours.map((each, run) => each / peer.spans[run]!)) : undefined;
}
