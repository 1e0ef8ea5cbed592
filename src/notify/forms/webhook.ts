import { createHmac } from 'node:crypto';
import type { Instant } from '../../base/time.ts';
import type { Message } from '../../ports/telling.ts';
import type { HttpRequest } from './request.ts';

/**
 * Standard Webhooks (https://www.standardwebhooks.com, symmetric `v1`): the id is the same over every try, the signature is
 * over `id.timestamp.body`. `secrets`: `whsec_…` with base64 behind, or plain text; several while they are changed.
 */
export function webhookRequest(
  { id, kind, state, severity, title, text, link, record, at }: Message,
  { url, secrets, now }: { readonly url: string; readonly secrets: readonly string[]; readonly now: Instant },
): HttpRequest {
  const body = JSON.stringify({
    type: `episode.${state}`,
    timestamp: new Date(at).toISOString(),
    data: { kind, severity, title, text, link, record },
  });
  const timestamp = String(Math.floor(now / 1000));
  const signatures = secrets.map((secret) => signature(secret, `${id}.${timestamp}.${body}`));
  return {
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      ...(signatures.length > 0 ? { 'webhook-signature': signatures.join(' ') } : {}),
    },
    body,
  };
}

const MARK = 'whsec_';

/** `v1,` and the base64 of HMAC-SHA256. */
export function signature(secret: string, text: string): string {
  const key = secret.startsWith(MARK)
    ? Buffer.from(secret.slice(MARK.length), 'base64')
    : Buffer.from(secret);
  return `v1,${createHmac('sha256', key).update(text).digest('base64')}`;
}
