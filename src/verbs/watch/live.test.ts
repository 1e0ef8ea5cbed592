import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SystemFault } from '../../base/fault.ts';
import { NOTHING_EXPECTED } from '../../inventory/expected.ts';
import type { Blind } from '../../inventory/watch-event.ts';
import { WATCH_KINDS, type WatchKind } from '../../inventory/watch-event.ts';
import type { StartWatching, WatchCounts } from '../../inventory/watcher.ts';
import type { InterfaceFacts, LinkOptions } from '../../ports/host.ts';
import type { HeardFrame, Link, LinkDown } from '../../ports/link.ts';
import { KEPT_BACK } from './links.ts';
import { type LiveEvent, type LiveReport, type LiveWishes, watchLive } from './live.ts';

/** A machine whose links do what the test says, at moments of its own clock. */
class Stage {
  now = 1_000_000;
  /** What the wall clock is ahead by. */
  ahead = 500_000;
  interfaces: InterfaceFacts[] = [];
  isChanged = false;
  readonly links = new Map<number, PaperLink>();
  readonly opened: [string, LinkOptions][] = [];
  readonly agenda: [number, () => void][] = [];
  refusal: SystemFault | undefined;

  at(millis: number, deed: () => void): void {
    this.agenda.push([1_000_000 + millis, deed]);
  }

  change(interfaces: InterfaceFacts[]): void {
    this.interfaces = interfaces;
    this.isChanged = true;
  }

  say(index: number, frame: Partial<HeardFrame> = {}): void {
    const bytes = new Uint8Array(60).fill(1);
    const link = this.links.get(index);
    link?.waiting.push({ bytes, wireLength: 60, at: this.now + this.ahead, outgoing: false, ...frame });
  }

  #run(until: number): void {
    this.agenda.sort(([a], [b]) => a - b);
    while (this.agenda[0] !== undefined && this.agenda[0][0] <= until) {
      const [at, deed] = this.agenda.shift()!;
      this.now = Math.max(this.now, at);
      deed();
    }
    this.now = Math.max(this.now, until);
  }

  hands() {
    return {
      host: {
        interfaces: () => this.interfaces,
        openLink: (facts: InterfaceFacts, options: LinkOptions = {}): Link => {
          if (this.refusal) throw this.refusal;
          this.opened.push([facts.name, options]);
          const link = new PaperLink(facts);
          this.links.set(facts.index, link);
          return link;
        },
      },
      clock: {
        now: () => this.now,
        wait: (until: number) => {
          this.#run(until);
          return Promise.resolve();
        },
      },
      wall: () => this.now + this.ahead,
      changed: () => {
        const { isChanged } = this;
        this.isChanged = false;
        return isChanged;
      },
    };
  }
}

class PaperLink implements Link {
  readonly facts;
  waiting: HeardFrame[] = [];
  dropped = 0;
  down: LinkDown | undefined;
  closed = false;

  constructor({ name, index, mac, mtu, addresses }: InterfaceFacts) {
    this.facts = { name, index, mac, mtu, addresses, speed: null };
  }

  send = () => assert.fail('a watch is silent');
  counters = () => ({ received: 0, dropped: this.dropped });
  close(): void {
    this.closed = true;
  }

  drain(visit: (frame: HeardFrame) => void): ReturnType<Link['drain']> {
    const frames = this.waiting.splice(0);
    for (const frame of frames) visit(frame);
    if (frames.length > 0) return { kind: 'frames', frames: frames.length };
    return this.down === undefined ? { kind: 'quiet' } : { kind: 'down', why: this.down };
  }
}

function eth(index: number, more: Partial<InterfaceFacts> = {}): InterfaceFacts {
  return {
    name: `eth${index}`,
    index,
    mac: 0x020000000000 + index,
    mtu: 1500,
    hardware: 1,
    up: true,
    carrier: true,
    arp: true,
    loopback: false,
    kind: null,
    master: 0,
    addresses: [],
    wire: `${index}`,
    ...more,
  };
}

interface Told {
  readonly events: LiveEvent[];
  readonly blinds: Blind[];
  readonly heard: { name: string; at: number; outgoing: boolean | null }[];
  readonly passed: number[];
  readonly expected: (readonly string[])[];
  readonly report: LiveReport;
}

