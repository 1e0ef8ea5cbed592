import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paperIo, type PaperIo } from '../../../test/cli/paper-io.ts';
import { faultsOf, schemaNamed } from '../../../test/records/schema.ts';
import { seededDice } from '../../base/dice.ts';
import { UsageFault } from '../../base/fault.ts';
import type { SystemChange } from '../../change/change.ts';
import { readMac } from '../../base/mac.ts';
import type { LoginFacts } from '../../declare/logins.ts';
import { hostWith, type NeighbourWish } from '../../kernel/build-host.ts';
import type { History, JournalEntry } from '../../ports/journal.ts';
import type { System } from '../../ports/system.ts';
import { ipOf, macOf } from '../../sim/addresses.ts';
import { PaperFiles } from '../../sim/paper-files.ts';
import { PaperHost } from '../../sim/paper-host.ts';
import { openResponder } from '../../sim/responder.ts';
import type { Segment } from '../../sim/segment.ts';
import { repeat } from '../../sim/traffic.ts';
import { arpFrame } from '../../sim/who-has.ts';
import { openWorld, type World } from '../../sim/world.ts';
import type { NetworkHands } from '../hands.ts';
import { moveOver } from './move.ts';

const GATEWAY = '10.77.0.254';
const SERVICE = '10.77.0.50';
const OURS = '02:00:00:00:00:01';
const OLD = '02:00:00:00:00:0a';

/** A kernel that takes and gives back addresses, and writes down in which order it was asked. */
class PaperSystem {
  readonly deeds: string[] = [];
  readonly #entries: JournalEntry[] = [];
  refuses = false;

  readonly system: System = {
    snapshot: () =>
      hostWith({
        links: { eth0: { mac: OURS, addresses: ['10.77.0.1/24'] }, eth1: { addresses: ['10.78.0.1/24'] } },
        routes: [`default via ${GATEWAY} dev eth0`],
      }),
    surroundings: () => hostWith({}),
    mustMayChange: () => undefined,
    make: (changes: readonly SystemChange[]) => {
      this.deeds.push(...changes.map((change) => change.do));
      return changes.map(() => (this.refuses ? { code: 'EEXIST', words: 'Address already assigned' } : DONE));
    },
    makeEach: () => [],
    keep: () => ({ form: 'kept' }),
    merge: (before) => ({ goal: before, left: [] }),
    restore: () => {
      this.deeds.push('restore');
      return { made: 1, complete: true, left: [] };
    },
  };

  readonly history: History = {
    begin: (intent) => {
      this.deeds.push('journal');
      const name = `m${this.#entries.length}`;
      const state = {
        line: 1,
        at: 0,
        here: true,
        past: false,
        outcome: null,
        confirmed: false,
        undoing: null,
        undone: false,
      };
      this.#entries.push({ name, ...intent, ...state });
      return name;
    },
    end: (name, refused, states) =>
      this.#set(name, { outcome: { at: 0, refused, after: states?.after ?? null } }),
    entries: () => this.#entries,
    damage: () => [],
    dropped: () => 0,
    undoing: (name, goal) => this.#set(name, { undoing: goal }),
    mark: (name, as) => this.#set(name, as === 'undone' ? { undone: true } : { confirmed: true }),
    lock: () => ({ release: () => undefined }),
  };

  #set(name: string, more: Partial<JournalEntry>): void {
    const at = this.#entries.findIndex((entry) => entry.name === name);
    this.#entries[at] = { ...this.#entries[at]!, ...more } as JournalEntry;
  }
}

const DONE = { code: null, words: null };

interface Ran {
  readonly code: number;
  readonly out: readonly string[];
  readonly err: readonly string[];
  readonly deeds: readonly string[];
  /** Frames of ours on the segment, and the moment of the end. */
  readonly left: number;
  readonly endedAt: number;
}

interface Setting {
  readonly entry?: NeighbourWish['state'];
  /** The old owner answers, until this moment. */
  readonly until?: number;
  readonly refuses?: boolean;
  readonly gateway?: boolean;
  readonly logins?: LoginFacts;
  readonly during?: (world: World, io: PaperIo, segment: Segment) => void;
}

