import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededDice } from '../base/dice.ts';
import { BROADCAST_MAC, type Mac } from '../base/mac.ts';
import { TargetSet } from '../base/target-set.ts';
import { decodeIcmpEcho } from '../wire/icmp-echo.ts';
import { decodeRefusal, encodeRefusal } from '../wire/udp-probe.ts';
import { CrossExamination, type CrossQuestion } from './cross.ts';
import type { Field } from './field.ts';
import { StackTest } from './stack-test.ts';

const [A, B, GATEWAY] = [0x020000000001, 0x020000000002, 0x0200000000fe];
const [IP, US] = [0x0a000032, 0x0a000001];
const FIELD: Field = {
  link: { name: 'eth0', index: 2, mac: 0x020000000099, mtu: 1500, addresses: [], speed: null },
  vlan: null,
  targets: TargetSet.of([{ first: IP, last: IP }]),
  offset: 0,
};

type Said = { readonly src: Mac; readonly ttl?: number; readonly forged?: boolean };

/** Who answers: to an echo or a datagram sent to A, to B, to all or to a MAC that nobody has, the nth time. */
interface Answers {
  readonly echo: (to: Mac, nth: number) => readonly Said[];
  readonly datagram?: (to: Mac) => readonly Said[];
}

const ONE: Answers = {
  echo: (to) => (to === BROADCAST_MAC ? [{ src: A }, { src: A }] : to === A || to === B ? [{ src: A }] : []),
  datagram: (to) => (to === A ? [{ src: A }] : []),
};

function answer(one: StackTest, packet: Uint8Array, { src, ttl = 64, forged = false }: Said): void {
  const echo = decodeIcmpEcho(packet);
  if (echo.ok && echo.value) {
    const payload = echo.value.payload.map((byte) => (forged ? byte ^ 1 : byte));
    one.hearEcho({ ...echo.value, kind: 'reply', src: IP, dst: US, ttl, payload }, src);
    return;
  }
  const refusal = decodeRefusal(encodeRefusal({ from: IP, to: US, ttl }, packet));
  assert.ok(refusal.ok && refusal.value);
  one.hearRefusal(refusal.value, src);
}

function told(answers: Answers, others = 0, budget = 288): { word: string; sent: number; speaker: unknown } {
  const cross = new CrossExamination(budget);
  const one = new StackTest(
    { field: FIELD, cross, dice: seededDice(1) },
    { ip: IP, macs: [A, B], source: US, others },
  );
  const times = new Map<Mac, number>();
  const say = ({ mac, form, packet }: CrossQuestion): void => {
    const nth = (times.get(mac) ?? 0) + 1;
    times.set(mac, nth);
    const said = form.startsWith('echo') ? answers.echo(mac, nth) : (answers.datagram?.(mac) ?? []);
    for (const each of said) answer(one, packet ?? assert.fail(), each);
  };
  let now = 0;
  if (one.begin())
    for (let turns = 0; !one.isDone; turns++) {
      assert.ok(turns < 50, 'it ends');
      for (const question of cross.due(now, 99)) {
        cross.sent(question, now, now);
        say(question);
      }
      cross.nextAt((now += 250));
      one.advance();
    }
  return { word: one.wordOf([A, B]), sent: cross.sentPackets, speaker: one.speaker };
}

const CASES: readonly (readonly [string, Partial<Answers>, string])[] = [
  ['one card answers for both, and once for each what was sent to all', {}, 'one'],
  [
    'an echo that is lost the first time',
    { echo: (to, nth) => (to === B && nth === 1 ? [] : ONE.echo(to, nth)) },
    'one',
  ],
  [
    'an echo to all that is lost for one card the first time',
    { echo: (to, nth) => (to === BROADCAST_MAC && nth === 1 ? [{ src: A }] : ONE.echo(to, nth)) },
    'one',
  ],
  [
    'each from its own card',
    { echo: (to) => (to === BROADCAST_MAC ? [{ src: A }, { src: B }] : [{ src: to }]) },
    'several',
  ],
  [
    'one behind the other, which is its router',
    {
      echo: (to, nth) =>
        to === B
          ? [{ src: A, ttl: 63 }]
          : to === BROADCAST_MAC
            ? [{ src: A }, { src: A, ttl: 63 }]
            : ONE.echo(to, nth),
    },
    'several',
  ],
  [
    'both by a gateway',
    { echo: (to) => (to === A || to === B ? [{ src: GATEWAY, ttl: 63 }] : []) },
    'several',
  ],
  [
    'one card alone hears what is sent to all',
    { echo: (to, nth) => (to === BROADCAST_MAC ? [{ src: A }] : ONE.echo(to, nth)) },
    'several',
  ],
  [
    'what is sent to nobody is answered',
    { echo: (to) => (to === BROADCAST_MAC ? [{ src: A }, { src: A }] : [{ src: A }]) },
    'several',
  ],
  ['a datagram to all is refused', { datagram: () => [{ src: A }] }, 'several'],
  ['no datagram is refused', { datagram: () => [] }, 'unknown'],
  [
    'nothing to all is answered',
    { echo: (to, nth) => (to === BROADCAST_MAC ? [] : ONE.echo(to, nth)) },
    'unknown',
  ],
  ['one answers no echo', { echo: (to, nth) => (to === B ? [] : ONE.echo(to, nth)) }, 'unknown'],
  ['nobody answers', { echo: () => [] }, 'unknown'],
  [
    'one is answered for by two cards',
    { echo: (to, nth) => (to === B ? [{ src: A }, { src: B }] : ONE.echo(to, nth)) },
    'unknown',
  ],
  [
    'answers that do not repeat what was asked',
    { echo: (to, nth) => ONE.echo(to, nth).map((said) => ({ ...said, forged: to === B })) },
    'unknown',
  ],
];

for (const [what, answers, word] of CASES)
  test(`K7: ${what}: ${word}`, () => {
    const { word: said, speaker, sent } = told({ ...ONE, ...answers });
    assert.equal(said, word);
    assert.equal(speaker, word === 'one' ? A : undefined);
    assert.ok(sent <= 8, `${sent} packets`);
  });

test('K7: one host in six packets; another MAC of the address that was not asked may be its third card', () => {
  assert.equal(told(ONE).sent, 6);
  assert.equal(told(ONE, 0, 6).word, 'one', 'and no more are needed');
  assert.equal(told(ONE, 1).word, 'unknown');
  const three = (to: Mac): readonly Said[] =>
    to === BROADCAST_MAC ? [A, A, A].map((src) => ({ src })) : ONE.echo(to, 1);
  assert.equal(told({ ...ONE, echo: three }, 1).word, 'one');
});

test('K7: it is not begun with fewer packets than it may take', () => {
  assert.deepEqual(told(ONE, 0, 5), { word: 'unknown', sent: 0, speaker: undefined });
});
