import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostWith } from './build-host.ts';
import { HOST_SCHEMA, type HostSnapshot } from './host.ts';
import { asHostSnapshot, parseHost } from './host-json.ts';

const HOST = hostWith({
  links: { e0: { addresses: ['10.0.0.1/24'] } },
  routes: ['default via 10.0.0.254 dev e0'],
});
const TEXT = JSON.stringify(HOST);

function sentenceOf(value: unknown): string {
  const read = asHostSnapshot(value);
  return read.ok ? 'fine' : read.error.sentence;
}

function changed(change: (host: Record<keyof HostSnapshot, never>) => unknown): unknown {
  return { ...HOST, ...(change(HOST as never) as object) };
}

test('what was written is read', () => {
  const read = parseHost(TEXT);
  assert.ok(read.ok);
  assert.deepEqual(read.value, HOST);
});

test('a snapshot cut anywhere is one sentence', () => {
  for (let size = 0; size < TEXT.length; size += 7) {
    const read = parseHost(TEXT.slice(0, size));
    assert.ok(!read.ok);
    assert.match(read.error.sentence, size === 0 ? /is empty/ : /ends in the middle/);
  }
});

test('a text that is no JSON is said to be so', () => {
  for (const text of ['hello', '{"type": }', '{}}']) {
    const read = parseHost(text);
    assert.deepEqual(!read.ok && read.error.sentence, 'The snapshot is not JSON.');
  }
});

for (const [name, value, expected] of [
  ['no object', 7, 'The file is no host snapshot.'],
  ['another file', { type: 'arpist-plan' }, 'The file is no host snapshot.'],
  [
    'a newer schema',
    { ...HOST, v: HOST_SCHEMA + 1 },
    `The snapshot has schema ${HOST_SCHEMA + 1}, and this arpist reads up to ${HOST_SCHEMA}.`,
  ],
  ['a missing part', { ...HOST, routes: undefined }, 'snapshot lacks routes.'],
  ['a part of another form', { ...HOST, rules: {} }, 'rules should be a list, not an object.'],
  [
    'an unknown link',
    changed((host) => ({ addresses: [{ ...(host.addresses[1] as object), link: 'e9' }] })),
    'addresses[0] names the link "e9", which is not in links.',
  ],
  [
    'a negative index',
    changed((host) => ({ links: [{ ...(host.links[0] as object), index: -4 }] })),
    'links[0].index should be a whole number from 1 to 2147483647, not -4.',
  ],
  [
    'an address that is none',
    changed((host) => ({ addresses: [{ ...(host.addresses[0] as object), local: '10.0.0.300' }] })),
    'addresses[0].local should be an IPv4 address, not "10.0.0.300".',
  ],
  [
    'a word that is none',
    { ...HOST, netfilter: 'maybe' },
    'netfilter should be one of none, present, unknown, not "maybe".',
  ],
  [
    'a setting that is no number',
    { ...HOST, conf: { ...HOST.conf, all: { arp_ignore: 'one' } } },
    'conf.all.arp_ignore should be a whole number from -2147483648 to 4294967295, not "one".',
  ],
  [
    'two links of one name',
    { ...HOST, links: [HOST.links[0], HOST.links[0]], addresses: [], routes: [] },
    'links has two of the same name.',
  ],
] as const) {
  test(`${name}: ${expected}`, () => assert.equal(sentenceOf(value), expected));
}

test('a million routes are read, more are refused in one sentence', () => {
  const route = HOST.routes.at(-1)!;
  const many = { ...HOST, routes: Array.from({ length: 1_000_000 }, () => route) };
  assert.equal(sentenceOf(many), 'fine');
  assert.equal(
    sentenceOf({ ...HOST, routes: Array.from({ length: 1_100_000 }, () => route) }),
    'routes has 1100000 items, and at most 1048576 are read.',
  );
});

test('settings the kernel of the snapshot does not have may be missing', () => {
  assert.equal(
    sentenceOf({ ...HOST, conf: { all: {}, default: {}, links: {} }, neigh: { default: null, links: {} } }),
    'fine',
  );
});

test('A12: brackets without end are refused before the parser makes room for them, and quoted ones do not count', () => {
  const before = process.memoryUsage().rss;
  for (const text of [
    '['.repeat(20_000_000),
    `{"a":${'['.repeat(20_000_000)}`,
    `[${'[],'.repeat(20_000_000)}[]]`,
  ]) {
    const read = parseHost(text);
    assert.ok(!read.ok);
    assert.equal(read.error.sentence, 'The file is no host snapshot.');
  }
  // The texts themselves are 20 to 60 MB; what JSON.parse makes of them is more than a gigabyte.
  assert.ok(process.memoryUsage().rss - before < 600e6);
  const quoted = parseHost(JSON.stringify({ ...hostWith({}), hostname: '["\\'.repeat(5000) }));
  assert.ok(quoted.ok);
});
