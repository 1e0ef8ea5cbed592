import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ip } from '../../../test/paper/proxy-place.ts';
import { hostWith, type HostWish } from '../../kernel/build-host.ts';
import { groundOf } from './ground.ts';

const LINKS: HostWish = {
  links: { e0: { addresses: ['10.0.0.1/24'] }, e1: { addresses: ['10.1.0.1/24'] } },
  forwarding: true,
};
const ALL = { first: 0, last: 0xffffffff };

/** What an address is to whoever answers on e0. */
const standing = (target: string, wish: HostWish = {}, any = false): string =>
  groundOf({ nets: [ALL], excepted: [], link: 'e0', any }, hostWith({ ...LINKS, ...wish })).standingOf(
    ip(target),
  );

test('no hosts are in 0/8, 127/8, in groups and in class E, whatever is routed there', () => {
  for (const target of ['0.0.0.7', '127.0.0.5', '224.0.0.5', '240.0.0.5', '255.255.255.254'])
    assert.equal(standing(target, { routes: ['default via 10.1.0.254 dev e1'] }, true), 'no-host', target);
});

test('a net that begins in class E, in a group or in 127/8 holds no host either', () => {
  const host = hostWith({ ...LINKS, routes: ['default via 10.1.0.254 dev e1'] });
  for (const [first, standing] of [
    ['240.0.0.0', 'no-host'],
    ['255.0.0.0', 'no-host'],
    ['224.0.0.0', 'no-host'],
    ['127.0.0.9', 'no-host'],
    ['0.0.0.9', 'no-host'],
    ['223.0.0.0', 'ours'],
  ] as const) {
    const nets = [{ first: ip(first), last: ip(first) + 5 }];
    const ground = groundOf({ nets, excepted: [], link: 'e0', any: true }, host);
    assert.equal(ground.standingOf(ip(first)), standing, first);
    assert.equal(ground.standingOf(ip(first) + 6), 'not-in-nets');
    assert.equal(ground.sizeOf(standing), 6);
  }
});

test('what is refused leads nowhere', () => {
  const routes = ['default via 10.1.0.254 dev e1', 'unreachable 10.9.0.0/24', 'blackhole 10.9.1.0/24'];
  assert.equal(standing('10.9.2.5', { routes }), 'ours');
  assert.equal(standing('10.9.0.5', { routes }), 'no-route');
  assert.equal(standing('10.9.1.5', { routes }), 'no-route');
});

test('a rule for some targets cuts the net where it begins and ends', () => {
  const routes = ['default via 10.1.0.254 dev e1', 'default via 10.0.0.254 dev e0 table 100'];
  const rules = ['to 10.9.0.16/28 lookup 100'];
  assert.equal(standing('10.9.0.15', { routes, rules }), 'ours');
  assert.equal(standing('10.9.0.16', { routes, rules }), 'same-link');
  assert.equal(standing('10.9.0.31', { routes, rules }), 'same-link');
  assert.equal(standing('10.9.0.32', { routes, rules }), 'ours');
});

test('one way of several back to the asker is enough for silence', () => {
  const host = hostWith({ ...LINKS, routes: ['10.9.0.0/24 via 10.1.0.254 dev e1'] });
  const routes = host.routes.map((route) =>
    route.destination === '10.9.0.0/24'
      ? { ...route, nexthops: [...route.nexthops, { ...route.nexthops[0]!, link: 'e0', via: '10.0.0.254' }] }
      : route,
  );
  const ground = groundOf({ nets: [ALL], excepted: [], link: 'e0', any: false }, { ...host, routes });
  assert.equal(ground.standingOf(ip('10.9.0.5')), 'same-link');
});
