import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seededDice } from '../../base/dice.ts';
import { TargetSet } from '../../base/target-set.ts';
import { ipOf, macOf } from '../../sim/addresses.ts';
import { arpFrame } from '../../sim/who-has.ts';
import { openWorld } from '../../sim/world.ts';
import { writeEthernetHeader } from '../../wire/ethernet.ts';
import { decodeIcmpEcho, encodeIcmpEcho, type IcmpEcho, internetChecksum } from '../../wire/icmp-echo.ts';
import { newGlance } from '../../wire/glance.ts';
import { hear } from './ear.ts';
import { ANSWER_WAIT, ENOUGH, SECOND_WAIT } from './peers.ts';
import { AnnounceSession } from './session.ts';

const OURS = macOf('02:00:00:00:00:01');
const GW_MAC = macOf('02:00:00:00:00:fe');
const OLD_MAC = macOf('02:00:00:00:00:0a');
const SERVICE = ipOf('10.77.0.50');
const GATEWAY = ipOf('10.77.0.254');

function openSession(given: number | null = GW_MAC): AnnounceSession {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('s0');
  const host = world.host({ name: 'eth0', mac: OURS, addresses: ['10.77.0.1/24'], segment });
  const facts = host.interfaces().find(({ name }) => name === 'eth0') ?? assert.fail('no eth0');
  const link = host.openLink(facts);
  const addresses = TargetSet.of([{ first: SERVICE, last: SERVICE }]);
  const wishes = {
    facts,
    vlan: null,
    addresses,
    forms: ['request'],
    via: [{ ip: GATEWAY, mac: given }],
    verify: true,
    check: false,
    before: false,
    force: true,
    takeover: false,
    count: 1,
    interval: 1000,
    refresh: null,
    rate: 1000,
    patience: 1000,
    frames: false,
  } as const;
  const session = new AnnounceSession(link, wishes, { ours: new Set([OURS]), dice: seededDice(1) });
  session.phase = 'rounds';
  session.now = 0;
  return session;
}

function frameOf(dst: number, packet: Uint8Array, how: { vlan?: number; src?: number } = {}): Uint8Array {
  const { vlan = null, src = GW_MAC } = how;
  const tags = vlan === null ? [] : [{ tpid: 0x8100, tci: vlan }];
  const bytes = new Uint8Array(14 + 4 * tags.length + packet.length);
  const at = writeEthernetHeader(bytes, 0, { dst, src, tags, etherType: 0x0800 });
  bytes.set(packet, at);
  return bytes;
}

function listen(session: AnnounceSession, bytes: Uint8Array): void {
  hear(session, { bytes, wireLength: bytes.length, at: 5, outgoing: false }, newGlance());
}

const wanted = (session: AnnounceSession) => ({
  peer: session.peers[0]!,
  src: SERVICE,
  to: GW_MAC,
  after: session.phase !== 'look',
});

/** Asks, and answers as the gateway would, but for `more`. */
function echo(session: AnnounceSession, more: Partial<IcmpEcho> = {}): Uint8Array {
  const question = decodeIcmpEcho(session.asked.echo(wanted(session)));
  assert.ok(question.ok && question.value);
  return encodeIcmpEcho({ ...question.value, kind: 'reply', src: GATEWAY, dst: SERVICE, ...more });
}

/** Asks, and refuses as the gateway would: `change` does something to the quote. */
function refusal(
  session: AnnounceSession,
  change: (quote: Uint8Array) => Uint8Array = (quote) => quote,
  code = 3,
  from = GATEWAY,
): Uint8Array {
  const quote = change(session.asked.datagram(wanted(session)).slice());
  const message = new Uint8Array(8 + quote.length);
  message.set([3, code]);
  message.set(quote, 8);
  // An echo reply has the same header, and its encoder makes the sums.
  const packet = encodeIcmpEcho({
    kind: 'reply',
    src: from,
    dst: SERVICE,
    ttl: 64,
    id: 0,
    seq: 0,
    payload: message.subarray(8),
  });
  packet.set([3, code, 0, 0], 20);
  const sum = internetChecksum(packet.subarray(20));
  packet.set([sum >>> 8, sum & 255], 22);
  return packet;
}

const verdictOf = (session: AnnounceSession, now = SECOND_WAIT): string => {
  const { belief, code } = session.pairs[0]!.judge(session.now + now);
  return `${belief} ${code}`;
};

