import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIpv4, parseIpv4 } from '../../base/ipv4.ts';
import { formatMac, parseMac } from '../../base/mac.ts';
import { hostWith, type HostWish } from '../../kernel/build-host.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import type { Explanation, IsAtForm } from './explanation.ts';
import { explainIsAt } from './is-at.ts';
import { explainTo } from './to.ts';
import { explainWhoHas, type WhoHasWish } from './who-has.ts';

const ip = (text: string): number => parseIpv4(text) ?? assert.fail(text);
const mac = (text: string): number => parseMac(text) ?? assert.fail(text);

const flux = (wish: Partial<HostWish> = {}): HostSnapshot =>
  hostWith({
    links: {
      e0: { addresses: ['10.0.0.1/24'] },
      e1: { addresses: ['10.0.0.2/24'] },
      e2: { addresses: ['10.9.0.1/24'] },
    },
    routes: ['default via 10.0.0.254 dev e0'],
    neighbours: [
      { link: 'e0', ip: '10.0.0.254', mac: '02:00:00:00:00:01', state: 'reachable', age: 500 },
      { link: 'e0', ip: '10.0.0.9', mac: '02:00:00:00:00:09', state: 'stale', age: 5000 },
      { link: 'e0', ip: '10.0.0.10', mac: '02:00:00:00:00:10', state: 'permanent' },
      { link: 'e0', ip: '10.0.0.11', state: 'failed' },
    ],
    ...wish,
  });

function ask(
  host: HostSnapshot,
  target: string,
  wish: Partial<WhoHasWish> = {},
): ReturnType<typeof explainWhoHas> {
  return explainWhoHas(host, { ip: ip(target), on: 'e1', broadcast: true, ...wish });
}

test('who-has: the answer, its reason, the setting that made it, and the other links that answer too', () => {
  const told = ask(flux(), '10.0.0.1');
  assert.equal(told.yes, true);
  assert.equal(told.reason, 'answer-local');
  assert.equal(formatMac(told.answer?.mac ?? 0), '02:00:00:00:01:01');
  assert.deepEqual(
    told.others.map(({ link }) => link),
    ['e0'],
  );
  assert.equal(formatIpv4(told.from), '10.0.0.254');
  assert.equal(told.supposed, true);
  const used = told.steps.flatMap(({ settings }) => settings.map(({ name }) => name));
  assert.ok(used.includes('net.ipv4.conf.*.arp_ignore'), used.join(' '));
  assert.equal(told.learned, 'learn-asker');
});

test('who-has: the silence names the setting', () => {
  const told = ask(flux({ all: { arp_ignore: 1 } }), '10.0.0.1', { from: ip('10.0.0.77') });
  assert.deepEqual([told.yes, told.reason, told.answer, told.supposed], [false, 'arp-ignore-1', null, false]);
  assert.equal(told.learned, 'learn-suppressed');
  const [setting] = told.steps.find(({ question }) => question.includes('arp_ignore'))?.settings ?? [];
  assert.deepEqual([setting?.all, setting?.own, setting?.value, setting?.combine], [1, 0, 1, 'max']);
  assert.deepEqual(
    told.others.map(({ link }) => link),
    ['e0'],
    'its own link answers',
  );
});

test('who-has: what shares the link answers, too', () => {
  const mv0 = { kind: 'macvlan', mode: 'bridge', lower: 'e1', mac: '02:00:00:00:04:00' } as const;
  const told = ask(hostWith({ links: { e1: { addresses: ['10.0.0.1/24'] }, mv0 } }), '10.0.0.1');
  assert.equal(told.answer?.link, 'e1');
  assert.deepEqual(
    told.others.map(({ link }) => link),
    ['mv0'],
  );
});

test('who-has: a question to one MAC is heard by that link alone', () => {
  const told = ask(flux(), '10.0.0.1', { broadcast: false });
  assert.deepEqual([told.yes, told.others], [true, []]);
});

test('who-has: a probe is judged by arp_ignore alone', () => {
  const host = flux({ all: { rp_filter: 1 } });
  assert.equal(ask(host, '10.0.0.2').reason, 'rp-filter-strict');
  assert.equal(ask(host, '10.0.0.2', { from: 0 }).reason, 'answer-local-probe');
});

test('who-has: an unknown link is a no with its reason, not an exception', () => {
  const told = ask(flux(), '10.0.0.1', { on: 'eth9' });
  assert.deepEqual([told.yes, told.reason], [false, 'link-unknown']);
});

test('who-has: what the model cannot know is said', () => {
  const host = { ...flux(), kernel: '7.2.0', netfilter: 'present' as const };
  const { doubts } = ask(host, '10.0.0.1');
  assert.match(doubts.join(' '), /Packet filter/);
  assert.match(doubts.join(' '), /newer than the model knows/);
});

