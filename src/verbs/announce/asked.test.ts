import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededDice } from '../../base/dice.ts';
import { decodeIcmpEcho, encodeIcmpEcho } from '../../wire/icmp-echo.ts';
import { Asked } from './asked.ts';
import { Peer } from './peers.ts';

const GATEWAY = 0x0a4d00fe;
const SERVICE = 0x0a4d0032;
const peer = new Peer(GATEWAY, 0x0200000000fe, null);
const wanted = { peer, src: SERVICE, to: 0x0200000000fe, after: true };

/** How many different values 16 bits at `at` took over many datagrams. */
function spread(packets: readonly Uint8Array[], at: number): number {
  return new Set(packets.map((bytes) => bytes[at]! * 256 + bytes[at + 1]!)).size;
}

test('A2: what the least quote repeats is new each time: id, ports, length and checksum', () => {
  const asked = new Asked(seededDice(1), 1500);
  const packets = Array.from({ length: 2000 }, () => asked.datagram(wanted));
  for (const [name, at, least] of [
    ['the id', 4, 1900],
    ['the source port', 20, 1900],
    ['the target port', 22, 490],
    ['the length', 24, 250],
    ['the checksum', 26, 1900],
  ] as const)
    assert.ok(spread(packets, at) >= least, `${name}: ${spread(packets, at)}`);
});

test('A2: of what was asked long ago no answer counts, and memory has an end', () => {
  const asked = new Asked(seededDice(1), 1500);
  const first = decodeIcmpEcho(asked.echo(wanted).slice());
  assert.ok(first.ok && first.value);
  const answer = { ...first.value, kind: 'reply', src: GATEWAY, dst: SERVICE } as const;
  assert.ok(asked.echoed(answer));
  for (let nth = 0; nth < 0x10000; nth++) asked.echo(wanted);
  assert.equal(asked.echoed(answer), undefined);
});

test('a datagram fits the link', () => {
  for (const mtu of [68, 100, 296, 1500]) {
    const asked = new Asked(seededDice(1), mtu);
    for (let nth = 0; nth < 300; nth++) {
      const { length } = asked.datagram(wanted);
      assert.ok(length <= mtu && length >= 44);
    }
  }
});

test('A2: the secret of an echo is 128 bits, and all of it must come back', () => {
  const asked = new Asked(seededDice(1), 1500);
  const question = decodeIcmpEcho(asked.echo(wanted));
  assert.ok(question.ok && question.value);
  const { payload } = question.value;
  assert.equal(payload.length, 16);
  for (let at = 0; at < 16; at++) {
    const changed = payload.slice();
    changed[at]! ^= 0x80;
    const bytes = encodeIcmpEcho({
      ...question.value,
      kind: 'reply',
      src: GATEWAY,
      dst: SERVICE,
      payload: changed,
    });
    const forged = decodeIcmpEcho(bytes);
    assert.ok(forged.ok && forged.value);
    assert.equal(asked.echoed(forged.value), undefined, `byte ${at}`);
  }
});
