import assert from 'node:assert/strict';
import { test } from 'node:test';
import { A, B, IP, T, told } from '../../test/contracts/store.ts';
import { keepingQueue, stationEvent, targetNamed } from '../../test/paper/telling.ts';
import { paperAfter } from '../../test/paper/timers.ts';
import { UsageFault } from '../base/fault.ts';
import type { WatchEvent } from '../inventory/watch-event.ts';
import { openTargetQueue } from '../notify/target-queue.ts';
import type { Approval, Mute, Stood } from '../ports/orders.ts';
import type { TargetConfig } from '../ports/targets.ts';
import type { Message } from '../ports/telling.ts';
import { PaperClock } from '../sim/paper-clock.ts';
import { Alerts, CHANGE_EVERY } from './alerts.ts';

const WISHES = { site: 'edge-1', page: 'https://arpist.example' };
const MINUTE = 60_000;

/** What a target is told of events, each with the minute in which it comes. */
function toldOf(
  events: readonly (readonly [minute: number, event: WatchEvent])[],
  {
    config = {},
    before = () => undefined,
  }: { config?: Partial<TargetConfig>; before?: (alerts: Alerts) => void } = {},
): readonly Message[] {
  const queue = keepingQueue();
  const alerts = new Alerts([{ config: targetNamed('kept', config), queue }], WISHES);
  before(alerts);
  for (const [at, [minute, event]] of events.entries()) {
    const now = T + minute * MINUTE;
    alerts.take([{ event, episode: 7, seq: at + 1 }], now);
    alerts.pass(now);
  }
  return queue.kept;
}

function titles(...given: Parameters<typeof toldOf>): readonly string[] {
  return toldOf(...given).map(({ title }) => title);
}

const OPEN = told('conflict-1');
const GOES_ON = told('conflict-1', { state: 'update', lasted: 60_000 });
const OVER = told('conflict-1', { state: 'close', lasted: 120_000, frames: 9 });
const LIE = told('spoof-1', { kind: 'spoof' });

test('an episode is told when it opens and when it is over, however often it goes on', () => {
  const messages = toldOf([
    [0, OPEN],
    [1, GOES_ON],
    [2, GOES_ON],
    [3, OVER],
  ]);
  assert.deepEqual(
    messages.map(({ id, title, state, severity }) => [id, title, state, severity]),
    [
      ['e-7-1', 'conflict 10.20.0.50 on eth0', 'open', 'critical'],
      ['e-7-4', 'conflict 10.20.0.50 on eth0 is over', 'close', 'critical'],
    ],
  );
  assert.match(messages[0]!.text, /^two machines use 10\.20\.0\.50.*\n {2}Both answer\.\nWhat to do: /);
  assert.match(messages[1]!.text, /^over after 2 min 0 s, 9 frames: /);
  assert.equal(messages[0]!.link, 'https://arpist.example/episodes/7');
  assert.deepEqual([messages[0]!.record['type'], messages[0]!.record['episode']], ['watch', 7]);
});

test('a change of severity is told, the next one not within an hour, and then as it stands', () => {
  const as = (severity: WatchEvent['severity'], more: Partial<WatchEvent> = {}) =>
    told('conflict-1', { state: 'update', severity, ...more });
  const open = told('conflict-1', { severity: 'info' });
  assert.deepEqual(
    titles([
      [0, open],
      [1, as('warning')],
      [2, as('info')],
      [30, as('info')],
      [62, as('info')],
      [63, OVER],
    ]),
    [
      'conflict 10.20.0.50 on eth0',
      'conflict 10.20.0.50 on eth0 is warning now',
      'conflict 10.20.0.50 on eth0 is info now',
      'conflict 10.20.0.50 on eth0 is over',
    ],
  );
  assert.equal(CHANGE_EVERY, 60 * MINUTE);
  // Back to what was told: nothing changed.
  assert.equal(
    titles([
      [0, open],
      [1, as('warning')],
      [2, as('info')],
      [3, as('warning')],
      [70, as('warning')],
    ]).length,
    2,
  );
});

