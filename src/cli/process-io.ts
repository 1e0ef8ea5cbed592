import type { WriteStream } from 'node:tty';
import type { SystemFault } from '../base/fault.ts';
import { steerless } from '../base/printable.ts';
import type { CommandIo, Output } from './io.ts';
import { createFile, fileFault } from './files.ts';
import { openInput } from './input.ts';
import { asAscii, speaksUtf8 } from '../terminal/text/ascii.ts';

const BURST = 1 << 16;

/** The real process behind CommandIo. `fault` tells what made stdout unusable, other than its reader going away. */
export function processIo(): CommandIo & { readonly fault: () => SystemFault | undefined } {
  const stop = new AbortController();
  let stopped: ReturnType<CommandIo['stopped']>;
  let fault: SystemFault | undefined;
  const stopFor = (why: NonNullable<typeof stopped>): void => {
    stopped ??= why;
    stop.abort();
  };
  let terminated = false;
  let reload: (() => boolean) | undefined;
  onSignals(
    (signal) => {
      if (stopped === undefined) terminated = signal === 'SIGTERM';
      stopFor('interrupted');
    },
    () => reload,
  );
  const stdout = outputOn(process.stdout, (error) => {
    if (error.code !== 'EPIPE') fault ??= fileFault('stdout', 'write', error);
    stopFor('closed-pipe');
  });
  return {
    stdout,
    stderr: outputOn(process.stderr, () => {}),
    env: process.env,
    signal: stop.signal,
    stopped: () => stopped,
    terminated: () => terminated,
    onDemand: (heard) => void process.on('SIGUSR2', heard),
    onReload: (heard) => {
      reload = heard;
    },
    now: () => performance.timeOrigin + performance.now(),
    openInput: (path) => openInput(path, stop.signal),
    createFile,
    fault: () => fault,
  };
}

/**
 * The first signal asks the command to finish. One more, half a second later or after that, ends the process: a
 * terminal and npm may both pass on the same Ctrl-C.
 */
function onSignals(heard: (signal: NodeJS.Signals) => void, reload: () => (() => boolean) | undefined): void {
  let first: number | undefined;
  const listener = (signal: NodeJS.Signals): void => {
    const again = signal === 'SIGHUP' ? reload() : undefined;
    if (again?.() === true) return;
    const now = performance.now();
    if (first !== undefined && now - first > 500) process.exit(130);
    first ??= now;
    heard(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, listener);
}

interface BlockingHandle {
  setBlocking(blocks: boolean): number;
}

function outputOn(stream: WriteStream, lost: (error: NodeJS.ErrnoException) => void): Output {
  let pending = '';
  let scheduled = false;
  let gone = false;
  let onTheWay = 0;
  let waiting: (() => void)[] = [];
  const arrived = (error?: Error | null): void => {
    onTheWay--;
    // The callback comes before the stream's 'error' event, and whoever waits wants to know of both.
    if (error && !gone) {
      gone = true;
      pending = '';
      lost(error);
    }
    if (onTheWay > 0 && !gone) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  };
  stream.on('error', () => {});
  const flush = (): void => {
    scheduled = false;
    if (pending === '' || gone) return;
    const steady = steerless(pending, stream.isTTY === true);
    const text = plain ? asAscii(steady) : steady;
    pending = '';
    onTheWay++;
    stream.write(text, arrived);
  };
  // Records to a program stay as they are; what people read has no letters their terminal lacks.
  const plain = !speaksUtf8(process.env) && (stream.isTTY === true || stream === process.stderr);
  const noColour = process.env['NO_COLOR'] ?? '';
  return {
    write(text) {
      if (gone) return;
      pending += text;
      if (pending.length >= BURST) flush();
      else if (!scheduled) {
        scheduled = true;
        setImmediate(flush);
      }
    },
    drained() {
      flush();
      if (gone || onTheWay === 0) return Promise.resolve();
      return new Promise((resolve) => waiting.push(resolve));
    },
    neverBlock() {
      if (stream.isTTY !== true) return;
      // Node makes writing to a terminal wait (lib/tty.js); the handle is the only way back. Where libuv could not open the
      // terminal anew, the flag is the shell's, too: it is put back.
      const { _handle: handle } = stream as unknown as { readonly _handle?: Partial<BlockingHandle> };
      handle?.setBlocking?.(false);
      process.once('exit', () => handle?.setBlocking?.(true));
    },
    abandon() {
      gone = true;
      pending = '';
      for (const resolve of waiting) resolve();
      waiting = [];
    },
    isTTY: stream.isTTY === true,
    colour: stream.isTTY === true && noColour === '' && process.env['TERM'] !== 'dumb',
    get columns() {
      return stream.columns > 0 ? stream.columns : 80;
    },
    get rows() {
      return stream.rows > 0 ? stream.rows : 24;
    },
  };
}
