import type { Instant } from '../base/time.ts';
import type { LoginFacts } from '../declare/logins.ts';
import type { ExitCode } from './exit-codes.ts';

/** One of the two streams a command writes to. */
export interface Output {
  /**
   * Never throws. What is written leaves at the latest when the event loop turns, in order; a burst leaves as one.
   * After the reader has gone (EPIPE) it does nothing.
   */
  write(text: string): void;
  /** Resolves when everything written so far was taken by the system: await it now and then in a loop that writes much. */
  drained(): Promise<void>;
  /** A terminal that takes nothing (Ctrl-S, a line that hangs) holds up nobody from now on: as with a pipe, `drained` waits. */
  neverBlock?(): void;
  /** The reader does not read, and nobody waits for it any longer: what it has not taken is lost. Nothing is written from then on. */
  abandon?(): void;
  readonly isTTY: boolean;
  /** Whether ANSI colours are wanted: a terminal, and NO_COLOR is not set. */
  readonly colour: boolean;
  readonly columns: number;
  readonly rows: number;
}

/** A file being written. */
export interface FileSink {
  /** Throws SystemFault (`disk-full`, `file`). The bytes may be used again by the caller afterwards. */
  write(bytes: Uint8Array): void;
  /** Hands what is buffered to the system and closes; throws as `write` does, once, and is closed then too. */
  close(): void;
}

/** The one door of a command to the world outside the network: tests give it a paper one. */
export interface CommandIo {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ctrl-C, SIGTERM, SIGHUP, or nobody reads stdout any more: finish with what there is. */
  readonly signal: AbortSignal;
  /** Why `signal` fired; `closed-pipe` is no interruption: the reader has had enough. */
  readonly stopped: () => 'interrupted' | 'closed-pipe' | undefined;
  /** It was SIGTERM: for what runs until it is ended, the ordinary end. */
  readonly terminated?: () => boolean;
  /** Calls `heard` at each SIGUSR2, from the first call on (until then the signal ends the process). */
  readonly onDemand?: (heard: () => void) => void;
  /** Calls `heard` at each SIGHUP, from the first call on: it ends nothing then, unless `heard` says false. */
  readonly onReload?: (heard: () => boolean) => void;
  /** How people came to this machine; left out where that is not known. */
  readonly logins?: () => Promise<LoginFacts>;
  /** Wall clock, for lines people read and for files. Spans of time are measured by a verb's own clock. */
  now(): Instant;
  /**
   * The bytes of a file, or of stdin when `path` is `-`; a chunk is valid until the next one is asked for.
   * Throws SystemFault (`file`), also in the middle, and `interrupted` when `signal` fires: nothing it waits for holds
   * the process.
   */
  openInput(path: string): AsyncIterable<Uint8Array>;
  /** Throws SystemFault (`file`). Replaces what was there. */
  createFile(path: string): FileSink;
}

/** What every file in commands/ exports under its own name (`runScan`, `runRead` …). `args` are the words after the command. */
export type Command = (args: readonly string[], io: CommandIo) => Promise<ExitCode>;
