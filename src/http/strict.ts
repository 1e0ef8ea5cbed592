import type { IncomingMessage } from 'node:http';
import { problem, type Problem } from './problem.ts';

/** With every answer: nothing of it is kept, framed, guessed at, or runs what is not ours. */
export const STRICT_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'cache-control': 'no-store',
} as const;

/** Longer is no question of ours. */
const LONGEST_URL = 16_384;

/**
 * What Node's parser lets pass and nobody honest sends: two Host headers or none, a whole URL as path, and paths that
 * mean another one once more decoded. undefined: it may be answered.
 */
export function unfit(request: Pick<IncomingMessage, 'rawHeaders' | 'url' | 'headers'>): Problem | undefined {
  const hosts = request.rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host');
  if (hosts.length !== 1) return problem(400, `one Host header is wanted, and there are ${hosts.length}`);
  if (request.headers.upgrade !== undefined)
    return problem(400, 'nothing is upgraded here', 'events come from /api/v1/events/stream');
  const url = request.url ?? '';
  if (url.length > LONGEST_URL) return problem(400, `the path is longer than ${LONGEST_URL} characters`);
  if (!url.startsWith('/')) return problem(400, 'a path begins with /');
  return isCrooked(url.split('?', 1)[0]!) ? problem(404, 'no path here is written that way') : undefined;
}

function isCrooked(path: string): boolean {
  return path.includes('//') || /[\\\0]|%(?:25|2f|5c|00)|(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i.test(path);
}