test('to: mine, connected, by a gateway, and nowhere', () => {
  const of = (target: string, host = flux()): string => {
    const { reason, path } = explainTo(host, { ip: ip(target) });
    const sender = path?.request ? ` tell ${formatIpv4(path.request.sender)}` : '';
    return path ? `${reason} ${path.link} ${formatIpv4(path.nextHop)}${sender}` : reason;
  };
  assert.equal(of('10.0.0.2'), 'path-local lo 10.0.0.2');
  assert.equal(of('10.9.0.7'), 'path-connected e2 10.9.0.7 tell 10.9.0.1');
  assert.equal(of('10.1.2.3'), 'path-gateway e0 10.0.0.254 tell 10.0.0.1');
  assert.equal(of('10.1.2.3', flux({ routes: [] })), 'path-no-route');
});

test('to: the request carries the address that a program sends from, unless arp_announce forbids', () => {
  const sender = (host: HostSnapshot): string => {
    const { path } = explainTo(host, { ip: ip('10.0.0.77'), from: ip('10.9.0.1') });
    return formatIpv4(path?.request?.sender ?? 0);
  };
  assert.equal(sender(flux()), '10.9.0.1');
  assert.equal(sender(flux({ all: { arp_announce: 2 } })), '10.0.0.1');
});

test('to: what the table knows of the next hop is told', () => {
  const { path } = explainTo(flux(), { ip: ip('8.8.8.8') });
  assert.deepEqual(path?.known, { state: 'reachable', mac: mac('02:00:00:00:00:01') });
});

type Row = readonly [target: string, form: IsAtForm, broadcast: boolean, outcome: string];

/** 10.0.0.254 changed 0.5 s ago, 10.0.0.9 5 s ago; locktime is 1 s. */
const ROWS: readonly Row[] = [
  ['10.0.0.254', 'reply', false, 'no learn-locktime reachable'],
  ['10.0.0.254', 'announcement', true, 'yes learn-gratuitous stale'],
  ['10.0.0.254', 'announcement-reply', true, 'yes learn-gratuitous stale'],
  ['10.0.0.254', 'question', false, 'yes learn-asker stale'],
  ['10.0.0.9', 'reply', false, 'yes learn-after-locktime reachable'],
  ['10.0.0.9', 'reply', true, 'yes learn-after-locktime stale'],
  ['10.0.0.10', 'announcement', true, 'no learn-fixed permanent'],
  ['10.0.0.11', 'reply', false, 'yes learn-completes reachable'],
  ['10.0.0.12', 'announcement', true, 'no learn-no-entry none'],
];
for (const [target, form, broadcast, outcome] of ROWS)
  test(`is-at: ${target} by ${broadcast ? 'broadcast' : 'unicast'} ${form}: ${outcome}`, () => {
    const wish = { ip: ip(target), mac: mac('02:00:00:00:00:77'), on: 'e0', form, broadcast };
    const told = explainIsAt(flux(), wish);
    assert.equal(`${told.yes ? 'yes' : 'no'} ${told.reason} ${told.after?.state ?? 'none'}`, outcome);
  });

test('is-at: locktime over, the same reply is believed', () => {
  const wish = {
    ip: ip('10.0.0.254'),
    mac: mac('02:00:00:00:00:77'),
    on: 'e0',
    form: 'reply',
    broadcast: true,
  } as const;
  assert.equal(explainIsAt(flux(), wish).yes, false);
  assert.equal(explainIsAt(flux(), { ...wish, after: 600 }).yes, true);
});

test('is-at: dropped before it was looked at, with the true reason', () => {
  const wish = {
    ip: ip('10.0.0.254'),
    mac: mac('02:00:00:00:00:77'),
    on: 'e0',
    form: 'announcement',
    broadcast: true,
  } as const;
  const told = explainIsAt(flux({ all: { drop_gratuitous_arp: 1 } }), wish);
  assert.deepEqual([told.yes, told.reason], [false, 'gratuitous-dropped']);
  assert.equal(explainIsAt(flux(), { ...wish, on: 'nope' }).reason, 'link-unknown');
});

test('every explanation is plain data', () => {
  const all: readonly Explanation[] = [
    ask(flux(), '10.0.0.1'),
    explainTo(flux(), { ip: ip('8.8.8.8') }),
    explainIsAt(flux(), { ip: ip('10.0.0.9'), mac: 1, on: 'e0', form: 'reply', broadcast: false }),
  ];
  for (const one of all) assert.deepEqual(JSON.parse(JSON.stringify(one)), one);
});