async function run(line: string, setting: Setting = {}): Promise<Ran> {
  const { entry = 'reachable', until = 0, refuses = false, gateway = true, during, logins } = setting;
  const world = openWorld({ seed: 7 });
  const segment = world.segment('s0');
  const ours: NeighbourWish = { link: 'eth0', ip: '10.77.0.1', mac: OURS, state: 'reachable' };
  const held: NeighbourWish = { link: 'eth0', ip: SERVICE, mac: OLD, state: entry };
  const links = { eth0: { mac: '02:00:00:00:00:fe', addresses: [`${GATEWAY}/24`] } };
  new PaperHost(world, hostWith({ links, neighbours: [ours, held] }), { eth0: segment });
  const answersFor = (ip: number): boolean => ip === ipOf(SERVICE) && world.clock.now() < until;
  openResponder(world, segment, { mac: macOf(OLD), answersFor });
  const host = world.host(
    { name: 'eth0', mac: macOf(OURS), addresses: ['10.77.0.1/24'], segment },
    {
      name: 'eth1',
      mac: macOf('02:00:00:00:00:02'),
      addresses: ['10.78.0.1/24'],
      segment: world.segment('s1'),
    },
  );
  let left = 0;
  const tap = segment.plug({ mac: macOf('02:00:00:00:00:99'), promiscuous: true });
  tap.listen({
    hear(bytes) {
      if (readMac(bytes, 6) === macOf(OURS)) left++;
    },
  });
  const hands: NetworkHands = {
    host,
    clock: world.clock,
    dice: seededDice(1),
    vendors: { vendorOf: () => null },
  };
  const io = logins ? { ...paperIo(), logins: () => Promise.resolve(logins) } : paperIo();
  during?.(world, io, segment);
  const paper = new PaperSystem();
  paper.refuses = refuses;
  const door = {
    hands: () => Promise.resolve(hands),
    gateways: () => Promise.resolve(gateway ? [{ link: 'eth0', ip: ipOf(GATEWAY) }] : []),
    system: () => Promise.resolve({ system: paper.system, history: paper.history, files: new PaperFiles() }),
  };
  const [, ...args] = line.split(' ');
  const code = await moveOver(door, args, io);
  const endedAt = world.clock.now();
  // What left last is still on its way.
  await world.clock.wait(endedAt + 1);
  const linesOf = (text: string): readonly string[] => text.split('\n').filter(Boolean);
  return { code, out: linesOf(io.out()), err: linesOf(io.err()), deeds: paper.deeds, left, endedAt };
}

test('moved: written down, added, announced, proven by the gateway, the outage told', async () => {
  const { code, out, err, deeds } = await run(`move ${SERVICE} -I eth0`);
  assert.deepEqual(deeds, ['journal', 'add-address']);
  assert.equal(out[0], `nobody answers for ${SERVICE}`);
  assert.equal(out[1], `ip address add ${SERVICE}/24 dev eth0 (undo m0)`);
  assert.match(out[2] ?? '', /believes it/);
  assert.match(
    err.at(-1) ?? '',
    /is here, on eth0; nobody answered for at least \d+ ms until it was believed/,
  );
  assert.equal(code, 0);
});

test('the old owner is waited for, and the outage counted from its last answer', async () => {
  const { code, out, err } = await run(`move ${SERVICE} --wait 10s`, { until: 3000 });
  assert.ok(out.includes(`nobody answers for ${SERVICE} any more`), out.join('\n'));
  const outage = Number(/outage (\d+(?:\.\d+)?) ms/.exec(err.at(-1) ?? '')?.[1]);
  assert.ok(outage > 0 && outage < 300, err.at(-1));
  assert.equal(code, 0);
});

test('A4: under sudo an address whose network would lead a login another way is not moved unsaid', async () => {
  const wide = `move 192.0.2.50/24 -I eth1 --no-verify`;
  for (const logins of [
    { inherited: ['192.0.2.9 50000 10.77.0.1 22'], connections: [] },
    { inherited: [], connections: [{ own: '10.77.0.1', ownPort: 22, peer: '192.0.2.9', program: 'sshd' }] },
  ]) {
    await assert.rejects(
      run(wide, { logins }),
      (cause) =>
        cause instanceof UsageFault &&
        /^nothing was sent or changed: .*192\.0\.2\.9, would leave by eth1/.test(cause.message),
    );
    assert.deepEqual((await run(`${wide} --yes`, { logins })).deeds, ['journal', 'add-address']);
    assert.deepEqual((await run(`${wide} --dry-run`, { logins })).deeds, []);
    const narrow = await run('move 192.0.2.50/32 -I eth1 --no-verify', { logins });
    assert.deepEqual(narrow.deeds, ['journal', 'add-address']);
  }
});

