import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageFault } from '../base/fault.ts';
import { formatMac, parseMac } from '../base/mac.ts';
import { smallOffice } from '../sim/scenarios.ts';
import { ping, type PingWishes, who } from './ping.ts';

async function eventsOf(verb: typeof ping, address: string | number, wishes: PingWishes = {}) {
  const events = [];
  for await (const event of verb(smallOffice().hands, address, wishes)) events.push(event);
  return events;
}

test('who says each owner with its verdict, in the report too', async () => {
  const report = (await eventsOf(who, '10.77.0.50')).at(-1)!;
  assert.ok(report.type === 'report');
  const told = report.report.stations.map(({ mac, verdict }) => `${formatMac(mac)} ${verdict}`);
  assert.deepEqual(told.toSorted(), ['00:1b:21:00:50:aa conflict', '3c:d9:2b:00:50:bb conflict']);
});

test('ping asks as often as is wished, everybody or one MAC in any spelling', async () => {
  const mac = '3C-D9-2B-00-50-BB';
  const events = await eventsOf(ping, '10.77.0.50', { count: 3, interval: 10, mac });
  const replies = events.flatMap((event) => (event.type === 'reply' ? [event.reply.mac] : []));
  assert.deepEqual(
    replies,
    Array.from({ length: 3 }, () => parseMac(mac)),
  );
  const everybody = await eventsOf(ping, 0x0a4d0032, { count: 1 });
  assert.equal(everybody.filter(({ type }) => type === 'reply').length, 2);
});

test('an address of this host is told as such before it is asked for', async () => {
  const [first] = await eventsOf(ping, '10.77.0.1', { count: 1, patience: 1 });
  assert.ok(first?.type === 'note');
  assert.match(first.text, /10\.77\.0\.1 is an address of this host itself \(eth0\)/);
});

test('words that are none are refused before anything is sent', async () => {
  for (const [address, wishes] of [
    ['10.77.0', {}],
    [-1, {}],
    ['10.77.0.50', { mac: '3c:d9' }],
    ['10.77.0.50', { count: 0 }],
    ['10.77.0.50', { vlan: 4095 }],
  ] as const)
    await assert.rejects(eventsOf(ping, address, wishes), UsageFault);
});