const HEARD: Readonly<Record<string, (session: AnnounceSession) => Uint8Array>> = {
  'believed echo-answered': (session) => frameOf(OURS, echo(session)),
  'stale overheard': (session) => frameOf(OLD_MAC, echo(session)),
  'believed datagram-refused': (session) => frameOf(OURS, refusal(session)),
};
for (const [verdict, frame] of Object.entries(HEARD))
  test(verdict, () => {
    const session = openSession();
    listen(session, frame(session));
    assert.equal(verdictOf(session), verdict);
  });

test('a refusal that quotes no more than RFC 792 asks for is one', () => {
  const session = openSession();
  listen(
    session,
    frameOf(
      OURS,
      refusal(session, (quote) => quote.subarray(0, 28)),
    ),
  );
  assert.equal(verdictOf(session), 'believed datagram-refused');
});

const flip =
  (at: number) =>
  (bytes: Uint8Array): Uint8Array => {
    bytes[at]! ^= 1;
    return bytes;
  };

const NOTHING: Readonly<Record<string, (session: AnnounceSession) => Uint8Array>> = {
  'the answer to an echo of another program': (session) =>
    frameOf(OURS, echo(session, { id: session.asked.id ^ 1 })),
  'an answer of somebody else': (session) => frameOf(OURS, echo(session, { src: GATEWAY - 1 })),
  'an answer to another address': (session) => frameOf(OURS, echo(session, { dst: SERVICE + 1 })),
  'a question': (session) => frameOf(OURS, echo(session, { kind: 'request' })),
  'an answer in a VLAN': (session) => frameOf(OURS, echo(session), { vlan: 10 }),
  'an answer with a broken checksum': (session) => frameOf(OURS, flip(40)(echo(session))),
  'A2: an answer with another secret': (session) =>
    frameOf(OURS, echo(session, { payload: new Uint8Array(16).fill(7) })),
  'A2: an answer with half the secret': (session) => {
    const whole = decodeIcmpEcho(echo(session));
    assert.ok(whole.ok && whole.value);
    return frameOf(OURS, encodeIcmpEcho({ ...whole.value, payload: whole.value.payload.slice(0, 8) }));
  },
  'A2: an answer without the secret': (session) =>
    frameOf(OURS, echo(session, { payload: new Uint8Array() })),
  'A2: an answer to a question never asked': (session) => frameOf(OURS, echo(session, { seq: 999 })),
  'A2: an answer for everybody': (session) => frameOf(0xffffffffffff, echo(session)),
  'A2: a refusal by somebody else': (session) => frameOf(OURS, refusal(session, undefined, 3, GATEWAY - 1)),
  'A2: a refusal of a host, not of a port': (session) => frameOf(OURS, refusal(session, undefined, 1)),
  'A2: a refusal that quotes another id': (session) => frameOf(OURS, refusal(session, flip(4))),
  'A2: a refusal that quotes another port': (session) => frameOf(OURS, refusal(session, flip(23))),
  'A2: a refusal that quotes another length': (session) => frameOf(OURS, refusal(session, flip(25))),
  'A2: a refusal that quotes another checksum': (session) => frameOf(OURS, refusal(session, flip(26))),
  'A2: a refusal that quotes another secret': (session) => frameOf(OURS, refusal(session, flip(30))),
  'A2: a question that was asked before the announcement': (session) => {
    session.phase = 'look';
    const answer = frameOf(OURS, echo(session));
    session.phase = 'rounds';
    return answer;
  },
};
for (const [name, frame] of Object.entries(NOTHING))
  test(`${name} proves nothing`, () => {
    const session = openSession();
    listen(session, frame(session));
    assert.equal(session.pairs[0]!.believedBy, null);
    assert.equal(verdictOf(session), 'unknown untried');
  });

/** Every question is answered by the frames of `answers`, three times. */
function exchange(answers: (packet: Uint8Array) => readonly Uint8Array[], of = openSession()): string {
  for (let nth = 0; nth < ENOUGH; nth++) {
    of.pairs[0]!.trials.ask(of.now);
    for (const bytes of answers(echo(of))) listen(of, bytes);
  }
  return verdictOf(of, SECOND_WAIT + ANSWER_WAIT);
}

