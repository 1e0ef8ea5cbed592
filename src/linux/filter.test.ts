import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hearsArp } from '../sim/hears-arp.ts';
import { bytesOf, ipv4Frame, udp, VECTORS } from '../wire/evidence-fixtures.test.ts';
import { arpFilter, encodeFilter, type Instruction } from './filter.ts';

const PKTTYPE = 0xfffff004;
const OUTGOING = 4;
const RETURN = 0x06;

/** The instructions of classic BPF that the filter uses, as linux/filter.h defines them; 0 is "dropped". */
function run(program: readonly Instruction[], frame: Uint8Array, pkttype: number): number {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  let a = 0;
  let x = 0;
  for (let at = 0; at < program.length; at++) {
    const { code, jt, jf, k } = program[at]!;
    const from = x + k;
    if (code === 0x28 && k === PKTTYPE) a = pkttype;
    else if (code === 0x48 || code === 0x40 || code === 0x50) {
      const size = code === 0x48 ? 2 : code === 0x50 ? 1 : 4;
      if (from + size > frame.length) return 0;
      a = size === 2 ? view.getUint16(from) : size === 1 ? view.getUint8(from) : view.getUint32(from);
    } else if (code === 0x01) x = k;
    else if (code === 0x07) x = a;
    else if (code === 0x0c) a += x;
    else if (code === 0x54) a &= k;
    else if (code === 0x64) a <<= k;
    else if (code === 0x45) at += (a & k) === 0 ? jf : jt;
    else if (code === 0x15) at += a === k ? jt : jf;
    else if (code === 0x25) at += a > k ? jt : jf;
    else if (code === 0x06) return k;
    else assert.fail(`instruction ${code.toString(16)}`);
  }
  return assert.fail('ran over the end');
}

function frameOf(head: string, size = 60): Uint8Array {
  const bytes = new Uint8Array(size);
  bytes.set(
    Uint8Array.from(head.match(/../g)!, (pair) => Number.parseInt(pair, 16)).subarray(0, size - 12),
    12,
  );
  return bytes;
}

const HEARD = [
  '0806',
  '8035',
  '81000001' + '0806',
  '88a80001' + '81000002' + '8035',
  '91000001' + '81000002' + '810000030806',
  '0024aaaa030000000806',
  '0024aaaa030000008035',
  '8100000105dcaaaa030000000806',
  '05ffaaaa030000000806',
];
const NOT_HEARD = [
  '0800',
  '86dd',
  '0805',
  '810000010800',
  '81000001810000028100000381000004' + '0806',
  '0024aaaa030000f80806',
  '0024aaab030000000806',
  '0024424203000000',
  '0600aaaa030000000806',
  '0000',
];

test('hears ARP and RARP, tagged and in SNAP, whole', () => {
  for (const head of HEARD) assert.ok(run(arpFilter(false), frameOf(head), 0) >= 0xffff, head);
});

test('hears nothing else', () => {
  for (const head of NOT_HEARD) assert.equal(run(arpFilter(false), frameOf(head), 0), 0, head);
});

/** An IPv4 header without options, with protocol and ICMP type where they belong. */
function ipv4(head: string, protocol: string, type: string): string {
  return `${head}0800${'45'.padEnd(18, '0')}${protocol}${'0'.repeat(20)}${type}`;
}

test('with arp+echo the answers to an echo too, tagged or not, and nothing else of IPv4', () => {
  const program = arpFilter(false, 'arp+echo');
  for (const tags of ['', '81000001', '88a8000181000002']) {
    for (const type of ['00', '03'])
      assert.ok(run(program, frameOf(ipv4(tags, '01', type)), 0) >= 0xffff, tags + type);
    assert.equal(run(program, frameOf(ipv4(tags, '01', '08')), 0), 0, 'a request');
    assert.equal(run(program, frameOf(ipv4(tags, '11', '00')), 0), 0, 'a datagram');
  }
  for (const head of HEARD) assert.ok(run(program, frameOf(head), 0) >= 0xffff, head);
  for (const head of NOT_HEARD) assert.equal(run(program, frameOf(head), 0), 0, head);
});

const EVIDENCE = arpFilter(false, 'arp+evidence');

test('with arp+evidence all that evidence is read of passes, and ARP', () => {
  for (const { name, frame, expected } of VECTORS)
    if (expected !== undefined) {
      assert.ok(run(EVIDENCE, frame, 0) >= 0xffff, name);
      assert.ok(hearsArp(frame, 'arp+evidence'), name);
    }
  for (const head of HEARD) assert.ok(run(EVIDENCE, frameOf(head), 0) >= 0xffff, head);
});

