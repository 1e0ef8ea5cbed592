import { request } from 'node:http';
import { join } from 'node:path';
import { SystemFault, UsageFault } from '../base/fault.ts';
import { SERVICE_PATIENCE } from '../ports/service.ts';
import type { JsonRecord } from '../records/kind.ts';
import { API } from '../records/api.ts';
import { MEMORY, type MemoryRead } from '../records/memory-reads.ts';
import { SOCKET_FILE, socketPaths, WATCH_STATE } from './history/store-flag.ts';

/** An answer is never longer than this. */
const LONGEST_ANSWER = 64 * 1024 * 1024;

/** Where a service that begins listens. `runtime` is $RUNTIME_DIRECTORY. */
export function socketToOpen(state: string | undefined, runtime: string | undefined): string {
  const [first = ''] = (runtime ?? '').split(':');
  return first === '' ? join(state ?? WATCH_STATE, SOCKET_FILE) : join(first, SOCKET_FILE);
}

/** Speaks to the service through its socket. */
export class ServiceClient {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async get(path: string): Promise<JsonRecord> {
    return await this.#ask('GET', `${API}${path}`, null);
  }

  async post(path: string, body: unknown): Promise<JsonRecord> {
    return await this.#ask('POST', `${API}${path}`, JSON.stringify(body));
  }

  /** Throws as the others; only where the service keeps no file there is a need for it. */
  async memory(name: MemoryRead, args: readonly unknown[]): Promise<unknown> {
    return (await this.#ask('POST', `${MEMORY}/${name}`, JSON.stringify(args)))['value'];
  }

  /** Throws UsageFault for what the service refuses, SystemFault when it does not answer as it should. */
  async #ask(method: string, path: string, body: string | null): Promise<JsonRecord> {
    const { status, text } = await exchange(this.#path, { method, path, body });
    const answer = parsed(text);
    if (status < 400 && answer) return answer;
    const detail = typeof answer?.['detail'] === 'string' ? answer['detail'] : `it answered ${status}`;
    const hint = typeof answer?.['hint'] === 'string' ? answer['hint'] : '';
    if (status >= 400 && status < 500) throw new UsageFault('', detail, hint);
    throw new SystemFault('file', `the service: ${detail}`, { operation: 'ask service', remedy: hint });
  }
}

/**
 * The service with that state; undefined when none runs. Throws SystemFault `rights` when one may run and this user
 * may not ask it.
 */
export async function askService(state: string | undefined): Promise<ServiceClient | undefined> {
  for (const path of socketPaths(state)) {
    const why = await reachable(path);
    if (why === null) return new ServiceClient(path);
    if (why === 'EACCES' || why === 'EPERM')
      throw new SystemFault('rights', `${path}: this user may not ask the service`, {
        operation: 'ask service',
        code: why,
        remedy: 'run it as root, or as a member of the group arpist',
      });
  }
  return undefined;
}

async function reachable(path: string): Promise<string | null> {
  try {
    await exchange(path, { method: 'GET', path: '/healthz', body: null });
    return null;
  } catch (cause) {
    return cause instanceof SystemFault ? cause.code : '?';
  }
}

interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly body: string | null;
}

async function exchange(
  socketPath: string,
  { method, path, body }: Exchange,
): Promise<{ readonly status: number; readonly text: string }> {
  return await new Promise((resolve, reject) => {
    const failed = (cause: unknown): void => {
      const code = (cause as NodeJS.ErrnoException).code ?? '';
      reject(
        new SystemFault(
          code === 'EACCES' ? 'rights' : 'busy',
          `${socketPath}: the service does not answer (${code})`,
          {
            operation: 'ask service',
            code,
            remedy: 'see arpist status',
          },
        ),
      );
    };
    const headers = body === null ? {} : { 'content-type': 'application/json' };
    const asking = request({ socketPath, method, path, headers, timeout: SERVICE_PATIENCE }, (answer) => {
      const parts: Buffer[] = [];
      let length = 0;
      answer.on('data', (part: Buffer) => {
        length += part.length;
        if (length > LONGEST_ANSWER) asking.destroy(new Error('too long'));
        else parts.push(part);
      });
      answer.on('error', failed);
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString() }),
      );
    });
    asking.on('timeout', () => asking.destroy(Object.assign(new Error(), { code: 'ETIMEDOUT' })));
    asking.on('error', failed);
    asking.end(body);
  });
}

function parsed(text: string): JsonRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonRecord)
      : undefined;
  } catch {
    return undefined;
  }
}
