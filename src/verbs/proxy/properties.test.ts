import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  ip,
  mac,
  openWorld,
  puppet,
  rangesOf,
  ROUTER_MAC,
  runProxyOn,
} from '../../../test/paper/proxy-place.ts';
import { seededDice } from '../../base/dice.ts';
import { formatIpv4 } from '../../base/ipv4.ts';
import type { HeardFrame } from '../../ports/link.ts';
import { hostileFrames } from '../../sim/hostile.ts';
import { openResponder } from '../../sim/responder.ts';
import { glance, newGlance } from '../../wire/glance.ts';

const ASKERS = ['02:aa:00:00:00:01', '02:aa:00:00:00:02', '02:aa:00:00:00:03'];
const BEHIND = ip('10.9.0.0');
const LAST_WORD = 6000;

/** What the frames alone say: which questions came, who showed to own an address, what was answered. */
function witness() {
  const seen = newGlance();
  const owned = new Set<number>();
  const late: string[] = [];
  const found = { questions: 0, answers: 0, late, owned };
  const tap = ({ bytes, outgoing }: HeardFrame): void => {
    if (!glance(bytes, seen) || seen.etherType !== 0x0806) return;
    const { op, spa, tpa, sha, dst, tags, vid } = seen;
    if (outgoing) {
      if (op !== 2) return;
      found.answers++;
      if (owned.has(spa)) late.push(formatIpv4(spa));
      return;
    }
    if (sha === mac(ROUTER_MAC)) return;
    if (op === 1) found.questions++;
    if (tags > 1 || vid > 0 || sha === 0 || sha === 0xffffffffffff) return;
    const speaks = op === 1 ? spa !== 0 : op === 2 && spa === tpa;
    if (speaks || (op === 2 && tpa === 0 && dst === mac(ROUTER_MAC))) owned.add(spa);
  };
  return { found, tap };
}

const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

const steps = fc.array(
  fc.record({
    at: fc.integer({ min: 1, max: LAST_WORD }),
    /** Some at the very same moment, so that they are read in one go. */
    burst: fc.boolean(),
    who: fc.nat(ASKERS.length - 1),
    kind: fc.constantFrom('asks', 'asks', 'asks', 'asks', 'probes', 'announces', 'is-at', 'asks as its own'),
    host: fc.integer({ min: 0, max: 9 }),
    vlan: fc.constantFrom(undefined, undefined, undefined, undefined, 0, 7),
  }),
  { maxLength: 60 },
);

test('every question is counted once, and nothing is answered for whose owner was heard', async () => {
  await fc.assert(
    fc.asyncProperty(
      steps,
      fc.constantFrom('10.9.0.0/29', '10.0.0.0/8'),
      fc.record({ delay: fc.constantFrom(0, 0, 70), limit: fc.constantFrom(3, 1000) }),
      async (script, net, wishes) => {
        const world = openWorld({ seed: 1 });
        const segment = world.segment('s0');
        const people = ASKERS.map((own) => puppet(world, segment, own));
        for (const { at, burst, who, kind, host, vlan } of script) {
          const one = formatIpv4(BEHIND + host);
          const said = {
            asks: { spa: `10.77.0.${who + 1}`, tpa: one },
            probes: { spa: '0.0.0.0', tpa: one },
            announces: { spa: one, tpa: one },
            'is-at': { op: 2, spa: one, tpa: one },
            'asks as its own': { spa: one, tpa: '10.77.0.254' },
          }[kind];
          const tagged = vlan === undefined ? said : { ...said, vlan };
          world.at(burst ? 3000 : at, () => people[who]!.say(tagged));
        }
        const { found, tap } = witness();
        const { counts } = await runProxyOn(world, segment, {
          until: LAST_WORD + 3000,
          wishes: { ...wishes, tap, nets: rangesOf(net), any: net.endsWith('/8'), giveBack: Infinity },
        });
        assert.deepEqual(found.late, []);
        assert.equal(total(counts), found.questions);
        assert.equal(counts.answered, found.answers);
      },
    ),
    { numRuns: 60, interruptAfterTimeLimit: 8000 },
  );
});

test('hostile frames, lengths that lie: nothing throws, each question counts once, the live owner keeps its address', async () => {
  const LIVE = ip('10.9.0.5');
  const OWNER = mac('02:0f:00:00:00:05');
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.array(fc.record({ at: fc.integer({ min: 1, max: LAST_WORD }), raw: rawFrames() }), {
        maxLength: 80,
      }),
      async (seed, frames) => {
        const world = openWorld({ seed: 1 });
        const segment = world.segment('s0');
        const attacker = puppet(world, segment, '02:bb:00:00:00:01');
        openResponder(world, segment, { mac: OWNER, answersFor: (one) => one === LIVE });
        const others = hostileFrames(seededDice(seed), frames.length);
        for (const { at, raw } of frames)
          world.at(at, () => attacker.nic.send(raw ?? others.next().value ?? new Uint8Array(0)));
        const { found, tap } = witness();
        const { counts } = await runProxyOn(world, segment, {
          until: LAST_WORD + 3000,
          wishes: { tap, nets: rangesOf('10.9.0.0/29'), giveBack: Infinity },
        });
        assert.ok(found.owned.has(LIVE), 'its answer to the probe was seen');
        assert.deepEqual(found.late, []);
        assert.equal(total(counts), found.questions);
      },
    ),
    { numRuns: 60, interruptAfterTimeLimit: 8000 },
  );
});

/** Questions and answers about the net, with any byte of the header, any lengths and any end; undefined: another kind. */
function rawFrames(): fc.Arbitrary<Uint8Array | undefined> {
  const head = [255, 255, 255, 255, 255, 255, 2, 187, 0, 0, 0, 1, 8, 6, 0, 1, 8, 0, 6, 4, 0, 1];
  const near = fc.integer({ min: 0, max: 9 });
  const spoilt = fc
    .record({
      op: fc.constantFrom(0, 1, 1, 1, 2, 2, 3, 255),
      sha: fc.constantFrom([2, 187, 0, 0, 0, 1], [0, 0, 0, 0, 0, 0], [255, 255, 255, 255, 255, 255]),
      spa: fc.oneof(
        near.map((last) => [10, 9, 0, last]),
        fc.constantFrom([10, 77, 0, 66], [0, 0, 0, 0], [224, 0, 0, 1]),
      ),
      tpa: near.map((last) => [10, 9, 0, last]),
      spoils: fc.array(fc.tuple(fc.nat(41), fc.nat(255)), { maxLength: 3 }),
      size: fc.oneof(fc.constant(42), fc.constant(60), fc.nat(80)),
    })
    .map(({ op, sha, spa, tpa, spoils, size }) => {
      const bytes = new Uint8Array(Math.max(size, 42));
      bytes.set([...head, ...sha, ...spa, 0, 0, 0, 0, 0, 0, ...tpa]);
      bytes[21] = op;
      for (const [at, value] of spoils) bytes[at] = value;
      return bytes.slice(0, size);
    });
  return fc.option(spoilt, { nil: undefined, freq: 3 });
}
