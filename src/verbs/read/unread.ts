import type { ReadFrame, Unread } from './events.ts';

/** A capture may name as many link types as there are numbers. */
const MOST_KINDS = 32;

/** Counts what was not read, by reason and link type. */
export class UnreadCounts {
  readonly #counts = new Map<string, { -readonly [K in keyof Unread]: Unread[K] }>();

  add({ error, linkType }: ReadFrame): void {
    const code = error?.code ?? '';
    const key = `${code} ${linkType}`;
    const known = this.#counts.get(key) ?? (this.#counts.size < MOST_KINDS ? undefined : this.#others(code));
    if (known) known.frames++;
    else this.#counts.set(key, { code, linkType, frames: 1 });
  }

  #others(code: string): { frames: number } {
    const others = this.#counts.get(code) ?? { code, linkType: null, frames: 0 };
    this.#counts.set(code, others);
    return others;
  }

  get total(): number {
    return this.list.reduce((sum, { frames }) => sum + frames, 0);
  }

  get list(): readonly Unread[] {
    return [...this.#counts.values()];
  }
}
