// Who answers for addresses of others: proxy ARP, pvlan and published entries. The rules stand in docs/kernel-arp.md.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMac } from '../base/mac.ts';
import { answers, type LabWish, labHost, whoHas, type Wording } from './lab.ts';
import { decideReply, receive } from './reply.ts';

/** e0 = 10.0.0.1/24, e1 = 10.1.0.1/24, forwarding; 10.0.0.100 asks on e0, and on e1 where both cables are named. */
type Row = readonly [rule: string, host: LabWish, target: string, expected: string, wording?: Wording];

function router(wish: LabWish = {}): LabWish {
  return { e1: ['10.1.0.1/24'], forwarding: true, ...wish };
}
const PROXY = { proxy_arp: 1 };
const E0_PROXY = { e0conf: PROXY };
const ELSEWHERE = ['default via 10.1.0.254 dev e1'];
const STRICT = { e0conf: { ...PROXY, rp_filter: 1 } };
const HUSHED = { e0conf: { ...PROXY, arp_ignore: 8, arp_filter: 1 } };
const FAR = '10.1.0.50';
const WORLD = '9.9.9.9';
const probe: Wording = { from: '0.0.0.0' };
const announced: Wording = { from: FAR };
const lost: Wording = { from: '172.16.0.9' };
const published = (wish: LabWish = {}): LabWish => router({ published: [`${FAR} dev e0`], ...wish });
const pvlan = (wish: LabWish = {}): LabWish => router({ e0conf: { proxy_arp_pvlan: 1 }, ...wish });
/** 10.0.0.77 was moved behind e1 by a route of its own. */
const moved = (both: NonNullable<LabWish['both']> = PROXY): LabWish =>
  router({ both, routes: ['10.0.0.77/32 dev e1'] });

const rows: Row[] = [
  ['#proxy-arp: off', router(), FAR, 'none'],
  ['#proxy-arp: on', router(E0_PROXY), FAR, 'e0@s0'],
  ['#either-of-both: proxy_arp for all', router({ all: { ...PROXY, forwarding: 1 } }), FAR, 'e0@s0'],
  ['#hearing-link-decides: proxy_arp on the way out alone', router({ e1conf: PROXY }), FAR, 'none'],
  ['#proxy-arp: no route', router(E0_PROXY), WORLD, 'none'],
  ['#proxy-arp: a default route elsewhere', router({ ...E0_PROXY, routes: ELSEWHERE }), WORLD, 'e0@s0'],
  ['#proxy-not-own-side: a neighbour', router(E0_PROXY), '.50', 'none'],
  [
    '#proxy-not-own-side: a default route does not change that',
    router({ ...E0_PROXY, routes: ELSEWHERE }),
    '.50',
    'none',
  ],
  [
    '#proxy-not-own-side: a default route back out',
    router({ ...E0_PROXY, routes: ['default via 10.0.0.254 dev e0'] }),
    WORLD,
    'none',
  ],
  ...['blackhole', 'unreachable', 'prohibit'].map(
    (type): Row => [
      `#proxy-arp: a ${type} route`,
      router({ ...E0_PROXY, routes: [...ELSEWHERE, `${type} 10.9.0.0/16`] }),
      '10.9.0.5',
      'none',
    ],
  ),
  ['#proxy-forwards: no link forwards', router({ ...E0_PROXY, forwarding: false }), FAR, 'none'],
  [
    '#proxy-forwards: the link asked does',
    router({ forwarding: false, e0conf: { ...PROXY, forwarding: 1 } }),
    FAR,
    'e0@s0',
  ],
  [
    '#proxy-forwards: the way out alone',
    router({ forwarding: false, e0conf: PROXY, e1conf: { forwarding: 1 } }),
    FAR,
    'none',
  ],
  [
    '#link-alone: all forward but the link asked',
    router({ e0conf: { ...PROXY, forwarding: 0 } }),
    FAR,
    'none',
  ],
  ['#proxy-no-probe: proxy_arp', router(E0_PROXY), FAR, 'none', probe],
  ['#proxy-no-probe: a gratuitous question is answered', router(E0_PROXY), FAR, 'e0@s0', announced],
  ['#proxy-no-probe: unless rp_filter refuses it', router(STRICT), FAR, 'none', announced],
  ['#proxy-checks-sender: an asker without a way back', router(STRICT), FAR, 'none', lost],
  ['#proxy-checks-sender: nobody checks', router(E0_PROXY), FAR, 'e0@s0', lost],
  ['#proxy-local-first: arp_ignore and arp_filter hide nobody else', router(HUSHED), FAR, 'e0@s0'],
  ['#proxy-local-first: but our address on the other link', router(HUSHED), '10.1.0.1', 'none'],
  ['#proxy-local-first: at level 1 too', router({ e0conf: { ...PROXY, arp_ignore: 1 } }), '10.1.0.1', 'none'],
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
    ([inward, outward, shown]): Row => [
      `#medium-id: ${inward} on the link asked, ${outward} on the way out`,
      router({ e0conf: { ...PROXY, medium_id: inward }, e1conf: { medium_id: outward } }),
      FAR,
      shown ? 'e0@s0' : 'none',
    ],
  ),
  ['#pvlan: for all', router({ all: { proxy_arp_pvlan: 1, forwarding: 1 } }), '.50', 'e0@s0'],
  ['#pvlan: for all, before 5.14', router({ all: { proxy_arp_pvlan: 1 }, kernel: '5.4.0' }), '.50', 'none'],
  ['#pvlan: what is behind another link', pvlan(), FAR, 'none'],
  ['#pvlan: a gratuitous question', pvlan(), '.50', 'none', { from: '.50' }],
  ['#pvlan: one neighbour for another', pvlan(), '.100', 'e0@s0', { from: '.101' }],
  ['#pvlan: on the other link alone', router({ e1conf: { proxy_arp_pvlan: 1 } }), '.50', 'none'],
  ['#pvlan: without redirects', pvlan({ e0conf: { proxy_arp_pvlan: 1, send_redirects: 0 } }), '.50', 'e0@s0'],
  ['#pvlan: without a route', pvlan(), WORLD, 'none'],
  ['#pvlan: without forwarding', pvlan({ forwarding: false }), '.50', 'none'],
  ['#published: its address', published(), FAR, 'e0@s0'],
  ['#published: the address beside it', published(), '10.1.0.51', 'none'],
  ['#proxy-no-probe: published', published(), FAR, 'none', probe],
  ['#proxy-no-probe: published, announced by somebody', published(), FAR, 'e0@s0', announced],
  ['#proxy-forwards: published', published({ forwarding: false }), FAR, 'none'],
  ['#published: on another link', router({ published: [`${FAR} dev e1`] }), FAR, 'none'],
  ['#published: on no link, so on any', router({ published: [FAR] }), FAR, 'e0@s0'],
  ['#proxy-not-own-side: published', router({ published: ['10.0.0.50 dev e0'] }), '.50', 'none'],
  ['#published: without a route', router({ published: ['9.9.9.9 dev e0'] }), WORLD, 'none'],
  ['#published: medium_id is not asked', published({ e0conf: { medium_id: -1 } }), FAR, 'e0@s0'],
  ['#linkdown-way-out: counts', published({ e1is: { carrier: false } }), FAR, 'e0@s0'],
  [
    '#linkdown-way-out: is left out by ignore_routes_with_linkdown',
    published({ e1is: { carrier: false }, all: { ignore_routes_with_linkdown: 1, forwarding: 1 } }),
    FAR,
    'none',
  ],
  ['#weak-host: proxy_arp leaves our own addresses alone', router(E0_PROXY), '.1', 'e0@s0 e1@s1'],
  ['#proxy-arp: a neighbour moved behind e1', moved(), '.77', 'e0@s0'],
  ['#proxy-arp: and for the moved one its old neighbour', moved(), '.100', 'e1@s1', { from: '.77' }],
  [
    '#strict: the route of the moved one leads back',
    moved({ ...PROXY, rp_filter: 1 }),
    '.100',
    'e1@s1',
    { from: '.77' },
  ],
  ['#strict: one without such a route', moved({ ...PROXY, rp_filter: 1 }), '.100', 'none', { from: '.78' }],
];

