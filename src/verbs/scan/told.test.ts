import assert from 'node:assert/strict';
import { test } from 'node:test';
import { between, type Dice, seededDice } from '../../base/dice.ts';
import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import { type Answerer, ip, pi, type Result, scanPaper } from '../../../test/verbs/paper-scan.ts';
import type { ScanEvent } from './events.ts';

type Plan = Extract<ScanEvent, { type: 'plan' }>;

const planOf = ({ events }: Result): Plan => {
  const [plan] = events;
  return plan?.type === 'plan' ? plan : assert.fail('no plan');
};

/** What was told before the first packet holds: in all, and for each of its parts where they can be told apart. */
function holds(result: Result, loss: number): void {
  const { sent, evidence } = result.report;
  const { packets, evidence: most, most: all } = planOf(result);
  assert.ok(sent <= all, `${sent} sent, at most ${all} told`);
  assert.ok(evidence <= most, `${evidence} for evidence, at most ${most} told`);
  if (loss > 0) return;
  assert.equal(result.asked.length, sent, 'what is counted is what is on the wire');
  assert.ok(sent - evidence <= packets, `${sent - evidence} sent, at most ${packets} told`);
}

/** Never more in a second than the rate, but for what a stall lets pass at once. */
function keepsPace({ asked }: Result, rate: number): void {
  for (let from = 0, to = 0; to < asked.length; to++) {
    while (asked[to]!.at - asked[from]!.at > 1000) from++;
    assert.ok(to - from + 1 <= rate + Math.ceil(rate / 200) + 1, `${to - from + 1} in a second at ${rate}`);
  }
}

function somebody(dice: Dice, nth: number): Answerer[] {
  const any = (): string => `10.77.0.${between(dice, 1, 254)}`;
  const ips = Array.from({ length: between(dice, 1, 6) }, any);
  const macs = Array.from({ length: between(dice, 1, 12) }, (_, at) =>
    formatMac(0x02aa00000000 + nth * 256 + at),
  );
  const [one = ''] = macs;
  const kinds: readonly (() => Answerer[])[] = [
    () => [{ mac: one, ips }],
    () => [{ mac: one, ips, deafToProbes: true }],
    () => macs.slice(0, 3).map((mac) => ({ mac, ips })),
    () => macs.map((mac) => ({ mac, ips: [ips[0]!, any()] })),
    () => macs.map((mac) => ({ mac, ips: [ips[0]!] })),
    () => [
      { mac: one, ips: [ips[0]!] },
      { mac: one, ips: Array.from({ length: 60 }, (_, at) => `10.77.0.${at + 100}`), deafToProbes: true },
    ],
    () => [{ mac: one, ips: ['10.77.0.1', any()] }],
    () => [{ mac: one, ips, delay: between(dice, 1, 1500) }],
  ];
  return kinds[between(dice, 0, kinds.length - 1)]!();
}

test('K7, D3: whoever is there, no more is sent than was told, and no faster', async () => {
  for (let seed = 1; seed <= 60; seed++) {
    const dice = seededDice(seed);
    const people = Array.from({ length: between(dice, 0, 8) }, (_, nth) => somebody(dice, nth)).flat();
    const loss = seed % 3 === 0 ? dice() * 0.6 : 0;
    const rate = [50, 1000, 20_000][between(dice, 0, 2)]!;
    const targets = ['10.77.0.50/32', '10.77.0.48/29', '10.77.0.0/24', '10.77.0.0/26'][between(dice, 0, 3)]!;
    const tries = between(dice, 0, 3);
    const wishes = { rate, ...(tries === 0 ? {} : { tries }), ...(dice() < 0.2 ? { evidence: 5 } : {}) };
    const ours = ['10.77.0.1/24', '10.77.1.1/24', '192.168.5.1/30'].slice(0, between(dice, 0, 3));
    const result = await scanPaper(people, { targets, loss, wishes, addresses: ours });
    holds(result, loss);
    if (loss === 0) keepsPace(result, rate);
  }
});

