import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seededDice } from '../../base/dice.ts';
import { TargetSet } from '../../base/target-set.ts';
import { ipOf, macOf } from '../../sim/addresses.ts';
import { openWorld } from '../../sim/world.ts';
import { writeEthernetHeader } from '../../wire/ethernet.ts';
import { encodeIcmpEcho, type IcmpEcho } from '../../wire/icmp-echo.ts';
import { newGlance } from '../../wire/glance.ts';
import { hear } from './ear.ts';
import { Session } from './session.ts';

const OURS = macOf('02:00:00:00:00:01');
const GW_MAC = macOf('02:00:00:00:00:fe');
const OLD_MAC = macOf('02:00:00:00:00:0a');
const SERVICE = ipOf('10.77.0.50');
const GATEWAY = ipOf('10.77.0.254');

function openSession(): Session {
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
    via: [{ ip: GATEWAY, mac: GW_MAC }],
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
  return new Session(link, wishes, { ours: new Set([OURS]), dice: seededDice(1) });
}

function frameOf(dst: number, packet: Uint8Array, vlan: number | null = null): Uint8Array {
  const tags = vlan === null ? [] : [{ tpid: 0x8100, tci: vlan }];
  const bytes = new Uint8Array(14 + 4 * tags.length + packet.length);
  const at = writeEthernetHeader(bytes, 0, { dst, src: GW_MAC, tags, etherType: 0x0800 });
  bytes.set(packet, at);
  return bytes;
}

function listen(session: Session, bytes: Uint8Array): void {
  hear(session, { bytes, wireLength: bytes.length, at: 5, outgoing: false }, newGlance());
}

function echo(session: Session, more: Partial<IcmpEcho> = {}): Uint8Array {
  const payload = new Uint8Array(8);
  const { id } = session;
  return encodeIcmpEcho({ kind: 'reply', src: GATEWAY, dst: SERVICE, ttl: 64, id, seq: 1, payload, ...more });
}

const HEARD: Readonly<Record<string, (session: Session) => Uint8Array>> = {
  'believed echo-answered': (session) => frameOf(OURS, echo(session)),
  'stale overheard': (session) => frameOf(OLD_MAC, echo(session)),
};
for (const [verdict, frame] of Object.entries(HEARD))
  test(verdict, () => {
    const session = openSession();
    listen(session, frame(session));
    const { belief, code } = session.pairs[0]!.judge(0);
    assert.equal(`${belief} ${code}`, verdict);
  });

const NOTHING: Readonly<Record<string, (session: Session) => Uint8Array>> = {
  'the answer to an echo of another program': (session) =>
    frameOf(OURS, echo(session, { id: session.id + 1 })),
  'an answer of somebody else': (session) => frameOf(OURS, echo(session, { src: GATEWAY - 1 })),
  'an answer to another address': (session) => frameOf(OURS, echo(session, { dst: SERVICE + 1 })),
  'a question': (session) => frameOf(OURS, echo(session, { kind: 'request' })),
  'an answer in a VLAN': (session) => frameOf(OURS, echo(session), 10),
  'an answer with a broken checksum': (session) => {
    const bytes = frameOf(OURS, echo(session));
    bytes[bytes.length - 1] = 1;
    return bytes;
  },
};
for (const [name, frame] of Object.entries(NOTHING))
  test(`${name} proves nothing`, () => {
    const session = openSession();
    listen(session, frame(session));
    assert.equal(session.pairs[0]!.judge(0).code, 'untried');
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