for (const [rule, wish, target, expected, wording] of rows) {
  test(`${rule}: who-has ${target}${wording?.from ? ` from ${wording.from}` : ''} → ${expected}`, () => {
    const shown = answers(labHost(wish), target, wording);
    const onlyFirst = shown
      .split(' ')
      .filter((one) => one.endsWith('@s0'))
      .join(' ');
    assert.equal(expected.includes('@s1') ? shown : onlyFirst || 'none', expected);
  });
}

test('#proxy-delay: only proxied answers to broadcast and multicast wait', () => {
  const host = labHost(router(E0_PROXY));
  const delayOf = (target: string, wording: Wording = {}): number | undefined => {
    const verdict = decideReply(whoHas(target, wording), host);
    return verdict.yes ? verdict.value.delay : undefined;
  };
  assert.equal(delayOf(FAR), 800);
  assert.equal(delayOf(FAR, { dst: parseMac('01:00:5e:00:00:01')! }), 800);
  assert.equal(delayOf(FAR, { dst: parseMac('02:00:00:00:01:00')! }), 0);
  assert.equal(delayOf('.1'), 0);
});

test('#decided-again: with what is set at the end of the wait, and without a second one', () => {
  const heard = whoHas(FAR);
  assert.equal(decideReply(heard, labHost(router()), { delayed: true }).yes, false);
  const verdict = decideReply(heard, labHost(router(E0_PROXY)), { delayed: true });
  assert.ok(verdict.yes);
  assert.equal(verdict.value.delay, 0);
});

test('#proxy-queue: proxy_qlen + 1 answers may wait, and the asker of the next is learned all the same', () => {
  const host = labHost(router({ ...E0_PROXY, neigh: { proxy_qlen: 5 } }));
  const fits = (waiting: number): boolean => receive(whoHas(FAR), host, { waiting }).reply.yes;
  assert.deepEqual([0, 5, 6].map(fits), [true, true, false]);
  const dropped = receive(whoHas(FAR), host, { waiting: 6 });
  assert.equal(typeof dropped.lesson, 'object');
  const alone = whoHas(FAR, { dst: parseMac('02:00:00:00:01:00')! });
  assert.equal(receive(alone, host, { waiting: 99 }).reply.yes, true, 'a unicast question never waits');
});

test('#full-table-deafens: what is proxied is answered all the same, and its asker not learned', () => {
  const proxied = receive(whoHas(FAR), labHost(router(E0_PROXY)), { hasRoom: () => false });
  assert.deepEqual([proxied.reply.yes, proxied.lesson], [true, 'learn-table-full']);
});