test('what becomes critical is told at once, the first time', () => {
  const as = (severity: WatchEvent['severity']) => told('conflict-1', { state: 'update', severity });
  const open = told('conflict-1', { severity: 'info' });
  assert.equal(
    titles([
      [0, open],
      [1, as('warning')],
      [2, as('critical')],
    ]).length,
    3,
  );
  assert.equal(
    titles([
      [0, open],
      [1, as('critical')],
      [2, as('warning')],
      [3, as('critical')],
    ]).length,
    2,
  );
});

test('what becomes another is told once, as what it is by then', () => {
  const became = told('conflict-1', { state: 'close', became: 'spoof-1' });
  const end = { ...LIE, state: 'close', lasted: 1000 } as const;
  assert.deepEqual(
    titles([
      [0, OPEN],
      [1, became],
      [1, LIE],
      [9, end],
    ]),
    ['conflict 10.20.0.50 on eth0', 'spoof 10.20.0.50 on eth0', 'spoof 10.20.0.50 on eth0 is over'],
  );
  // Whoever does not want lies is told what became of the conflict.
  const config = { where: 'kind=conflict' };
  const last = toldOf(
    [
      [0, OPEN],
      [1, became],
      [1, LIE],
      [9, end],
    ],
    { config },
  );
  assert.deepEqual(
    last.map(({ title }) => title),
    ['conflict 10.20.0.50 on eth0', 'conflict 10.20.0.50 on eth0 is over'],
  );
  assert.match(last[1]!.text, /^it became spoof-1 after /);
  // Nor is it lost when nothing more is heard of it.
  assert.equal(
    titles([
      [0, OPEN],
      [1, became],
      [2, stationEvent(1, T)],
    ]).length,
    3,
  );
});

test('whoever was not told of the beginning is not told of the end', () => {
  const config = { severity: 'critical' } as const;
  const warning = told('conflict-1', { severity: 'warning' });
  assert.deepEqual(
    titles(
      [
        [0, warning],
        [1, { ...warning, state: 'close', lasted: 1 }],
      ],
      { config },
    ),
    [],
  );
  assert.deepEqual(
    titles(
      [
        [0, warning],
        [1, GOES_ON],
        [2, OVER],
      ],
      { config },
    ),
    ['conflict 10.20.0.50 on eth0', 'conflict 10.20.0.50 on eth0 is over'],
  );
});

test('where, severity and what is quiet', () => {
  const both = [
    [0, OPEN],
    [0, stationEvent(5, T)],
  ] as const;
  assert.deepEqual(titles(both, { config: { where: 'kind=new-station' } }), ['new-station 10.0.0.5 on eth0']);
  assert.deepEqual(titles(both, { config: { severity: 'warning' } }), ['conflict 10.20.0.50 on eth0']);
  assert.throws(
    () => new Alerts([{ config: targetNamed('x', { where: 'nonsense=1' }), queue: keepingQueue() }], WISHES),
    UsageFault,
  );
  const queue = keepingQueue();
  const alerts = new Alerts([{ config: targetNamed('kept'), queue }], {
    ...WISHES,
    quiet: ({ kind }) => kind === 'new-station',
  });
  alerts.take([{ event: stationEvent(5, T), episode: 1, seq: 1 }], T);
  assert.equal(queue.kept.length, 0);
});

const MUTE: Mute = {
  kind: null,
  ip: IP,
  mac: null,
  interface: null,
  episode: null,
  gateways: false,
  until: null,
};

function muted(mute: Partial<Mute>, event = OPEN, minute = 0): boolean {
  const mutes: readonly Stood<Mute>[] = [{ id: 1, at: T, by: 'root', value: { ...MUTE, ...mute } }];
  const before = (alerts: Alerts): void => alerts.silence({ mutes, approvals: [] });
  return titles([[minute, event]], { before }).length === 0;
}

test('a mute covers what fits all it says, until it ends, and gateways only when it says so', () => {
  assert.ok(muted({}));
  assert.ok(!muted({ ip: IP + 1 }));
  assert.ok(muted({ ip: null, mac: A }) && !muted({ ip: null, mac: A + 1 }));
  assert.ok(muted({ kind: 'conflict' }) && !muted({ kind: 'spoof' }));
  assert.ok(muted({ interface: 'eth0' }) && !muted({ interface: 'eth1' }));
  assert.ok(muted({ episode: 7 }) && !muted({ episode: 8 }));
  assert.ok(!muted({}, told('conflict-1', { gateway: true })));
  assert.ok(muted({ gateways: true }, told('conflict-1', { gateway: true })));
  assert.ok(muted({ until: T + MINUTE }) && !muted({ until: T + MINUTE }, OPEN, 1));
});

