import { signal } from '@preact/signals';

const KEPT = 'arpist-token';

/** Of this tab alone, and gone with it. */
export const token = signal<string | null>(sessionStorage.getItem(KEPT));

export function signIn(text: string): void {
  sessionStorage.setItem(KEPT, text);
  token.value = text;
}

export function signOut(): void {
  sessionStorage.removeItem(KEPT);
  token.value = null;
}

/** What the service said instead of an answer, in its own words. */
export class Problem extends Error {
  readonly status: number;
  readonly hint: string;

  constructor(status: number, detail: string, hint = '') {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.hint = hint;
  }
}

export function headers(): Record<string, string> {
  return token.value === null ? {} : { authorization: `Bearer ${token.value}` };
}

/** Throws Problem; status 0: nobody answered. */
export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return await asked<T>(path, { headers: headers(), ...(signal && { signal }) });
}

/** With a token that is not known to be good yet. Throws Problem. */
export async function tried<T>(path: string, trial: string): Promise<T> {
  return await asked<T>(path, { headers: { authorization: `Bearer ${trial}` } });
}

/** Throws Problem. */
export async function post<T>(path: string, body: unknown): Promise<T> {
  return await asked<T>(path, {
    method: 'POST',
    headers: { ...headers(), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function asked<T>(path: string, init: RequestInit): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(`/api/v1${path}`, { ...init, cache: 'no-store' });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new Problem(0, 'The service does not answer.');
  }
  if (answer.ok) return (await answer.json()) as T;
  const told = (await answer.json().catch(() => ({}))) as {
    readonly detail?: string;
    readonly hint?: string;
  };
  if (answer.status === 401) signOut();
  throw new Problem(answer.status, told.detail ?? `It answered ${answer.status}.`, told.hint);
}
