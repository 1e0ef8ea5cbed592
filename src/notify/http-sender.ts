import type { Millis } from '../base/time.ts';
import type { HttpRequest } from './forms/request.ts';
import type { Sending } from '../ports/telling.ts';

/** A server that has not answered by then is asked again later. */
export const ANSWER_WITHIN: Millis = 10_000;

/** Told by some of the services in the body; so much of it is read, whatever is sent. */
const MOST_WORDS = 200;

/** Statuses after which the same request may be right later (RFC 9110 15.5.9, RFC 8470, RFC 6585 4). */
const LATER: ReadonlySet<number> = new Set([408, 425, 429]);

/** Sends it once, follows no redirect, and keeps nothing of the answer but what went wrong. Never throws. */
export async function sendRequest(request: HttpRequest, now: () => number): Promise<Sending> {
  const { url, ...rest } = request;
  // It may be a secret, so it is not repeated.
  if (!URL.canParse(url)) return { sent: false, why: 'its address is none', again: false };
  try {
    const answer = await fetch(url, {
      ...rest,
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_WITHIN),
    });
    const outcome = await outcomeOf(answer, now());
    await answer.body?.cancel().catch(() => undefined);
    return outcome;
  } catch (fault) {
    return {
      sent: false,
      why: wordsOf(fault),
      again: !(fault instanceof TypeError && fault.cause === undefined),
    };
  }
}

async function outcomeOf(answer: Response, now: number): Promise<Sending> {
  const { status, headers } = answer;
  if (status >= 200 && status < 300) return { sent: true };
  if (status >= 300 && status < 400) {
    const to = headers.get('location');
    return {
      sent: false,
      why: `the server answers ${status} and leads elsewhere${to ? `: name ${to} itself` : ''}`,
      again: false,
    };
  }
  const said = await firstWords(answer);
  const why = `the server answers ${status}${said === '' ? '' : `: ${said}`}`;
  const again = status >= 500 || LATER.has(status);
  const after = again ? retryAfter(headers.get('retry-after'), now) : undefined;
  return { sent: false, why, again, ...(after === undefined ? {} : { after }) };
}

/** RFC 9110 10.2.3: seconds, or a date. */
function retryAfter(text: string | null, now: number): number | undefined {
  if (text === null) return undefined;
  if (/^\d{1,9}$/.test(text.trim())) return now + Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : date;
}

async function firstWords({ body }: Response): Promise<string> {
  if (!body) return '';
  const reader = body.getReader();
  try {
    const { value } = await reader.read();
    const text = new TextDecoder().decode(value?.subarray(0, MOST_WORDS) ?? new Uint8Array());
    return text.replaceAll(/\s+/g, ' ').trim();
  } catch {
    return '';
  } finally {
    reader.releaseLock();
  }
}

/** `fetch failed` says nothing; its cause does. */
function wordsOf(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  if (fault.name === 'TimeoutError') return `no answer within ${ANSWER_WITHIN / 1000} s`;
  return fault.cause instanceof Error ? fault.cause.message || String(fault.cause) : fault.message;
}
