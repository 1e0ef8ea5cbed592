import { headers, token } from './api.ts';

const NAME = 'arpist-events';
const AGAIN = 2000;
/** Longer than two signs of life. */
const SILENCE = 35_000;

/**
 * Calls `told` after each event, and `ended` when the line broke. One tab of a browser listens and tells the others, because
 * a browser opens six connections to a host and no more.
 */
export function listen(told: () => void, ended: () => void): void {
  const others = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(NAME);
  if (others) others.addEventListener('message', told);
  const lead = async (): Promise<void> => {
    for (;;) {
      try {
        if (token.value !== null) {
          await follow(() => {
            told();
            others?.postMessage('event');
          });
          ended();
        }
      } catch {
        ended();
      }
      await new Promise((resolve) => setTimeout(resolve, AGAIN));
    }
  };
  // Without locks (a page over plain http from elsewhere) each tab listens by itself.
  if (others && 'locks' in navigator) void navigator.locks.request(NAME, lead);
  else void lead();
}

let last = '';

/** Until the line breaks or is silent. Throws what fetch throws. */
async function follow(told: () => void): Promise<void> {
  const stop = new AbortController();
  let timer = setTimeout(() => stop.abort(), SILENCE);
  const answer = await fetch('/api/v1/events/stream', {
    headers: { ...headers(), ...(last !== '' && { 'last-event-id': last }) },
    signal: stop.signal,
    cache: 'no-store',
  });
  if (!answer.ok || !answer.body) throw new Error(String(answer.status));
  let rest = '';
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    clearTimeout(timer);
    timer = setTimeout(() => stop.abort(), SILENCE);
    const parts = (rest + value).split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const id = /^id: (\d+)$/m.exec(part)?.[1];
      if (id !== undefined) last = id;
      if (/^event: /m.test(part)) told();
    }
  }
  clearTimeout(timer);
}