const BESIDE: Readonly<Record<string, readonly [(packet: Uint8Array) => readonly Uint8Array[], string]>> = {
  'from another MAC alone': [(packet) => [frameOf(OURS, packet, { src: OLD_MAC })], 'unknown other-source'],
  'from another MAC, after the peer': [
    (packet) => [frameOf(OURS, packet), frameOf(OURS, packet, { src: OLD_MAC })],
    'contested answered-twice',
  ],
  'from another MAC, before the peer': [
    (packet) => [frameOf(OURS, packet, { src: OLD_MAC }), frameOf(OURS, packet)],
    'contested answered-twice',
  ],
  'with the MAC of the peer, beside it': [
    (packet) => [frameOf(OURS, packet), frameOf(OURS, packet)],
    'contested answered-twice',
  ],
  'with the MAC of the peer, which sends elsewhere': [
    (packet) => [frameOf(OLD_MAC, packet), frameOf(OURS, packet)],
    'stale overheard',
  ],
};
for (const [name, [answers, verdict]] of Object.entries(BESIDE))
  test(`A2: one who copies what it overhears and answers ${name}`, () => {
    assert.equal(exchange(answers), verdict);
  });

test('A2: a router answers for its role from the MAC of its card', () => {
  const session = openSession(macOf('00:00:5e:00:01:07'));
  session.peers[0]!.mac = macOf('00:00:5e:00:01:07');
  const packet = session.asked.echo({ ...wanted(session), to: session.peers[0]!.mac });
  const question = decodeIcmpEcho(packet);
  assert.ok(question.ok && question.value);
  const answer = encodeIcmpEcho({ ...question.value, kind: 'reply', src: GATEWAY, dst: SERVICE });
  listen(session, frameOf(OURS, answer, { src: macOf('02:00:00:00:00:77') }));
  assert.equal(verdictOf(session), 'believed echo-answered');
});

/** A who-has or is-at as the gateway's address would say it. */
function arpOf(said: { op: number; sha: number; src?: number; dst?: number; tha?: number }): Uint8Array {
  const { op, sha, src = sha, dst = OURS, tha = op === 2 ? OURS : 0 } = said;
  return arpFrame({ dst, src, op, sha, spa: GATEWAY, tha, tpa: SERVICE });
}

test('A2: who asked our MAC must be the peer, and shows little even so', () => {
  for (const [bytes, hinted] of [
    [arpOf({ op: 1, sha: OLD_MAC }), false],
    [arpOf({ op: 1, sha: GW_MAC, src: OLD_MAC }), false],
    [arpOf({ op: 1, sha: OLD_MAC, src: GW_MAC }), false],
    [arpOf({ op: 1, sha: GW_MAC, dst: 0xffffffffffff }), false],
    [arpOf({ op: 1, sha: GW_MAC }), true],
  ] as const) {
    const session = openSession();
    listen(session, bytes);
    assert.equal(session.pairs[0]!.hint?.us === true, hinted);
    for (let nth = 0; nth < ENOUGH; nth++) session.pairs[0]!.trials.ask(0);
    assert.notEqual(session.pairs[0]!.judge(ANSWER_WAIT).belief, 'believed');
  }
});

test('A2: two MACs that answer for the peer are no proof, whichever answers the echo; a MAC that was given is', () => {
  for (const [given, verdict] of [
    [null, 'contested two-macs'],
    [GW_MAC, 'believed echo-answered'],
  ] as const) {
    const session = openSession(given);
    listen(session, arpOf({ op: 2, sha: GW_MAC }));
    listen(session, frameOf(OURS, echo(session)));
    listen(session, arpOf({ op: 2, sha: OLD_MAC }));
    assert.equal(verdictOf(session), verdict);
  }
});

test('no frame makes it throw, and cut or changed ones prove nothing about other peers', () => {
  const session = openSession();
  const whole = frameOf(OURS, echo(session));
  for (let size = 0; size < whole.length; size++) listen(session, whole.subarray(0, size));
  assert.equal(session.pairs[0]!.judge(0).code, 'untried');
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 90 }), fc.nat(whole.length - 1), (noise, at) => {
      listen(session, noise);
      const changed = whole.slice();
      changed.set(noise.subarray(0, whole.length - at), at);
      listen(session, changed);
      return session.rivals.size <= 1;
    }),
    { numRuns: 2000 },
  );
});

test('A6: of machines that are made up without end the first sixteen are told of, and kept', () => {
  const session = openSession();
  for (let nth = 0; nth < 5000; nth++) {
    const sha = 0x02cc00000000 + nth;
    listen(
      session,
      arpFrame({ dst: 0xffffffffffff, src: sha, op: 1, sha, spa: SERVICE, tha: 0, tpa: SERVICE }),
    );
  }
  assert.equal(session.rivals.get(SERVICE)?.size, 16);
  assert.equal(session.events.filter(({ type }) => type === 'rival').length, 16);
});
