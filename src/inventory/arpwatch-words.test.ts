import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePrefix } from '../base/prefix.ts';
import { ip, mac } from '../../test/cli/stations.ts';
import { type ArpFrameFields, writeArpFrame } from '../wire/arp-frame.ts';
import { newCaptureFrame } from '../wire/capture-frame.ts';
import { type ArpwatchKnows, ArpwatchWords } from './arpwatch-words.ts';

const A = '00:1b:21:00:00:50';
const B = '3c:5a:b4:00:0b:05';
const C = '02:00:00:00:00:0c';
const DECNET = 'aa:00:04:00:01:04';
const DAY = 24 * 3600;

interface Spoken {
  readonly by: string;
  readonly ip?: string;
  readonly at?: number;
  readonly more?: Partial<ArpFrameFields>;
}

function told(
  spoken: readonly Spoken[],
  knows: Partial<ArpwatchKnows> = {},
  name = 'eth0',
): readonly string[] {
  const lines: string[] = [];
  const words = new ArpwatchWords({ networks: [], had: [], ...knows }, (line) => lines.push(line));
  for (const [index, { by, ip: address = '10.77.0.50', at = index, more = {} }] of spoken.entries()) {
    const bytes = new Uint8Array(42 + 4 * (more.tags?.length ?? 0));
    const sha = mac(by);
    writeArpFrame(bytes, 0, {
      dst: mac('ff:ff:ff:ff:ff:ff'),
      src: sha,
      op: 1,
      sha,
      spa: ip(address),
      tha: 0,
      tpa: ip('10.77.0.1'),
      ...more,
    });
    const frame = { ...newCaptureFrame(), bytes, to: bytes.length, linkType: 1, seconds: 1_700_000_000 + at };
    words.hear(frame, name);
  }
  return lines;
}

test('the words of one address: new, changed, back and forth, back after others', () => {
  assert.deepEqual(told([A, A, B, A, B, C, A, B].map((by) => ({ by }))), [
    'new station 10.77.0.50 0:1b:21:0:0:50 eth0',
    'changed ethernet address 10.77.0.50 3c:5a:b4:0:b:5 (0:1b:21:0:0:50) eth0',
    'flip flop 10.77.0.50 0:1b:21:0:0:50 (3c:5a:b4:0:b:5) eth0',
    'flip flop 10.77.0.50 3c:5a:b4:0:b:5 (0:1b:21:0:0:50) eth0',
    'changed ethernet address 10.77.0.50 2:0:0:0:0:c (3c:5a:b4:0:b:5) eth0',
    'reused old ethernet address 10.77.0.50 0:1b:21:0:0:50 (2:0:0:0:0:c) eth0',
    'reused old ethernet address 10.77.0.50 3c:5a:b4:0:b:5 (0:1b:21:0:0:50) eth0',
  ]);
});

test('after half a year of silence there is new activity', () => {
  const spoken = [
    { by: A, at: 0 },
    { by: A, at: 180 * DAY },
    { by: A, at: 360 * DAY + 1 },
  ];
  assert.deepEqual(told(spoken).slice(1), ['new activity 10.77.0.50 0:1b:21:0:0:50 eth0']);
});

test('a DECnet MAC that comes back within a day is a word of its own', () => {
  const spoken = [{ by: A }, { by: DECNET }, { by: A, at: 10 }, { by: DECNET, at: 10 + DAY }];
  assert.deepEqual(told(spoken).slice(2), [
    'suppressed DECnet flip flop 10.77.0.50 0:1b:21:0:0:50 (aa:0:4:0:1:4) eth0',
    'flip flop 10.77.0.50 aa:0:4:0:1:4 (0:1b:21:0:0:50) eth0',
  ]);
});

test('frames that tell no station: foreign networks, MACs of nobody, forged sources, odd operations', () => {
  const networks = [parsePrefix('10.77.0.0/24') ?? assert.fail()];
  const spoken: readonly Spoken[] = [
    { by: A, ip: '192.0.2.9' },
    { by: A, ip: '0.0.0.0' },
    { by: A, more: { src: mac(B) } },
    { by: 'ff:ff:ff:ff:ff:ff', more: { src: mac(A) } },
    { by: A, more: { op: 9 } },
    { by: A, more: { etherType: 0x8035, op: 3 } },
  ];
  assert.deepEqual(told(spoken, { networks }), [
    'bogon 192.0.2.9 0:1b:21:0:0:50 eth0',
    'bogon 0.0.0.0 0:1b:21:0:0:50 eth0',
    'ethernet mismatch 10.77.0.50 3c:5a:b4:0:b:5 (0:1b:21:0:0:50) eth0',
    'ethernet broadcast 10.77.0.50 0:1b:21:0:0:50 (ff:ff:ff:ff:ff:ff) eth0',
    '0:1b:21:0:0:50 sent wrong arp op 9',
  ]);
  assert.deepEqual(
    told(spoken.slice(0, 2)),
    ['new station 192.0.2.9 0:1b:21:0:0:50 eth0'],
    'no networks, no bogons',
  );
});

