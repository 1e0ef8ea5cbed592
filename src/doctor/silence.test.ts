import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostWith, type HostWish, type LinkWish } from '../kernel/build-host.ts';
import { silences, turnsBetween } from './silence.ts';

const e0: LinkWish = { addresses: ['10.0.0.1/24'] };
const e1: LinkWish = { addresses: ['172.20.0.1/24'] };
const PROXY: LinkWish = { ...e0, conf: { proxy_arp: 1 } };

const silenced = (was: HostWish, is: HostWish): readonly string[] =>
  silences(turnsBetween(hostWith(was), hostWith(is))).map(({ ip, on }) => `${ip}@${on}`);

test('what was answered for as a proxy is asked for, too', () => {
  const forwarding = true;
  const told = silenced({ links: { e0: PROXY, e1 }, forwarding }, { links: { e0, e1 }, forwarding });
  assert.ok(
    told.some((one) => one.startsWith('172.20.0.') && one.endsWith('@e0')),
    told.join(),
  );
});

test('a machine that is routed to on the wire itself answers there for itself', () => {
  const at = (link: string): HostWish => ({
    links: { e0: PROXY, e1 },
    forwarding: true,
    routes: [`10.0.0.50/32 dev ${link}`],
  });
  assert.deepEqual(silenced(at('e1'), at('e0')), []);
  const nowhere: HostWish = { ...at('e1'), forwarding: false };
  assert.ok(silenced(at('e1'), nowhere).includes('10.0.0.50@e0'));
});

test('a link that loses its carrier answers nobody', () => {
  assert.deepEqual(silenced({ links: { e0 } }, { links: { e0: { ...e0, carrier: false } } }), [
    '10.0.0.1@e0',
  ]);
});

test('loopback addresses are nobody’s to ask for', () => {
  const open = { route_localnet: 1 };
  const was: HostWish = { links: { e0: { ...e0, conf: open } } };
  const is: HostWish = { links: { e0: { ...e0, conf: { ...open, arp_ignore: 1 } } } };
  assert.deepEqual(turnsBetween(hostWith(was), hostWith(is)).turns, []);
});
