// Proxy ARP and published entries: the directed checks B of the specification (ids are theirs).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatMac, parseMac } from '../base/mac.ts';
import { flushOf, survivesPublished } from './flush.ts';
import { asKernel } from './kernel.ts';
import { answers, type LabWish, labHost, whoHas, type Wording } from './lab.ts';
import { learn } from './learn.ts';
import { decideReply, receive } from './reply.ts';

type Check = readonly [id: string, host: LabWish, target: string, expected: string, wording?: Wording];

/** e0 = 10.0.0.1/24, e1 = 10.1.0.1/24, forwarding; questions come in by e0 unless said otherwise. */
function router(wish: LabWish = {}): LabWish {
  return { e1: ['10.1.0.1/24'], forwarding: true, ...wish };
}
const proxy = { proxy_arp: 1 };
const E0_PROXY = { e0conf: proxy };
const MINE = '10.1.0.50';
const probe: Wording = { from: '0.0.0.0' };
const announced: Wording = { from: MINE };
const published = (wish: LabWish = {}): LabWish => router({ published: [`${MINE} dev e0`], ...wish });
const pvlan = (wish: LabWish = {}): LabWish => router({ e0conf: { proxy_arp_pvlan: 1 }, ...wish });

const checks: Check[] = [
  ['B01', router(), MINE, 'none'],
  ['B02', router(E0_PROXY), MINE, 'e0@s0'],
  ['B03', router({ ...E0_PROXY, forwarding: false }), MINE, 'none'],
  ['B03b', router({ forwarding: false, e0conf: { ...proxy, forwarding: 1 } }), MINE, 'e0@s0'],
  ['B03c', router({ forwarding: false, e0conf: proxy, e1conf: { forwarding: 1 } }), MINE, 'none'],
  ['B04', router({ all: { ...proxy, forwarding: 1 } }), MINE, 'e0@s0'],
  ['B04b', router({ e1conf: proxy }), MINE, 'none'],
  ['B05', router(E0_PROXY), '.50', 'none'],
  ['B06', router(E0_PROXY), '9.9.9.9', 'none'],
  ['B07', router({ ...E0_PROXY, routes: ['default via 10.1.0.254 dev e1'] }), '9.9.9.9', 'e0@s0'],
  ['B07b', router({ ...E0_PROXY, routes: ['default via 10.1.0.254 dev e1'] }), '.50', 'none'],
  ['B07c', router({ ...E0_PROXY, routes: ['default via 10.0.0.254 dev e0'] }), '9.9.9.9', 'none'],
  ...['blackhole', 'unreachable', 'prohibit'].map(
    (type): Check => [
      `B08.${type}`,
      router({ ...E0_PROXY, routes: ['default via 10.1.0.254 dev e1', `${type} 10.9.0.0/16`] }),
      '10.9.0.5',
      'none',
    ],
  ),
  ['B09', router(E0_PROXY), MINE, 'none', probe],
  ['B10', router(E0_PROXY), MINE, 'e0@s0', announced],
  ['B10b', router({ e0conf: { ...proxy, rp_filter: 1 } }), MINE, 'none', announced],
  ['B11', router({ e0conf: { ...proxy, rp_filter: 1 } }), MINE, 'none', { from: '172.16.0.9' }],
  ['B11b', router(E0_PROXY), MINE, 'e0@s0', { from: '172.16.0.9' }],
  ['B12', router({ e0conf: { ...proxy, arp_ignore: 8, arp_filter: 1 } }), MINE, 'e0@s0'],
  ['B12b', router({ e0conf: { ...proxy, arp_ignore: 8, arp_filter: 1 } }), '10.1.0.1', 'none'],
  ['B12c', router({ e0conf: { ...proxy, arp_ignore: 1 } }), '10.1.0.1', 'none'],
  ...(
    [
      [0, 0, true],
      [0, 5, true],
      [0, -1, true],
      [1, 0, true],
      [1, 2, true],
      [1, 1, false],
      [1, -1, false],
      [-1, 0, false],
      [-1, 2, false],
    ] as const
  ).map(
    ([inward, outward, shown]): Check => [
      `B14.${inward}.${outward}`,
      router({ e0conf: { ...proxy, medium_id: inward }, e1conf: { medium_id: outward } }),
      MINE,
      shown ? 'e0@s0' : 'none',
    ],
  ),
  ['B15', router({ all: { proxy_arp_pvlan: 1, forwarding: 1 } }), '.50', 'e0@s0'],
  ['B15 before 5.14', router({ all: { proxy_arp_pvlan: 1 }, kernel: '5.4.0' }), '.50', 'none'],
  ['B15b', pvlan(), MINE, 'none'],
  ['B15c', pvlan(), '.50', 'none', { from: '.50' }],
  ['B15d', pvlan(), '.100', 'e0@s0', { from: '.101' }],
  ['B15e', router({ e1conf: { proxy_arp_pvlan: 1 } }), '.50', 'none'],
  ['B15f', pvlan({ e0conf: { proxy_arp_pvlan: 1, send_redirects: 0 } }), '.50', 'e0@s0'],
  ['B15g', pvlan(), '9.9.9.9', 'none'],
  ['B15h', pvlan({ forwarding: false }), '.50', 'none'],
  ['B20', published(), MINE, 'e0@s0'],
  ['B20b', published(), '10.1.0.51', 'none'],
  ['B20c', published(), MINE, 'none', probe],
  ['B20d', published(), MINE, 'e0@s0', announced],
  ['B21', published({ forwarding: false }), MINE, 'none'],
  ['B22', router({ published: [`${MINE} dev e1`] }), MINE, 'none'],
  ['B23', router({ published: [MINE] }), MINE, 'e0@s0'],
  ['B24', router({ published: ['10.0.0.50 dev e0'] }), '.50', 'none'],
  ['B25', router({ published: ['9.9.9.9 dev e0'] }), '9.9.9.9', 'none'],
  ['B26', published({ e0conf: { medium_id: -1 } }), MINE, 'e0@s0'],
  ['B27', published({ e1is: { carrier: false } }), MINE, 'e0@s0'],
  [
    'B27b',
    published({ e1is: { carrier: false }, all: { ignore_routes_with_linkdown: 1, forwarding: 1 } }),
    MINE,
    'none',
  ],
  ['B36', router({ e0conf: proxy }), '.1', 'e0@s0 e1@s1'],
  ['B37', router({ both: proxy, routes: ['10.0.0.77/32 dev e1'] }), '.77', 'e0@s0'],
  ['B37b', router({ both: proxy, routes: ['10.0.0.77/32 dev e1'] }), '.100', 'e1@s1', { from: '.77' }],
  [
    'B37c',
    router({ both: { ...proxy, rp_filter: 1 }, routes: ['10.0.0.77/32 dev e1'] }),
    '.100',
    'e1@s1',
    { from: '.77' },
  ],
  [
    'B37d',
    router({ both: { ...proxy, rp_filter: 1 }, routes: ['10.0.0.77/32 dev e1'] }),
    '.100',
    'none',
    { from: '.78' },
  ],
  ['N80', router({ e0conf: { ...proxy, forwarding: 0 } }), MINE, 'none'],
];

