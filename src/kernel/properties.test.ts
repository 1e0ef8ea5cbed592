// Whatever host and whatever frame: the model never throws, always has a reason, and keeps the promises of the kernel.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatIpv4 } from '../base/ipv4.ts';
import { type HostWish, hostWith, type LinkWish } from './build-host.ts';
import { CONF_NAMES } from './conf.ts';
import { doubtsAbout } from './doubts.ts';
import { type Heard, heardFrom } from './heard.ts';
import type { HostSnapshot } from './host.ts';
import type { Conf } from './conf.ts';
import { asHostSnapshot, parseHost } from './host-json.ts';
import { learn } from './learn.ts';
import { decidePath } from './path.ts';
import { REASONS } from './reasons.ts';
import { decideReply, receive } from './reply.ts';
import { decideSource } from './source.ts';

const POOL = [0, 1, 2, 3, 50, 100, 200, 255].map((tail) => 0x0a000000 + tail);
const ODD = [0, 0xffffffff, 0x7f000001, 0xe0000001, 0x08080808, 0x0a010032, 0x00010203];
const ip = fc.oneof(fc.constantFrom(...POOL, ...ODD), fc.integer({ min: 0, max: 0xffffffff }));
const mac = fc.constantFrom(
  0xffffffffffff,
  0,
  0x020000000100,
  0x020000000101,
  0x01005e000001,
  0x020000000200,
);
const conf: fc.Arbitrary<Conf> = fc.dictionary(
  fc.constantFrom(...CONF_NAMES),
  fc.integer({ min: -1, max: 9 }),
  {
    maxKeys: 6,
  },
);
const scope = fc.constantFrom('global', 'site', 'link', 'host', '100');
const address = fc
  .tuple(fc.constantFrom(...POOL, 0x0a010001), fc.integer({ min: 0, max: 32 }), scope)
  .map(([local, length, of]) => `${formatIpv4(local)}/${length} scope ${of}`);
const link: fc.Arbitrary<LinkWish> = fc.record(
  {
    addresses: fc.array(address, { maxLength: 4 }),
    conf,
    up: fc.boolean(),
    carrier: fc.boolean(),
    arp: fc.boolean(),
    mtu: fc.constantFrom(67, 1500),
    master: fc.constantFrom('br0', 'nowhere'),
  },
  { requiredKeys: [] },
);
const route = fc
  .tuple(
    fc.constantFrom('', 'blackhole ', 'local ', 'throw '),
    ip,
    fc.integer({ min: 0, max: 32 }),
    fc.constantFrom('dev e0', 'dev e1', 'via 10.0.0.100 dev e1', 'nexthop dev e0 nexthop dev e1'),
    fc.constantFrom(254, 255, 253, 101),
  )
  .map(([type, to, length, way, table]) => `${type}${formatIpv4(to)}/${length} table ${table} ${way}`);
const rule = fc
  .tuple(
    fc.constantFrom('', 'not '),
    ip,
    fc.constantFrom('lookup 101', 'prohibit', 'nop', 'goto 32766', 'iif e0 lookup 101'),
  )
  .map(([not, from, action]) => `${not}from ${formatIpv4(from)}/24 ${action}`);
const wish: fc.Arbitrary<HostWish> = fc.record(
  {
    kernel: fc.constantFrom('6.18.44', '6.1.0', '5.4.0', '4.0.0', 'odd'),
    links: fc.record({ lo: link, e0: link, e1: link, br0: fc.constant({ kind: 'bridge' }) }),
    all: conf,
    routes: fc.array(route, { maxLength: 5 }),
    rules: fc.array(rule, { maxLength: 3 }),
    published: fc.array(fc.constantFrom('10.0.0.50 dev e0', '10.0.0.50', '10.1.0.50 dev e1'), {
      maxLength: 2,
    }),
    customRules: fc.boolean(),
    customLocal: fc.boolean(),
  },
  { requiredKeys: ['links'] },
);
const host: fc.Arbitrary<HostSnapshot> = wish.map((one) => hostWith(one));
const heard: fc.Arbitrary<Heard> = fc.record(
  {
    link: fc.constantFrom('e0', 'e1', 'br0', 'lo', 'e9'),
    dst: mac,
    op: fc.constantFrom(1, 1, 2, 3),
    sha: mac,
    spa: ip,
    tha: mac,
    tpa: ip,
    vid: fc.constantFrom(0, 0, 5),
    size: fc.constantFrom(28, 46, 27),
  },
  { requiredKeys: ['link', 'dst', 'op', 'sha', 'spa', 'tha', 'tpa'] },
);

