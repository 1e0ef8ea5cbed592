import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseIpv4 } from '../base/ipv4.ts';
import { parseMac } from '../base/mac.ts';
import { orderOf } from './order-body.ts';

const IP = parseIpv4('10.0.0.7')!;
const MAC = parseMac('00:1b:21:00:00:50')!;
const NOTHING = {
  kind: null,
  ip: null,
  mac: null,
  interface: null,
  episode: null,
  gateways: false,
  until: null,
};

const GOOD: readonly (readonly [body: unknown, order: unknown])[] = [
  [
    { order: 'approve', approval: { ip: '10.0.0.7', mac: '001b.2100.0050' } },
    { order: 'approve', approval: { ip: IP, mac: MAC, note: '', expires: null } },
  ],
  [
    {
      order: 'approve',
      approval: { ip: '10.0.0.7', mac: '00:1b:21:00:00:50', note: 'nas', expires: '1970-01-01T00:00:01Z' },
    },
    { order: 'approve', approval: { ip: IP, mac: MAC, note: 'nas', expires: 1000 } },
  ],
  [
    { order: 'mute', mute: { kind: 'conflict', ip: '10.0.0.7', gateways: true } },
    { order: 'mute', mute: { ...NOTHING, kind: 'conflict', ip: IP, gateways: true } },
  ],
  [
    { order: 'mute', mute: { episode: 7 } },
    { order: 'mute', mute: { ...NOTHING, episode: 7 } },
  ],
  [
    { order: 'note', note: { whom: { mac: '00:1b:21:00:00:50' }, text: 'nas' } },
    { order: 'note', note: { whom: { mac: MAC }, text: 'nas' } },
  ],
  [
    { order: 'revoke', id: 3 },
    { order: 'revoke', id: 3 },
  ],
  [
    { order: 'forget', whom: { ip: '10.0.0.7' } },
    { order: 'forget', whom: { ip: IP } },
  ],
];

test('orders are read, with what was left out', () => {
  for (const [body, order] of GOOD) assert.deepEqual(orderOf(body), order);
});

test('what is no order is refused with its place', () => {
  for (const [body, words] of [
    [null, /the order/],
    [[], /order/],
    [{ order: 'erase' }, /order/],
    [
      { order: 'approve', approval: { ip: '10.0.0.700', mac: '00:1b:21:00:00:50' } },
      /approval\.ip: not an IPv4/,
    ],
    [{ order: 'approve', approval: { ip: '10.0.0.7', mac: 'x' } }, /approval\.mac: not a MAC/],
    [{ order: 'approve', approval: { ip: '10.0.0.7', mac: '00:1b:21:00:00:50', role: 1 } }, /approval\.role/],
    [{ order: 'mute', mute: { kind: 'noise' } }, /mute\.kind/],
    [{ order: 'mute', mute: { until: 'soon' } }, /mute\.until/],
    [{ order: 'note', note: { whom: { ip: '10.0.0.7' }, text: 'x'.repeat(1001) } }, /longer than 1000/],
    [{ order: 'revoke', id: 0 }, /id/],
    [{ order: 'revoke', id: 1.5 }, /id/],
    [{ order: 'forget', whom: {} }, /whom/],
    [{ order: 'revoke', id: 1, more: 1 }, /more/],
  ] as const)
    assert.throws(() => orderOf(body), words, JSON.stringify(body));
});