for (const [id, wish, target, expected, wording] of checks) {
  test(`${id}: who-has ${target}${wording?.from ? ` from ${wording.from}` : ''} is answered by ${expected}`, () => {
    const host = labHost(wish);
    const shown = answers(host, target, wording);
    const onlyFirst = shown
      .split(' ')
      .filter((one) => one.endsWith('@s0'))
      .join(' ');
    assert.equal(expected.includes('@s1') ? shown : onlyFirst || 'none', expected);
  });
}

test('B13, B35: the asker of a proxied address is learned when it asks', () => {
  const { after, reason } = learn(whoHas(MINE), labHost(router(E0_PROXY)));
  assert.deepEqual(
    [after?.state, formatMac(after?.mac ?? 0), reason],
    ['stale', '02:00:00:00:02:00', 'learn-asker'],
  );
});

test('B30, B31, B36: only proxied answers to broadcasts wait, up to proxy_delay', () => {
  const host = labHost(router(E0_PROXY));
  const delayOf = (target: string, wording: Wording = {}): number | undefined => {
    const verdict = decideReply(whoHas(target, wording), host);
    return verdict.yes ? verdict.value.delay : undefined;
  };
  assert.equal(delayOf(MINE), 800);
  assert.equal(delayOf(MINE, { dst: parseMac('01:00:5e:00:00:01')! }), 800);
  assert.equal(delayOf(MINE, { dst: parseMac('02:00:00:00:01:00')! }), 0);
  assert.equal(delayOf('.1'), 0);
});

test('B34: when the delay is over everything is decided again, and there is no second delay', () => {
  const heard = whoHas(MINE);
  assert.equal(decideReply(heard, labHost(router()), { delayed: true }).yes, false);
  const verdict = decideReply(heard, labHost(router(E0_PROXY)), { delayed: true });
  assert.ok(verdict.yes);
  assert.equal(verdict.value.delay, 0);
});

test('B28, B28b, B28c, B28d: what becomes of published entries', () => {
  const on = (wish: LabWish = {}) => asKernel(labHost(published(wish)));
  const kept = (event: 'carrier-lost' | 'set-down', permanent: boolean, wish: LabWish = {}): boolean => {
    const kernel = on(wish);
    const flush = flushOf(event, kernel.linkOf.get('e0')!, kernel.version);
    return survivesPublished(flush, { ip: MINE, link: 'e0', permanent });
  };
  assert.equal(kept('carrier-lost', true), true, 'B28');
  assert.equal(kept('carrier-lost', false), false, 'B28b');
  assert.equal(kept('carrier-lost', false, { all: { arp_evict_nocarrier: 0 } }), true, 'B28c');
  assert.equal(kept('set-down', true), false, 'B28d');
  assert.equal(kept('carrier-lost', true, { kernel: '5.14.0' }), false, 'before 6.1');
});

test('V01 to V04: a full table silences new askers only', () => {
  const host = labHost(router(E0_PROXY));
  const around = { hasRoom: (_link: string, ip: number): boolean => ip === 0x0a000065 };
  const silent = receive(whoHas('.1'), host, around);
  assert.deepEqual(
    silent,
    { reply: { yes: false, reason: 'table-full' }, lesson: 'learn-table-full' },
    'V01',
  );
  assert.equal(decideReply(whoHas('.1', { from: '.101' }), host, around).yes, true, 'V02');
  assert.equal(decideReply(whoHas('.1', { from: '0.0.0.0' }), host, around).yes, true, 'V03');
  const proxied = receive(whoHas(MINE), host, around);
  assert.equal(proxied.reply.yes, true, 'V04');
  assert.equal(proxied.lesson, 'learn-table-full', 'V04b');
});