test('D3: one address without anybody, and one host of eleven addresses: told is what our own address adds', async () => {
  const absent = await scanPaper([], { targets: '10.77.0.50/32' });
  assert.deepEqual([planOf(absent).packets, absent.report.sent], [3, 3]);
  const eleven = await scanPaper([pi], { targets: '10.77.0.8/29' });
  holds(eleven, 0);
});

test('D3: a host with two cards is known as one after a few questions, for one address and for several', async () => {
  const cards = ['02:ff:00:00:00:01', '02:ff:00:00:00:02', '02:ff:00:00:00:03'].map((mac) => ({
    mac,
    ips: ['10.77.0.90', '10.77.0.91', '10.77.0.92', '10.77.0.93'],
  }));
  for (const [targets, most] of [
    ['10.77.0.90/32', 288],
    ['10.77.0.88/29', 288],
    // Of three cards that answer no echo: all else is known from the scan itself.
    ['10.77.0.0/24', 3],
  ] as const) {
    const result = await scanPaper(cards, { targets });
    assert.ok(result.report.evidence <= most, `${targets}: ${result.report.evidence}`);
    for (const { verdict } of result.stations.values()) assert.equal(verdict, 'flux');
  }
});

test('K7: two hosts of which one is known to have another address: at most ten questions', async () => {
  const a = { mac: '02:aa:00:00:00:01', ips: ['10.77.0.50', '10.77.0.200'] };
  const b = { mac: '02:aa:00:00:00:02', ips: ['10.77.0.50'] };
  const whole = await scanPaper([a, b]);
  assert.ok(whole.report.evidence <= 10, `${whole.report.evidence}`);
  const known = await scanPaper([a, b], {
    targets: '10.77.0.50/32',
    neighbours: () => [{ ip: ip('10.77.0.200'), mac: 0x02aa00000001 }],
  });
  for (const { verdict } of known.stations.values()) assert.equal(verdict, 'conflict');
  assert.ok(known.report.evidence <= 12, `${known.report.evidence}`);
  const alone = known.asked.filter(({ dst, arp }) => arp && dst !== 'ff:ff:ff:ff:ff:ff');
  assert.equal(alone[0]?.tpa, '10.77.0.200', 'what the table knows is asked first');
});

test('K7: two hosts that share the only address they have: the search is told, keeps the rate and has its bound', async () => {
  const twins = ['02:aa:00:00:00:01', '02:aa:00:00:00:02'].map((mac) => ({ mac, ips: ['10.77.0.50'] }));
  for (const rate of [15, 50, 1000]) {
    const result = await scanPaper(twins, { targets: '10.77.0.50/32', wishes: { rate } });
    holds(result, 0);
    keepsPace(result, rate);
    assert.ok(result.report.evidence <= Math.max(24, Math.min(rate, 288)));
    for (const { verdict, why } of result.stations.values())
      assert.deepEqual([verdict, why[1]?.code], ['conflict', 'nothing-to-compare']);
  }
  const none = await scanPaper(twins, { targets: '10.77.0.50/32', wishes: { evidence: 0 } });
  assert.equal(none.report.evidence, 0);
  for (const { verdict } of none.stations.values()) assert.equal(verdict, 'undecided');
});

test('K7: only addresses of the network are asked for, and each MAC alone', async () => {
  const twins = ['02:aa:00:00:00:01', '02:aa:00:00:00:02'].map((mac) => ({ mac, ips: ['10.77.0.50'] }));
  const { asked } = await scanPaper(twins, { targets: '10.77.0.50/32' });
  const wide = asked.filter(({ dst, tpa }) => dst === 'ff:ff:ff:ff:ff:ff' && tpa !== '10.77.0.50');
  assert.deepEqual(
    wide.map(({ tpa }) => tpa),
    ['10.77.0.1'],
  );
  assert.ok(asked.every(({ tpa }) => tpa.startsWith('10.77.0.')));
  assert.equal(formatIpv4(ip('10.77.0.50')), '10.77.0.50');
});