test('every decision has a reason of its kind and leaves the snapshot as it was', () => {
  fc.assert(
    fc.property(host, heard, (on, frame) => {
      const before = JSON.stringify(on);
      const { reply, lesson } = receive(frame, on);
      assert.equal(REASONS[reply.reason].kind, reply.yes ? 'answer' : 'silence');
      if (typeof lesson === 'string') assert.equal(REASONS[lesson].kind, 'learn');
      assert.deepEqual(receive(frame, on), { reply, lesson });
      assert.equal(JSON.stringify(on), before);
    }),
    { numRuns: 2000 },
  );
});

test('an answer speaks of the target, goes to the asker, and carries the MAC of the link it leaves by', () => {
  fc.assert(
    fc.property(host, heard, (on, frame) => {
      const verdict = decideReply(frame, on);
      if (!verdict.yes) return;
      const { link: by, sha, src, spa, tpa, tha, dst, op, delay } = verdict.value;
      const out = on.links.find((one) => one.name === by)!;
      assert.ok(out.up && out.arp);
      assert.deepEqual([op, spa, tpa, tha, dst, src], [2, frame.tpa, frame.spa, frame.sha, frame.sha, sha]);
      assert.ok(delay === 0 || verdict.reason.startsWith('answer-p'));
      assert.equal(frame.op, 1);
    }),
    { numRuns: 2000 },
  );
});

test('learning, asking, paths and doubts never throw and name their reasons', () => {
  fc.assert(
    fc.property(host, heard, (on, frame) => {
      assert.equal(REASONS[learn(frame, on).reason].kind, 'learn');
      const asked = decideSource({ link: frame.link, target: frame.tpa, packetSource: frame.spa }, on);
      assert.equal(REASONS[asked.reason].kind, 'source');
      assert.equal(REASONS[decidePath({ to: frame.tpa, from: null }, on).reason].kind, 'path');
      for (const doubt of doubtsAbout(frame, on)) assert.match(doubt.sentence, /\.$/);
    }),
    { numRuns: 1000 },
  );
});

test('any bytes are a frame the model can judge', () => {
  fc.assert(
    fc.property(host, fc.uint8Array({ maxLength: 80 }), fc.boolean(), (on, bytes, arp) => {
      if (arp && bytes.length >= 20) bytes.set([8, 6, 0, 1, 8, 0, 6, 4], 12);
      const { reply } = receive(heardFrom(bytes, 'e0'), on);
      assert.ok(reply.reason in REASONS);
    }),
  );
});

test('a built host is a snapshot, and survives JSON', () => {
  fc.assert(
    fc.property(host, (on) => {
      const read = parseHost(JSON.stringify(on));
      assert.ok(read.ok, read.ok ? '' : read.error.sentence);
      assert.deepEqual(read.value, on);
    }),
  );
});

test('any JSON value is a snapshot or one sentence', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const read = asHostSnapshot(value);
      assert.ok(!read.ok && read.error.sentence.endsWith('.'));
    }),
  );
});

test('a snapshot with one value made wrong is never taken and never throws', () => {
  const whole = hostWith({
    links: { e0: { addresses: ['10.0.0.1/24'] } },
    rules: ['from 10.0.0.1 lookup 101'],
  });
  fc.assert(
    fc.property(fc.array(fc.nat(30), { minLength: 1, maxLength: 6 }), fc.jsonValue(), (way, wrong) => {
      const copy = structuredClone(whole) as unknown as Record<string, unknown>;
      let at: Record<string, unknown> = copy;
      let key = '';
      for (const turn of way) {
        const keys = Object.keys(at);
        if (keys.length === 0) break;
        key = keys[turn % keys.length]!;
        const next = at[key];
        if (typeof next !== 'object' || next === null) break;
        if (turn === way.at(-1)) break;
        at = next as Record<string, unknown>;
      }
      if (key in at) at[key] = wrong;
      const read = asHostSnapshot(copy);
      if (read.ok)
        decideReply(
          { link: 'e0', dst: 0xffffffffffff, op: 1, sha: 5, spa: 9, tha: 0, tpa: 0x0a000001 },
          read.value,
        );
      else assert.match(read.error.sentence, /\.$/);
    }),
    { numRuns: 1000 },
  );
});
