/** RFC 5227 as states: from the first probe to the address that is ours, or not. */
export type ClaimPhase =
  /** Probes are going out, the random wait before the first included. */
  | 'probing'
  /** All probes are out: ANNOUNCE_WAIT of silence. */
  | 'listening'
  /** The address is ours, and announcements are left to send. */
  | 'announcing'
  | 'bound'
  /** Somebody else has it; only a new claim can follow. */
  | 'lost'
  /** The link is down; probing begins anew when it is back. */
  | 'down';

export type ClaimEventKind = 'wake' | 'used' | 'contested' | 'link-down' | 'link-up';

export type ClaimGuard =
  /** The event came before its time. */
  | 'early'
  | 'more-probes'
  | 'more-announcements'
  /** The last defence was sent less than DEFEND_INTERVAL ago. */
  | 'defended-lately'
  | 'gives-up-at-once'
  | 'never-gives-up';

export type ClaimAct =
  | 'probe'
  | 'announce'
  | 'defend'
  | 'say-free'
  | 'say-used'
  | 'say-contested'
  | 'say-defended'
  | 'say-kept'
  | 'say-lost'
  | 'say-link-lost'
  | 'wait-probe'
  | 'wait-listen'
  | 'wait-announce'
  | 'wait-nothing'
  | 'begin';

export type ClaimTransition = {
  readonly when: readonly ClaimGuard[];
  readonly to: ClaimPhase | 'same';
  readonly does: readonly ClaimAct[];
};

type Cells = Readonly<Record<ClaimEventKind, readonly ClaimTransition[]>>;

function row(
  when: readonly ClaimGuard[],
  to: ClaimTransition['to'],
  does: readonly ClaimAct[],
): ClaimTransition {
  return { when, to, does };
}

const NOTHING = [row([], 'same', [])];
const EARLY = row(['early'], 'same', []);
const FALL = [row([], 'down', ['wait-nothing', 'say-link-lost'])];
const USED = [row([], 'lost', ['wait-nothing', 'say-used'])];
const CONTESTED = [row([], 'lost', ['wait-nothing', 'say-contested'])];

/** RFC 5227 2.4: (a) give up at once, (b) defend once in DEFEND_INTERVAL, (c) keep it whatever comes. */
const DEFEND = [
  row(['gives-up-at-once'], 'lost', ['wait-nothing', 'say-lost']),
  row(['defended-lately', 'never-gives-up'], 'same', ['say-kept']),
  row(['defended-lately'], 'lost', ['wait-nothing', 'say-lost']),
  row([], 'same', ['defend', 'say-defended']),
];

/** Every phase and every event; the last row of a cell has no guard. */
export const CLAIM_TRANSITIONS: Readonly<Record<ClaimPhase, Cells>> = {
  probing: {
    wake: [
      EARLY,
      row(['more-probes'], 'same', ['probe', 'wait-probe']),
      row([], 'listening', ['probe', 'wait-listen']),
    ],
    used: USED,
    contested: CONTESTED,
    'link-down': FALL,
    'link-up': NOTHING,
  },
  listening: {
    wake: [
      EARLY,
      row(['more-announcements'], 'announcing', ['say-free', 'announce', 'wait-announce']),
      row([], 'bound', ['say-free', 'announce', 'wait-nothing']),
    ],
    used: USED,
    contested: CONTESTED,
    'link-down': FALL,
    'link-up': NOTHING,
  },
  announcing: {
    wake: [
      EARLY,
      row(['more-announcements'], 'same', ['announce', 'wait-announce']),
      row([], 'bound', ['announce', 'wait-nothing']),
    ],
    used: DEFEND,
    contested: NOTHING,
    'link-down': FALL,
    'link-up': NOTHING,
  },
  bound: {
    wake: NOTHING,
    used: DEFEND,
    contested: NOTHING,
    'link-down': FALL,
    'link-up': NOTHING,
  },
  lost: { wake: NOTHING, used: NOTHING, contested: NOTHING, 'link-down': NOTHING, 'link-up': NOTHING },
  down: {
    wake: NOTHING,
    used: NOTHING,
    contested: NOTHING,
    'link-down': NOTHING,
    'link-up': [row([], 'probing', ['begin'])],
  },
};
