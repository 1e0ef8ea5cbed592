import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly { readonly ranges: readonly Range[] }[];
  }[];
}

/** What a test runs of the sources, as V8 counted it; types are blanks there, so places are those of the file. */
export class Reach {
  /** By file from the root: what was counted by each process that the test started. */
  readonly #counted = new Map<string, Range[][]>();

  constructor(root: string, cover: string) {
    const base = `${pathToFileURL(join(root, 'src')).href}/`;
    const names = existsSync(cover) ? readdirSync(cover) : [];
    for (const name of names) {
      const { result } = JSON.parse(readFileSync(join(cover, name), 'utf8')) as Coverage;
      for (const { url, functions } of result) {
        if (!url.startsWith(base)) continue;
        const file = `src/${url.slice(base.length)}`;
        const counted = this.#counted.get(file) ?? [];
        counted.push(functions.flatMap(({ ranges }) => ranges));
        this.#counted.set(file, counted);
      }
    }
  }

  /** Whether what stands at this place ran: the smallest range around it says so. */
  isReached(file: string, at: number): boolean {
    return (this.#counted.get(file) ?? []).some((ranges) => isNear(ranges, at));
  }
}

/** Whether the smallest range around a place says that it ran. */
export function isNear(ranges: readonly Range[], at: number): boolean {
  let nearest: Range | null = null;
  const sizeOf = ({ startOffset, endOffset }: Range): number => endOffset - startOffset;
  for (const range of ranges) {
    if (at < range.startOffset || at >= range.endOffset) continue;
    if (nearest === null || sizeOf(range) < sizeOf(nearest)) nearest = range;
  }
  return nearest !== null && nearest.count > 0;
}
