import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseIpv4 } from '../../base/ipv4.ts';
import { parseMac } from '../../base/mac.ts';
import type { Gravity } from '../episode.ts';
import { EPISODE_KINDS } from '../episodes.ts';
import type { WatchEvent, WatchKind } from '../watch-event.ts';

const ip = (last: number): number => parseIpv4(`10.0.0.${last}`)!;
const mac = (last: number): number => parseMac(`02:00:00:00:00:0${last}`)!;
const [A, B] = [mac(1), mac(2)];

function event(kind: WatchKind, more: Partial<WatchEvent>): WatchEvent {
  return {
    kind,
    state: 'began',
    id: `${kind}-1`,
    at: null,
    since: null,
    lasted: 0,
    ip: ip(5),
    ips: [],
    mac: A,
    macs: [A, B],
    network: { interface: 'eth0', vlan: null, innerVlan: null },
    severity: 'info',
    sure: 'likely',
    why: [],
    decides: null,
    gateway: false,
    frames: 1,
    became: null,
    ...more,
  } as WatchEvent;
}

const AT_A = '02:00:00:00:00:01';
const AT_B = '02:00:00:00:00:02';
const many = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => ip(at + 1));
const somewhere = { interface: '', vlan: null, innerVlan: null };
const inVlan = { interface: 'eth0', vlan: 20, innerVlan: null };

const SENTENCES: readonly (readonly [kind: WatchKind, more: Partial<WatchEvent>, sentence: string])[] = [
  ['changed', {}, `10.0.0.5 went to ${AT_A}, from ${AT_B}`],
  ['changed', { network: inVlan }, `10.0.0.5 in VLAN 20 went to ${AT_A}, from ${AT_B}`],
  ['changed', { ip: null, mac: null }, `no address went to a MAC that is not known, from ${AT_A}, ${AT_B}`],
  ['failover', {}, `10.0.0.5 failed over to ${AT_A}, from ${AT_B}`],
  ['failover', { macs: [A] }, `10.0.0.5 failed over to ${AT_A}`],
  ['migration', {}, `${AT_A} moved to another port`],
  ['migration', { ips: many(1) }, `${AT_A} moved to another port, with 10.0.0.1`],
  [
    'migration',
    { ips: many(4) },
    `${AT_A} moved to another port, with 10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.4`,
  ],
  [
    'migration',
    { ips: many(5) },
    `${AT_A} moved to another port, with 10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.4 and 1 more`,
  ],
  ['mismatch', {}, `${AT_A} sends frames that speak for 10.0.0.5`],
  ['renumber', { ips: many(1) }, `${AT_A} went from 10.0.0.1 to 10.0.0.5`],
  ['renumber', {}, `10.0.0.5 went to ${AT_A} by DHCP, from ${AT_B}`],
  ['renumber', { macs: [A] }, `10.0.0.5 went to ${AT_A} by DHCP`],
  ['scan', {}, `10.0.0.5 at ${AT_A} asks for many addresses that nobody has`],
  ['scan', { ip: null }, `${AT_A} asks for many addresses that nobody has`],
  ['sensor-blind', {}, 'not everything was heard on eth0: '],
  [
    'sensor-blind',
    {
      why: [
        { code: 'a', text: 'one' },
        { code: 'b', text: 'two' },
      ],
    },
    'not everything was heard on eth0: one',
  ],
  ['sensor-blind', { network: somewhere }, 'not everything was heard: '],
  ['storm', { frames: 7 }, `the same frame over and over, by ${AT_A} for 10.0.0.5: 7 so far`],
  ['storm', { frames: 7, ip: null }, `the same frame over and over, by ${AT_A}: 7 so far`],
  [
    'storm',
    {
      frames: 7,
      why: [
        { code: 'a', text: '' },
        { code: 'too-much', text: '' },
      ],
    },
    'more happens than is told one by one: 7 so far are counted alone',
  ],
  ['takeover', {}, `${AT_A} announced 10.0.0.5 while ${AT_B} has it`],
  [
    'takeover',
    { gateway: true },
    `${AT_A} announced 10.0.0.5, a gateway or virtual address, while ${AT_B} has it`,
  ],
  ['unanswered', {}, '10.0.0.5 is asked for again and again, and does not answer'],
];

test('what is said of an episode names who, what and where, and four of many', () => {
  for (const [kind, more, sentence] of SENTENCES)
    assert.equal(EPISODE_KINDS[kind].sentence(event(kind, more)), sentence);
});

const reason = (code: string) => ({
  reasons: [
    { code, text: '' },
    { code: 'another', text: '' },
  ],
});

const GRAVE: readonly (readonly [kind: WatchKind, about: Partial<Gravity>, severity: string])[] = [
  ['changed', {}, 'info'],
  ['changed', { gateway: true }, 'warning'],
  ['changed', reason('baseline-differs'), 'warning'],
  ['changed', reason('other'), 'info'],
  ['failover', {}, 'info'],
  ['failover', reason('advert-master'), 'info'],
  ['failover', { gateway: true }, 'warning'],
  ['failover', { gateway: true, ...reason('advert-master') }, 'info'],
  ['failover', { gateway: true, ...reason('other') }, 'warning'],
  ['migration', { gateway: true }, 'info'],
  ['mismatch', {}, 'warning'],
  ['mismatch', reason('virtual-nlb'), 'info'],
  ['mismatch', reason('other'), 'warning'],
  ['renumber', { gateway: true }, 'info'],
  ['scan', {}, 'warning'],
  ['scan', { gateway: true }, 'info'],
  ['sensor-blind', {}, 'warning'],
  ['storm', { frames: 9999 }, 'warning'],
  ['storm', { frames: 10_000 }, 'critical'],
  ['takeover', {}, 'warning'],
  ['takeover', { gateway: true }, 'critical'],
  ['unanswered', {}, 'info'],
  ['unanswered', { gateway: true }, 'warning'],
];

test('how grave an episode is goes by gateway, evidence and frames', () => {
  for (const [kind, about, severity] of GRAVE) {
    const gravity: Gravity = { gateway: false, sure: 'likely', frames: 1, reasons: [], ...about };
    assert.equal(EPISODE_KINDS[kind].severity(gravity), severity, `${kind} ${JSON.stringify(about)}`);
  }
});

test('after how long without a word an episode is over', () => {
  const quiet = Object.entries(EPISODE_KINDS).map(([kind, { quiet: span }]) => [kind, span]);
  const { migration, mismatch, scan, storm, takeover, unanswered, renumber } = Object.fromEntries(quiet);
  assert.deepEqual(
    [migration, mismatch, scan, storm, takeover, unanswered, renumber],
    [5000, 600_000, 30_000, 5000, 60_000, 60_000, null],
  );
});