async function watch(stage: Stage, wishes: Partial<LiveWishes> = {}): Promise<Told> {
  const blinds: Blind[] = [];
  const heard: Told['heard'] = [];
  const passed: number[] = [];
  const expected: (readonly string[])[] = [];
  const counts: WatchCounts = {
    frames: 0,
    arp: 0,
    copies: 0,
    beside: 0,
    malformed: 0,
    unreadable: 0,
    stations: 0,
    addresses: 0,
    openNow: 0,
    opened: Object.fromEntries(WATCH_KINDS.map((kind) => [kind, 0])) as Record<WatchKind, number>,
    left: { stations: 0, episodes: 0, events: 0 },
    first: null,
    last: null,
  };
  const start: StartWatching = () => ({
    counts,
    hear: ({ interfaceName, seconds, nanoseconds, outgoing }) =>
      void heard.push({ name: interfaceName, at: seconds * 1000 + nanoseconds / 1e6, outgoing }),
    pass: (at) => void passed.push(at),
    end: () => undefined,
    blind: (one) => void blinds.push(one),
    remember: () => undefined,
    expect: () => undefined,
    toAsk: () => [],
  });
  const told = watchLive(
    stage.hands(),
    {
      named: [],
      wait: false,
      promiscuous: true,
      length: 5000,
      capture: false,
      expected: (_, names) => {
        expected.push(names);
        return NOTHING_EXPECTED;
      },
      ...wishes,
    },
    { start },
  );
  const events: LiveEvent[] = [];
  for (;;) {
    const next = await told.next();
    if (next.done === true) return { events, blinds, heard, passed, expected, report: next.value };
    events.push(next.value);
  }
}

const blindsOf = ({ blinds }: Told): readonly (readonly [string, string, number | null])[] =>
  blinds.map(({ code, interface: name, until }) => [code, name, until === null ? null : until - 1_500_000]);

test('everything that carries ARP is heard, with what stands beside it and what leaves, in the order of its times', async () => {
  const stage = new Stage();
  stage.interfaces = [eth(1), eth(2)];
  stage.at(10, () => {
    stage.say(1, { at: 1_500_012 });
    stage.say(2, { at: 1_500_011.25, outgoing: true });
  });
  const told = await watch(stage);
  assert.deepEqual(told.heard, [
    { name: 'eth2', at: 1_500_011.25, outgoing: true },
    { name: 'eth1', at: 1_500_012, outgoing: false },
  ]);
  const [listening] = told.events;
  assert.deepEqual(listening, {
    type: 'listening',
    interfaces: ['eth1', 'eth2'],
    leftOut: [],
    waiting: [],
    promiscuous: true,
    asking: false,
    ringBytes: 16 * 1024 * 1024,
    sensors: ['eth1', 'eth2'].map((name) => ({
      interface: name,
      why: null,
      named: false,
      frames: 0,
      lost: 0,
      lastFrame: null,
    })),
  });
  for (const [, options] of stage.opened) {
    assert.equal(options.hears, 'arp+evidence');
    assert.equal(options.outgoing, true);
    assert.equal(options.promiscuous, true);
    assert.ok(options.gather! <= 75, 'a lie about a gateway is told within a tenth of a second');
  }
  assert.deepEqual(told.expected.at(-1), ['eth1', 'eth2']);
  assert.deepEqual(
    [...stage.links.values()].map(({ closed }) => closed),
    [true, true],
  );
  assert.equal(told.events.filter(({ type }) => type === 'pulse').length, 4);
});

test('time passes only as far as no ring can keep a frame back', async () => {
  const stage = new Stage();
  stage.interfaces = [eth(1)];
  const { passed } = await watch(stage);
  assert.ok(passed.length > 10);
  assert.deepEqual(
    passed,
    passed.toSorted((a, b) => a - b),
  );
  assert.ok(passed.at(-2)! >= 1_504_000 && passed.at(-2)! <= 1_504_750);
  assert.equal(passed.at(-1), 1_505_000 + 2 * KEPT_BACK, 'at the end nothing comes any more');
});

test('what a ring kept back at the end is heard, and nobody waits for it when enough was told', async () => {
  const stage = new Stage();
  stage.interfaces = [eth(1)];
  stage.at(5000 + KEPT_BACK, () => stage.say(1));
  assert.equal((await watch(stage)).heard.length, 1);
  const soon = new Stage();
  soon.interfaces = [eth(1)];
  let enough = false;
  soon.at(10, () => soon.say(1));
  soon.at(12, () => (enough = true));
  const { passed, heard } = await watch(soon, { enough: () => enough });
  assert.equal(heard.length, 1);
  assert.ok(passed.at(-1)! <= 1_500_200, `${passed.at(-1)}`);
});

