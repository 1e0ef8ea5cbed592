import { SystemFault } from '../../src/base/fault.ts';
import type { CommandIo, FileSink, Output } from '../../src/cli/io.ts';

/** Smaller than any file that means something, so that every reader meets the joint. */
const LENT = 48;

export interface PaperTraits {
  readonly tty?: boolean;
  readonly columns?: number;
  readonly colour?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Files that can be read, and `-` for stdin. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Bytes that fit on the disk. */
  readonly disk?: number;
}

export interface PaperIo extends CommandIo {
  readonly out: () => string;
  readonly err: () => string;
  readonly saved: ReadonlyMap<string, Uint8Array>;
  readonly stop: (why: 'interrupted' | 'closed-pipe') => void;
  readonly pass: (millis: number) => void;
}

/** The world of a command, on paper. */
export function paperIo(traits: PaperTraits = {}): PaperIo {
  const controller = new AbortController();
  const out = paperOutput(traits);
  const err = paperOutput(traits);
  const saved = new Map<string, Uint8Array>();
  let stopped: 'interrupted' | 'closed-pipe' | undefined;
  let now = 1_800_000_000_000;
  let room = traits.disk ?? Number.POSITIVE_INFINITY;
  return {
    stdout: out,
    stderr: err,
    out: () => out.text,
    err: () => err.text,
    saved,
    env: traits.env ?? {},
    signal: controller.signal,
    stopped: () => stopped,
    stop(why) {
      stopped = why;
      controller.abort();
    },
    now: () => now,
    pass(millis) {
      now += millis;
    },
    async *openInput(path) {
      await Promise.resolve();
      const content = traits.files?.[path];
      if (content === undefined)
        throw new SystemFault('file', `${path} cannot be read`, {
          operation: 'read',
          remedy: 'check the name',
        });
      // As the real one: one buffer, used again for every chunk, and dirty once the next one is asked for.
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
      const lent = Buffer.alloc(LENT);
      for (let at = 0; at < bytes.length; at += LENT) {
        const part = bytes.subarray(at, at + LENT);
        lent.set(part);
        yield lent.subarray(0, part.length);
        lent.fill(0xee);
      }
    },
    createFile(path): FileSink {
      saved.set(path, new Uint8Array(0));
      return {
        write(bytes) {
          room -= bytes.length;
          if (room < 0)
            throw new SystemFault('disk-full', `${path} cannot be written: the disk is full`, {
              operation: 'write',
              remedy: 'make room',
            });
          saved.set(path, Uint8Array.from([...saved.get(path)!, ...bytes]));
        },
        close() {},
      };
    },
  };
}

function paperOutput(traits: PaperTraits): Output & { readonly text: string } {
  const parts: string[] = [];
  return {
    write: (text) => void parts.push(text),
    drained: () => Promise.resolve(),
    isTTY: traits.tty ?? false,
    colour: traits.colour ?? false,
    columns: traits.columns ?? 80,
    rows: 24,
    get text() {
      return parts.join('');
    },
  };
}