function approved(macs: readonly number[], event: WatchEvent, expires: number | null = null): boolean {
  const approvals: readonly Stood<Approval>[] = macs.map((mac, id) => ({
    id,
    at: T,
    by: 'root',
    value: { ip: IP, mac, note: '', expires },
  }));
  const before = (alerts: Alerts): void => alerts.silence({ mutes: [], approvals });
  return titles([[0, event]], { before }).length === 0;
}

test('whoever may have an address is not told; a fight is when not all of them may', () => {
  const moved = told('changed-1', { kind: 'changed', state: 'close', mac: B });
  assert.ok(approved([B], moved) && !approved([A], moved));
  assert.ok(!approved([B], OPEN) && approved([A, B], OPEN));
  assert.ok(!approved([B], moved, T));
});

test('an example and the trouble of the watch itself', async () => {
  const queue = keepingQueue();
  const alerts = new Alerts([{ config: targetNamed('kept', { severity: 'critical' }), queue }], WISHES);
  assert.equal(await alerts.test('kept', T), null);
  assert.equal(await alerts.test('other', T), undefined);
  alerts.report({ severity: 'critical', title: 'the disk is full', text: 'Nothing is written.' }, T);
  alerts.report({ severity: 'info', title: 'fine', text: 'again' }, T);
  assert.deepEqual(
    queue.kept.map(({ kind, title }) => [kind, title]),
    [
      ['test', 'a test of arpist at edge-1'],
      ['service', 'the disk is full'],
    ],
  );
});

test('a new configuration keeps what was told', () => {
  const queue = keepingQueue();
  const alerts = new Alerts([{ config: targetNamed('kept'), queue }], WISHES);
  alerts.take([{ event: OPEN, episode: 7, seq: 1 }], T);
  alerts.arrange([{ config: targetNamed('kept', { severity: 'warning' }), queue }], WISHES);
  alerts.take([{ event: OVER, episode: 7, seq: 2 }], T);
  assert.equal(queue.kept.length, 2);
});

test('10,000 new stations in five seconds, a mail a second, a spoof of the gateway in the middle: it is the next mail, the rest is one', async () => {
  const clock = new PaperClock();
  const began: (readonly [at: number, message: Message])[] = [];
  const sender = {
    send: async (message: Message) => {
      began.push([clock.now(), message]);
      await clock.wait(clock.now() + 1000);
      return { sent: true } as const;
    },
    close: () => undefined,
  };
  const hands = { now: () => clock.now(), minute: () => 0, after: paperAfter(clock), jitter: () => 0 };
  const config = targetNamed('ops-mail', { type: 'exec', argv: [], limit: 0 });
  const queue = openTargetQueue(config, sender, hands);
  const alerts = new Alerts([{ config, queue }], WISHES);
  const proven = 2_500;
  for (let number = 0; number < 10_000; number++) {
    const at = number / 2;
    await clock.wait(at);
    alerts.take([{ event: stationEvent(number, at), episode: number + 1, seq: number + 1 }], at);
    const event = told('spoof-1', { kind: 'spoof', gateway: true });
    if (at === proven) alerts.take([{ event, episode: 20_000, seq: 20_000 }], at);
  }
  for (let at = 5_000; at < 120_000; at += 100) await clock.wait(at);
  const lie = began.findIndex(([, { kind }]) => kind === 'spoof');
  assert.ok(began[lie]![0] - proven <= 1000, `told ${began[lie]![0] - proven} ms later`);
  const before = began.slice(0, lie).filter(([at]) => at > proven);
  assert.deepEqual(before, [], 'nothing leaves before it');
  assert.deepEqual(
    began.map(([, { kind }]) => kind).filter((kind) => kind !== 'new-station'),
    ['spoof', 'digest'],
  );
  const singles = began.length - 2;
  assert.equal(began.at(-1)![1].title, `${10_000 - singles} messages: ${10_000 - singles} new-station`);
  assert.deepEqual([queue.facts.waiting, queue.facts.dropped], [0, 0]);
});