test('with many links the rings share what there is', async () => {
  const stage = new Stage();
  stage.interfaces = Array.from({ length: 500 }, (_, at) => eth(at + 1));
  const { events } = await watch(stage, { length: 10 });
  const [listening] = events;
  assert.ok(listening?.type === 'listening');
  assert.ok(listening.ringBytes <= 64 * 1024 * 1024, `${listening.ringBytes}`);
  assert.equal(stage.opened.length, 500);
});

test('an interface that goes down and comes back was blind from then to then', async () => {
  const stage = new Stage();
  stage.interfaces = [eth(1)];
  stage.at(500, () => {
    stage.links.get(1)!.down = { code: 'ENETDOWN', sentence: 'The interface eth1 went down' };
    stage.change([eth(1, { up: false })]);
  });
  stage.at(2500, () => stage.change([eth(1)]));
  stage.at(3000, () => stage.say(1));
  const told = await watch(stage);
  const [[, , first], [, , last]] = blindsOf(told) as [
    readonly [string, string, null],
    readonly [string, string, number],
  ];
  assert.deepEqual(
    blindsOf(told).map(([code, name]) => [code, name]),
    [
      ['interface-down', 'eth1'],
      ['interface-down', 'eth1'],
    ],
  );
  assert.equal(first, null);
  assert.ok(told.blinds[0]!.from >= 1_500_500 && told.blinds[0]!.from < 1_500_900);
  assert.equal(told.blinds[1]!.from, told.blinds[0]!.from);
  assert.ok(last >= 2500 && last < 2900);
  assert.equal(told.heard.length, 1);
});

test('one that is removed and made anew is found by its name, and the blind interval that is open at the end is closed', async () => {
  const stage = new Stage();
  stage.interfaces = [eth(1), eth(2)];
  const gone: LinkDown = { code: 'ENODEV', sentence: 'The interface was removed' };
  stage.at(500, () => {
    stage.links.get(1)!.down = gone;
    stage.links.get(2)!.down = gone;
    stage.change([]);
  });
  stage.at(1500, () => stage.change([eth(7, { name: 'eth1' })]));
  stage.at(2000, () => stage.say(7));
  const told = await watch(stage);
  assert.deepEqual(
    told.heard.map(({ name }) => name),
    ['eth1'],
  );
  const ends = blindsOf(told).filter(([, , until]) => until !== null);
  assert.deepEqual(
    ends.map(([code, name]) => [code, name]),
    [
      ['interface-gone', 'eth1'],
      ['interface-gone', 'eth2'],
    ],
  );
  assert.ok(ends[0]![2]! < 2000 && ends[1]![2]! >= 5000);
});

test('one that is renamed keeps the name it is told by, and that is said once', async () => {
  const stage = new Stage();
  stage.interfaces = [eth(1)];
  stage.at(500, () => stage.change([eth(1, { name: 'lan0' })]));
  stage.at(900, () => stage.say(1));
  const told = await watch(stage, { named: ['eth1'] });
  assert.deepEqual(
    told.heard.map(({ name }) => name),
    ['eth1'],
  );
  assert.deepEqual(
    told.events.flatMap((event) => (event.type === 'note' ? [event.text] : [])),
    ['eth1 is called lan0 by now; it is told as eth1'],
  );
  assert.deepEqual(told.blinds, []);
});

test('one that comes later is heard too, when none was named', async () => {
  const stage = new Stage();
  stage.interfaces = [eth(1)];
  stage.at(500, () => stage.change([eth(1), eth(2)]));
  stage.at(900, () => stage.say(2));
  assert.deepEqual(
    (await watch(stage)).heard.map(({ name }) => name),
    ['eth2'],
  );
});

test('what is not there is a fault, or is waited for', async () => {
  const stage = new Stage();
  await assert.rejects(watch(stage), /no interface carries ARP/);
  stage.interfaces = [eth(1), eth(2, { up: false })];
  await assert.rejects(watch(stage, { named: ['eth9'] }), (fault) => {
    assert.ok(fault instanceof SystemFault);
    assert.match(`${fault.message} ${fault.remedy}`, /no interface eth9.*eth1.*--wait/);
    return true;
  });
  await assert.rejects(watch(stage, { named: ['eth2'] }), /eth2 is down/);
  stage.at(1500, () => stage.change([eth(1), eth(9)]));
  stage.at(2000, () => stage.say(9));
  const told = await watch(stage, { named: ['eth9', 'eth1'], wait: true });
  assert.deepEqual(
    told.heard.map(({ name }) => name),
    ['eth9'],
  );
  const [listening] = told.events;
  assert.deepEqual(listening?.type === 'listening' && [listening.interfaces, listening.waiting], [
    ['eth1'],
    ['eth9'],
  ]);
  assert.deepEqual(
    blindsOf(told).map(([code, name]) => [code, name]),
    [
      ['interface-gone', 'eth9'],
      ['interface-gone', 'eth9'],
    ],
  );
});

