import type { ExitCode } from './exit-codes.ts';

/** Runs this short never had memory to clean up at their end, and `--help` loads nothing for it. Milliseconds. */
const SHORT = 500;

/**
 * Ends the process, after all that listens for its end has run. Node's own way out waits for the threads of V8: once in a
 * thousand ends under load they waited for a collection that the main thread, which waited for them, would never make
 * (NodePlatform::Shutdown), deaf to every signal but SIGKILL.
 */
export async function end(code: ExitCode): Promise<never> {
  const atOnce = process.uptime() * 1000 < SHORT ? undefined : await exitAtOnce();
  process.once('exit', (last) => atOnce?.(last));
  process.exit(code);
}

async function exitAtOnce(): Promise<((code: number) => void) | undefined> {
  try {
    return await (await import('./compose.ts')).steelExit();
  } catch {
    // Without the FFI package Node's own way is left.
    return undefined;
  }
}