const CODES: readonly (readonly [line: string, setting: Setting, code: number, deeds: readonly string[]])[] =
  [
    [`move ${SERVICE}`, { until: Number.POSITIVE_INFINITY }, 4, []],
    [`move ${SERVICE} --wait 2s`, { until: Number.POSITIVE_INFINITY }, 4, []],
    [`move ${SERVICE} --takeover`, { until: Number.POSITIVE_INFINITY }, 0, ['journal', 'add-address']],
    [`move ${SERVICE} --patience 1s`, { entry: 'permanent' }, 1, ['journal', 'add-address', 'restore']],
    [`move ${SERVICE} --patience 1s --keep`, { entry: 'permanent' }, 1, ['journal', 'add-address']],
    [`move ${SERVICE} --no-verify`, { entry: 'permanent' }, 0, ['journal', 'add-address']],
    [`move ${SERVICE}`, { gateway: false }, 0, ['journal', 'add-address']],
    [`move ${SERVICE} --dry-run`, {}, 0, []],
  ];
for (const [line, setting, code, deeds] of CODES)
  test(`${line} ${JSON.stringify(setting)}: exit code ${code}`, async () => {
    const ran = await run(line, setting);
    assert.deepEqual([ran.code, ran.deeds], [code, deeds], [...ran.out, ...ran.err].join('\n'));
  });

test('D18: a dry run with --json is one record, by its schema', async () => {
  for (const [line, command] of [
    [`move ${SERVICE}`, `ip address add ${SERVICE}/24 dev eth0`],
    [`move ${SERVICE}/32 --wait 10s --no-verify`, `ip address add ${SERVICE}/32 dev eth0`],
    ['move 10.77.0.1', null],
  ] as const) {
    const { code, out, deeds } = await run(`${line} --dry-run --json`);
    assert.deepEqual([code, out.length, deeds], [0, 1, []]);
    const record = JSON.parse(out[0]!) as Record<string, unknown>;
    assert.deepEqual(faultsOf(record, schemaNamed('move-plan.v1')), []);
    assert.deepEqual([record['command'], record['already']], [command, command === null]);
  }
});

test('the kernel refuses: its words, and nothing is announced', async () => {
  const { code, out, err, deeds } = await run(`move ${SERVICE}`, { refuses: true });
  assert.equal(code, 3);
  assert.deepEqual(deeds.slice(0, 2), ['journal', 'add-address']);
  assert.match(err.at(-1) ?? '', /did not take .* \(Address already assigned\): nothing was changed/);
  assert.ok(!out.some((line) => /believes/.test(line)));
});

test('Ctrl-C takes it back', async () => {
  const { code, deeds, err } = await run(`move ${SERVICE}`, {
    entry: 'permanent',
    during: (world, io) => world.at(2000, () => io.stop('interrupted')),
  });
  assert.deepEqual([code, deeds], [130, ['journal', 'add-address', 'restore']]);
  assert.match(err.at(-1) ?? '', /was not moved \(interrupted\): it is as it was before/);
});

test('records are as their schemas say', async () => {
  const lines = [
    ...(await run(`move ${SERVICE} --json`)).out,
    ...(await run(`move ${SERVICE} --json`, { until: Number.POSITIVE_INFINITY })).out,
  ];
  const records = lines.map((line) => JSON.parse(line) as { readonly type: string });
  assert.equal(records.map(({ type }) => type).join(' '), 'proof move move');
  for (const record of records) assert.deepEqual(faultsOf(record, schemaNamed(`${record.type}.v1`)), []);
});

const REFUSED: Readonly<Record<string, RegExp>> = {
  'move 10.77.0.50/33': /no prefix length 33/,
  'move 10.77.0.50-60': /is not one address/,
  'move 224.0.0.5': /multicast/,
  'move 10.77.0.255': /broadcast address of eth0/,
  'move 10.78.0.1 -I eth0': /on this machine already, on eth1/,
  'move 10.99.0.1': /is in no network of eth0/,
  [`move ${SERVICE} --via 10.77.0.254 --no-verify`]: /says not to/,
};
for (const [line, why] of Object.entries(REFUSED))
  test(`${line}: one sentence`, async () => {
    await assert.rejects(
      run(line),
      (fault: unknown) => fault instanceof UsageFault && why.test(fault.message),
    );
  });