test('nothing at all is waited for, too', async () => {
  const stage = new Stage();
  stage.at(1500, () => stage.change([eth(3)]));
  stage.at(2000, () => stage.say(3));
  const told = await watch(stage, { wait: true });
  assert.deepEqual(
    told.heard.map(({ name }) => name),
    ['eth3'],
  );
  assert.equal(blindsOf(told).length, 2);
});

test('rights that lack are a fault at once; another refusal is told once and tried again', async () => {
  const stage = new Stage();
  stage.interfaces = [eth(1)];
  const details = { operation: 'socket', remedy: 'run it with sudo' };
  stage.refusal = new SystemFault('rights', 'no right to listen', details);
  await assert.rejects(watch(stage), /no right to listen/);
  stage.refusal = new SystemFault('interface', 'eth1 takes no ring', details);
  stage.at(1500, () => {
    stage.refusal = undefined;
  });
  stage.at(3000, () => stage.say(1));
  const told = await watch(stage, { named: ['eth1'], wait: true });
  assert.equal(told.events.filter(({ type }) => type === 'note').length, 1);
  assert.equal(told.heard.length, 1);
});

test('frames the kernel dropped are one interval as long as each second drops more', async () => {
  const stage = new Stage();
  stage.interfaces = [eth(1)];
  for (const [at, dropped] of [
    [1300, 100],
    [2300, 250],
    [3800, 300],
  ] as const)
    stage.at(at, () => {
      stage.links.get(1)!.dropped = dropped;
    });
  const told = await watch(stage, { length: 8000 });
  assert.deepEqual(
    told.blinds.map(({ code, until, frames }) => [code, until === null, frames]),
    [
      ['dropped', true, 100],
      ['dropped', false, 300],
    ],
  );
  assert.equal(told.report.dropped, 300);
});

test('frames dropped right before the end, or before the link was lost, are counted too', async () => {
  const stage = new Stage();
  stage.interfaces = [eth(1)];
  stage.at(1990, () => {
    stage.links.get(1)!.dropped = 7;
  });
  const told = await watch(stage, { length: 2000 });
  assert.equal(told.report.dropped, 7);
  assert.deepEqual(
    told.blinds.map(({ until, frames }) => [until === null, frames]),
    [
      [true, 7],
      [false, 7],
    ],
  );
  const other = new Stage();
  other.interfaces = [eth(1)];
  other.at(100, () => {
    other.links.get(1)!.dropped = 9;
    other.links.get(1)!.down = { code: 'ENETDOWN', sentence: 'down' };
  });
  assert.equal((await watch(other, { length: 900 })).report.dropped, 9);
});

test('a cable that is pulled is a blind time: nothing can be heard', async () => {
  const stage = new Stage();
  stage.interfaces = [eth(1)];
  stage.at(500, () => stage.change([eth(1, { carrier: false })]));
  stage.at(1500, () => stage.change([eth(1)]));
  assert.deepEqual(
    blindsOf(await watch(stage)).map(([code]) => code),
    ['no-carrier', 'no-carrier'],
  );
});

test('a clock that is set, forward or back, is told with both times', async () => {
  const stage = new Stage();
  stage.interfaces = [eth(1)];
  stage.at(1000, () => {
    stage.ahead += 3_600_000;
  });
  stage.at(2000, () => {
    stage.ahead -= 1_800_000;
  });
  stage.at(3000, () => {
    stage.ahead += 300;
  });
  const { blinds } = await watch(stage);
  assert.deepEqual(
    blinds.map(({ code, text }) => [code, text]),
    [
      ['clock-jumped', 'The clock went 3600.0 s forward: it was set, or the machine slept'],
      ['clock-jumped', 'The clock was set back by 1800.0 s'],
    ],
  );
  assert.ok(blinds.every(({ from, until }) => until !== null && until >= from));
});

test('a frame at a port and its bridge is one when both were named', async () => {
  const stage = new Stage();
  stage.interfaces = [eth(1, { wire: 'b' }), eth(2, { wire: 'b', kind: 'bridge' }), eth(3)];
  stage.at(10, () => {
    for (const index of [2, 1, 3]) stage.say(index, { at: 1_500_010 + index / 1000 });
  });
  const told = await watch(stage, { named: ['eth1', 'eth2', 'eth3'] });
  assert.deepEqual(
    told.heard.map(({ name }) => name),
    ['eth1', 'eth3'],
  );
});
