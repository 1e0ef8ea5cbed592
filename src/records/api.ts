import type { Role } from '../ports/door.ts';

/** A question the service answers over HTTP. */
export interface ApiRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below /api/v1; `:name` stands for one part. */
  readonly path: string;
  /** `anybody`: whoever can reach it, as for logging in. */
  readonly role: Role | 'anybody';
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
  now: {
    method: 'GET',
    path: '/now',
    role: 'viewer',
    what: 'all that the first screen needs: what needs somebody, networks, gateways, what changed',
    query: [],
    answers: 'now',
  },
  addresses: {
    method: 'GET',
    path: '/addresses',
    role: 'viewer',
    what: 'one row for each address and network, with its state',
    query: [...LIST, 'sort'],
    answers: 'address',
  },
  address: {
    method: 'GET',
    path: '/addresses/:ip',
    role: 'viewer',
    what: 'an address with who claimed it, its history, its episodes and what was ordered',
    query: ['interface'],
    answers: 'address',
  },
  held: {
    method: 'GET',
    path: '/addresses/:ip/held',
    role: 'viewer',
    what: 'who had an address at a moment, in the words of the command line: tuesday 14:05',
    query: ['at'],
    answers: 'held',
  },
  station: {
    method: 'GET',
    path: '/stations/:mac',
    role: 'viewer',
    what: 'a MAC with its addresses, its history, its episodes and what was ordered',
    query: [],
    answers: 'station-detail',
  },
  networks: {
    method: 'GET',
    path: '/networks',
    role: 'viewer',
    what: 'the networks that belong here, and those where somebody was heard, with their counts',
    query: [],
    answers: 'network',
  },
  network: {
    method: 'GET',
    path: '/networks/:network',
    role: 'viewer',
    what: 'one of them, by its id (10.20.0.0-24) or its name',
    query: [],
    answers: 'network',
  },
  grid: {
    method: 'GET',
    path: '/networks/:network/grid',
    role: 'viewer',
    what: 'one letter for each address, or the /24s of a network that is larger than a /22',
    query: [],
    answers: 'grid',
  },
  evidence: {
    method: 'GET',
    path: '/episodes/:episode/evidence.pcapng',
    role: 'viewer',
    what: 'the frames of an episode as a capture, with what they prove as comments',
    query: [],
    answers: 'pcapng',
  },
  approvals: {
    method: 'GET',
    path: '/approvals',
    role: 'viewer',
    what: 'who may have which address',
    query: [],
    answers: 'standing',
  },
  mutes: {
    method: 'GET',
    path: '/mutes',
    role: 'viewer',
    what: 'what is not told any more',
    query: [],
    answers: 'standing',
  },
  notes: {
    method: 'GET',
    path: '/notes',
    role: 'viewer',
    what: 'what people wrote beside addresses and MACs',
    query: [],
    answers: 'standing',
  },
  audit: {
    method: 'GET',
    path: '/audit',
    role: 'viewer',
    what: 'who changed what, in its order, with what takes it back',
    query: ['limit', 'after'],
    answers: 'audit',
  },
  config: {
    method: 'GET',
    path: '/config',
    role: 'viewer',
    what: 'the configuration as it holds, with file and line; secrets are not told',
    query: [],
    answers: 'config-line',
  },
  findings: {
    method: 'GET',
    path: '/findings',
    role: 'viewer',
    what: 'what is wrong with ARP on the host of the service, and what mends it',
    query: [],
    answers: 'finding',
  },
  words: {
    method: 'GET',
    path: '/words',
    role: 'viewer',
    what: 'what each kind of episode means',
    query: [],
    answers: 'word',
  },
  word: {
    method: 'GET',
    path: '/words/:word',
    role: 'viewer',
    what: 'what one kind of episode means',
    query: [],
    answers: 'word',
  },
  search: {
    method: 'GET',
    path: '/search',
    role: 'viewer',
    what: 'addresses by whatever is known of them: address, MAC, vendor, note; or who had one: 10.1.2.3 tuesday 14:05',
    query: ['q'],
    answers: 'address',
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
  logIn: {
    method: 'POST',
    path: '/session',
    role: 'anybody',
    what: 'logs in with a one-time code or a token: the answer sets a cookie',
    query: [],
    answers: 'session',
  },
  whoAmI: {
    method: 'GET',
    path: '/session',
    role: 'viewer',
    what: 'who asks, and what he may',
    query: [],
    answers: 'session',
  },
  logOut: {
    method: 'DELETE',
    path: '/session',
    role: 'viewer',
    what: 'ends the session, and its streams',
    query: [],
    answers: 'session',
  },
  offerCode: {
    method: 'POST',
    path: '/login-codes',
    role: 'operator',
    what: 'a code that logs in once within two minutes, with the rights of whoever asks',
    query: [],
    answers: 'login-code',
  },
  tokens: {
    method: 'GET',
    path: '/tokens',
    role: 'admin',
    what: 'the tokens, without themselves',
    query: [],
    answers: 'token',
  },
  makeToken: {
    method: 'POST',
    path: '/tokens',
    role: 'admin',
    what: 'a new token, told this once',
    query: [],
    answers: 'token',
  },
  revokeToken: {
    method: 'DELETE',
    path: '/tokens/:id',
    role: 'admin',
    what: 'a token is of no use any more, nor are the sessions that began with it',
    query: [],
    answers: 'token',
  },
} as const satisfies Readonly<Record<string, ApiRoute>>;

export type RouteName = keyof typeof API_ROUTES;