/** Moments of a move: while it asks, while it waits, when the address was just added, while it is announced. */
const MOMENTS: readonly (readonly [line: string, setting: Setting, at: readonly number[]])[] = [
  [`move ${SERVICE}`, { entry: 'permanent' }, [0, 1, 200, 500, 720, 760, 900, 1500, 3000]],
  [`move ${SERVICE} --wait 1h`, { until: Number.POSITIVE_INFINITY }, [0, 10, 50, 1000, 10_000]],
  [`move ${SERVICE} --wait 10s`, { until: 400, entry: 'permanent' }, [450, 520, 600, 1000]],
  [`move ${SERVICE} --no-verify -c 100`, {}, [800, 5000]],
];
for (const [line, setting, moments] of MOMENTS)
  test(`interrupted, ${line} ends within a second, whole or not at all, and claims nothing`, async () => {
    for (const at of moments) {
      const ran = await run(line, {
        ...setting,
        during: (world, io) => world.at(at, () => io.stop('interrupted')),
      });
      assert.equal(ran.code, 130, `at ${at} ms`);
      assert.ok(ran.endedAt <= at + 1000, `at ${at} ms, ended at ${ran.endedAt}`);
      const whole = ['', 'journal add-address restore'];
      assert.ok(whole.includes(ran.deeds.join(' ')), ran.deeds.join(' '));
      assert.ok(!ran.out.some((one) => /believes/.test(one)), ran.out.join('\n'));
      assert.match(ran.err.at(-1) ?? '', /was not moved/);
    }
  });

test('what is told is what is sent, by a move too', async () => {
  for (const [line, setting] of [
    [`move ${SERVICE}`, {}],
    [`move ${SERVICE} --keep`, { entry: 'permanent' }],
    [`move ${SERVICE} --wait 10s`, { until: 3000 }],
    [`move ${SERVICE} --no-verify -c 2`, {}],
    [`move ${SERVICE}`, { until: Number.POSITIVE_INFINITY }],
  ] as const) {
    const told = await run(`${line} --dry-run --json`, setting);
    const { most } = JSON.parse(told.out[0]!) as { readonly most: number };
    const ran = await run(`${line} --json`, setting);
    const { sent } = JSON.parse(ran.out.at(-1)!) as { readonly sent: number };
    assert.equal(sent, ran.left, line);
    assert.ok(sent <= most, `${sent} of ${most}`);
  }
});

test('A2: a move is believed by the gateway itself, not by who speaks in its name', async () => {
  const asked = (src: string) =>
    arpFrame({
      dst: macOf(OURS),
      src: macOf(src),
      op: 1,
      sha: macOf(src),
      tha: 0,
      spa: ipOf(GATEWAY),
      tpa: ipOf(SERVICE),
    });
  for (const src of ['02:00:00:00:00:66', '02:00:00:00:00:fe']) {
    const ran = await run(`move ${SERVICE} --patience 1s`, {
      entry: 'permanent',
      during: (world, _io, segment) => {
        const nic = segment.plug({ mac: macOf('02:00:00:00:00:66') });
        repeat(world, { from: 0, until: 5000, perSecond: 50 }, () => nic.send(asked(src)));
      },
    });
    assert.deepEqual([ran.code, ran.deeds], [1, ['journal', 'add-address', 'restore']]);
    assert.ok(!ran.out.some((one) => /believes/.test(one)));
  }
});

test('A2: forged answers keep a move from being made, and never make an old owner look gone', async () => {
  const ran = await run(`move ${SERVICE} --wait 3s`, {
    until: Number.POSITIVE_INFINITY,
    during: (world, _io, segment) => {
      const nic = segment.plug({ mac: macOf('02:00:00:00:00:66') });
      const said = arpFrame({
        dst: macOf(OURS),
        src: macOf('02:00:00:00:00:66'),
        op: 2,
        sha: macOf('02:00:00:00:00:66'),
        spa: ipOf(SERVICE),
        tha: macOf(OURS),
        tpa: 0,
      });
      repeat(world, { from: 0, until: 1000, perSecond: 50 }, () => nic.send(said));
    },
  });
  assert.deepEqual([ran.code, ran.deeds], [4, []]);
});