test('an arp.dat is what it begins with: known stations are no news, the MAC heard last had the address', () => {
  const had = [
    { ip: ip('10.77.0.50'), mac: mac(A), seconds: 1_600_000_000 },
    { ip: ip('10.77.0.50'), mac: mac(B), seconds: 1_699_999_999 },
  ];
  assert.deepEqual(told([{ by: B }, { by: A }], { had }), [
    'flip flop 10.77.0.50 0:1b:21:0:0:50 (3c:5a:b4:0:b:5) eth0',
  ]);
});

test('tagged frames are those of the interface of their VLAN, and kept apart', () => {
  const tags = [{ tpid: 0x8100, tci: 20 }];
  assert.deepEqual(told([{ by: A }, { by: B, more: { tags } }]), [
    'new station 10.77.0.50 0:1b:21:0:0:50 eth0',
    'new station 10.77.0.50 3c:5a:b4:0:b:5 eth0.20',
  ]);
  assert.deepEqual(told([{ by: B, more: { tags } }], {}, ''), [
    'new station 10.77.0.50 3c:5a:b4:0:b:5 vlan20',
  ]);
});

test('a flood of MACs for one address is kept within a bound', () => {
  const many = Array.from({ length: 5000 }, (_, at) => ({
    by: `02:00:00:00:${(at >> 8).toString(16)}:${(at & 255).toString(16)}`,
  }));
  const lines = told([...many, { by: '02:00:00:00:00:00' }, many.at(-3)!]);
  assert.equal(lines.length, 5002);
  assert.match(lines.at(-2)!, /^changed/, 'one of long ago is forgotten');
  assert.match(lines.at(-1)!, /^reused/);
});

/** OSSEC: etc/decoder.xml and etc/rules/arpwatch_rules.xml, and its rule's level for each. */
const RULES: readonly (readonly [RegExp, level: number])[] = [
  [/flip flop /, 9],
  [/changed ethernet address /, 9],
  [/reused old ethernet address/, 1],
  [/ethernet mismatch/, 7],
];

test('the rules of OSSEC see what they see of arpwatch', () => {
  const lines = told([
    { by: A },
    { by: B },
    { by: A },
    { by: C },
    { by: B },
    { by: A, more: { src: mac(B) } },
  ]);
  assert.deepEqual(
    lines.map((line) => RULES.find(([rule]) => rule.test(line))?.[1] ?? 0),
    [0, 9, 9, 9, 1, 7],
  );
  const decoded = /^(?:new station |bogon )(\S+) (\S+)/.exec(lines[0]!);
  assert.deepEqual([decoded?.[1], decoded?.[2]], ['10.77.0.50', '0:1b:21:0:0:50']);
});

/** What a line of dosyslog can be: the words, the address, one MAC or two, the interface. */
const LINE =
  /^(new (station|activity)|(ethernet (mismatch|broadcast))|flip flop|changed ethernet address|reused old ethernet address|bogon) ([0-9]{1,3}\.){3}[0-9]{1,3} [0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}( \([0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}\))?( [\w.-]+)?$/;

/** As a failregex is written, with the group that stands for <HOST>. */
const FLIP_FLOP = /arpwatch(?:\[\d+\])?: (?:flip flop|changed ethernet address) ((?:\d{1,3}\.){3}\d{1,3}) /;

test('every line has the one form that filters of logs go by, and an address where fail2ban looks for its <HOST>', () => {
  for (const line of told([{ by: A }, { by: B }, { by: A }, { by: C }, { by: B }])) {
    assert.match(line, LINE);
    assert.equal(FLIP_FLOP.exec(`Nov 30 10:56:40 host arpwatch: ${line}`)?.[1] ?? '10.77.0.50', '10.77.0.50');
  }
});

test('a MAC that comes back stands once in the list of its address, so that nobody is pushed out of it', () => {
  const turns = Array.from({ length: 80 }, (_, at) => (at % 2 === 0 ? B : C));
  const said = told([A, ...turns, A].map((by) => ({ by })));
  assert.equal(said.at(-1), 'reused old ethernet address 10.77.0.50 0:1b:21:0:0:50 (2:0:0:0:0:c) eth0');
});

test('what an address had before counts once for each MAC, that heard last in front', () => {
  const had = [
    { ip: ip('10.77.0.50'), mac: mac(B), seconds: 10 },
    { ip: ip('10.77.0.50'), mac: mac(A), seconds: 20 },
    { ip: ip('10.77.0.50'), mac: mac(A), seconds: 30 },
  ];
  assert.deepEqual(told([{ by: B }], { had }), ['flip flop 10.77.0.50 3c:5a:b4:0:b:5 (0:1b:21:0:0:50) eth0']);
});
