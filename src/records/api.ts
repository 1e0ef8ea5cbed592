import type { Role } from '../ports/door.ts';

/** A question the service answers over HTTP. */
export interface ApiRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below /api/v1; `:name` stands for one part. */
  readonly path: string;
  readonly role: Role;
  /** One line: what it answers or changes. */
  readonly what: string;
  /** Names that may stand in its query. */
  readonly query: readonly string[];
  /** The schema of what it answers: one of it, or of `items`. */
  readonly answers: string;
}

/** Base of every path. */
export const API = '/api/v1';

const LIST = ['limit', 'cursor', 'where'] as const;

export const API_ROUTES = {
  status: {
    method: 'GET',
    path: '/status',
    role: 'viewer',
    what: 'how the service is, and what needs somebody',
    query: [],
    answers: 'status',
  },
  episodes: {
    method: 'GET',
    path: '/episodes',
    role: 'viewer',
    what: 'what happened, the latest first',
    query: [...LIST, 'open', 'kind', 'severity', 'ip', 'mac'],
    answers: 'episode',
  },
  episode: {
    method: 'GET',
    path: '/episodes/:episode',
    role: 'viewer',
    what: 'one episode with all that was told of it',
    query: [],
    answers: 'episode',
  },
  stations: {
    method: 'GET',
    path: '/stations',
    role: 'viewer',
    what: 'who was heard: every address with its MAC',
    query: LIST,
    answers: 'known-station',
  },
  events: {
    method: 'GET',
    path: '/events',
    role: 'viewer',
    what: 'everything that was told, in its order',
    query: ['limit', 'after'],
    answers: 'watch',
  },
  stream: {
    method: 'GET',
    path: '/events/stream',
    role: 'viewer',
    what: 'the same while it happens, as server-sent events; Last-Event-ID or `after` goes on where it ended',
    query: ['after', 'where'],
    answers: 'watch',
  },
  holders: {
    method: 'GET',
    path: '/addresses/:ip/holders',
    role: 'viewer',
    what: 'who had an address, from when to when',
    query: ['from', 'to', 'limit'],
    answers: 'tenure',
  },
  order: {
    method: 'POST',
    path: '/orders',
    role: 'operator',
    what: 'approves, mutes, notes, takes back or forgets',
    query: [],
    answers: 'ordered',
  },
  notifyTest: {
    method: 'POST',
    path: '/targets/:name/test',
    role: 'operator',
    what: 'sends a marked example to a target',
    query: [],
    answers: 'notify-test',
  },
} as const satisfies Readonly<Record<string, ApiRoute>>;

export type RouteName = keyof typeof API_ROUTES;