test('and nothing else of IPv4', () => {
  const datagram = (port: number): string => udp(port, '00'.repeat(8), 40_000);
  const refused: readonly [string, Uint8Array][] = [
    ['a name server', ipv4Frame({ payload: datagram(53) })],
    ['from the port of DHCP', ipv4Frame({ payload: udp(9999, '', 67) })],
    ['a later fragment', ipv4Frame({ fragment: '00b9', payload: datagram(67) })],
    ['a later fragment of VRRP', ipv4Frame({ fragment: '2001', protocol: 112, payload: '31'.repeat(16) })],
    ['an echo', ipv4Frame({ protocol: 1, payload: '0000f7ff00000000' })],
    ['TCP', ipv4Frame({ protocol: 6, payload: datagram(67) })],
    ['AH around TCP', ipv4Frame({ protocol: 51, payload: `0604${'00'.repeat(30)}` })],
    ['IPv6 in the type of IPv4', bytesOf(`${'00'.repeat(12)}080065${'70'.repeat(40)}`)],
    ['a header of four words', bytesOf(`${'00'.repeat(12)}080044${'00'.repeat(8)}70${'00'.repeat(30)}`)],
    ['four tags', ipv4Frame({ tags: '81000001'.repeat(4), payload: datagram(67) })],
  ];
  for (const [name, frame] of refused) {
    assert.equal(run(EVIDENCE, frame, 0), 0, name);
    assert.equal(hearsArp(frame, 'arp+evidence'), false, name);
  }
  const first = ipv4Frame({ fragment: '2000', payload: datagram(68) });
  assert.ok(run(EVIDENCE, first, 0) > 0, 'the first fragment of a datagram');
  const options = ipv4Frame({ options: '94040000'.repeat(10), tags: '81000001', payload: datagram(3222) });
  assert.ok(run(EVIDENCE, options, 0) > 0, 'behind 40 bytes of options');
  assert.equal(run(EVIDENCE, frameOf('86dd'), 0), 0);
  assert.equal(run(arpFilter(false), VECTORS[0]!.frame, 0), 0, 'only when it is wanted');
});

test('bent anywhere and cut anywhere it agrees with the paper world', () => {
  const vector = fc.constantFrom(...VECTORS.map(({ frame }) => frame));
  const hits = fc.array(fc.tuple(fc.nat(50), fc.nat(255)), { maxLength: 3 });
  fc.assert(
    fc.property(vector, hits, fc.nat(120), (frame, changes, size) => {
      const bent = frame.slice(0, Math.max(14, size));
      for (const [at, value] of changes) if (at < bent.length) bent[at] = value;
      assert.equal(run(EVIDENCE, bent, 0) > 0, hearsArp(bent, 'arp+evidence'));
    }),
    { numRuns: 5000 },
  );
});

test('what leaves this machine only when it is wanted', () => {
  const frame = frameOf('0806');
  assert.equal(run(arpFilter(false), frame, OUTGOING), 0);
  assert.ok(run(arpFilter(true), frame, OUTGOING) > 0);
  for (const pkttype of [0, 1, 2, 3]) assert.ok(run(arpFilter(false), frame, pkttype) > 0);
});

test('frames cut before what tells them are dropped', () => {
  for (const head of HEARD) {
    const needed = 12 + head.length / 2;
    for (let size = 14; size < needed; size++) {
      assert.equal(run(arpFilter(true), frameOf(head, size), 0), 0, `${head} ${size}`);
    }
    assert.ok(run(arpFilter(true), frameOf(head, needed), 0) > 0);
  }
});

test('ends on every frame, and agrees with the paper world', () => {
  const tag = fc.constantFrom('81000001', '88a80002', '91000003', '08000001');
  const types = ['0806', '8035', '0800', '0000', '0024', '05dc', '05dd', '05ff', '0600', 'aaaa'];
  const type = fc.constantFrom(...types);
  const snap = fc.constantFrom('aaaa03000000', 'aaaa030000f8', 'aaaa02000000', 'aaab03000000', '');
  fc.assert(
    fc.property(fc.array(tag, { maxLength: 4 }), type, snap, type, (tags, outer, llc, inner) => {
      const frame = frameOf(`${tags.join('')}${outer}${llc}${inner}`);
      assert.equal(run(arpFilter(false), frame, 0) > 0, hearsArp(frame));
      assert.equal(run(arpFilter(false, 'arp+echo'), frame, 0) > 0, hearsArp(frame, 'arp+echo'));
    }),
    { numRuns: 3000 },
  );
});

test('jumps go forward and fit, and the encoding keeps them', () => {
  for (const hears of ['arp', 'arp+echo', 'arp+evidence'] as const) {
    const program = arpFilter(true, hears);
    const bytes = encodeFilter(program);
    assert.equal(bytes.length, program.length * 8);
    program.forEach(({ code, jt, jf }, at) => {
      if (code !== RETURN)
        for (const jump of [jt, jf]) assert.ok(jump >= 0 && jump < 256 && at + 1 + jump < program.length);
      assert.deepEqual([...bytes.subarray(at * 8 + 2, at * 8 + 4)], [jt, jf]);
    });
  }
});
