// What a move does to the machine and the journal; how it is told stands in the test of the command.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ip, mac } from '../../../test/cli/stations.ts';
import { seededDice } from '../../base/dice.ts';
import { UsageFault } from '../../base/fault.ts';
import { hostWith, type NeighbourWish } from '../../kernel/build-host.ts';
import { PaperFiles } from '../../sim/paper-files.ts';
import { PaperHistory } from '../../sim/paper-history.ts';
import { PaperHost } from '../../sim/paper-host.ts';
import { PaperSystem } from '../../sim/paper-system.ts';
import { openResponder } from '../../sim/responder.ts';
import { openWorld, type World } from '../../sim/world.ts';
import type { MoveEvent, MoveReport } from './events.ts';
import { move } from './move.ts';
import type { MoveOptions } from './options.ts';

const GATEWAY = '10.77.0.254';
const SERVICE = '10.77.0.50';
const OURS = '02:00:00:00:00:01';
const OLD = '02:00:00:00:00:0a';

interface Setting {
  /** The old owner answers until this moment. */
  readonly until?: number;
  /** The gateway's entry for the address, with the MAC of the old owner. */
  readonly entry?: NeighbourWish['state'];
  readonly wishes?: Partial<MoveOptions>;
  readonly refuses?: boolean;
  readonly ours?: readonly string[];
  readonly signal?: AbortSignal;
  readonly during?: (world: World) => void;
  /** Stop reading after an event of this type. */
  readonly enoughAt?: MoveEvent['type'];
}

interface Moved {
  readonly report: MoveReport | null;
  readonly told: readonly MoveEvent['type'][];
  readonly addresses: readonly string[];
  readonly system: PaperSystem;
  readonly history: PaperHistory;
}

async function moved(setting: Setting = {}): Promise<Moved> {
  const { until = 0, entry = 'reachable', ours = ['10.77.0.1/24'] } = setting;
  const world = openWorld({ seed: 7 });
  const segment = world.segment('s0');
  const neighbours: NeighbourWish[] = [
    { link: 'eth0', ip: '10.77.0.1', mac: OURS, state: 'reachable' },
    { link: 'eth0', ip: SERVICE, mac: OLD, state: entry },
  ];
  const links = { eth0: { mac: '02:00:00:00:00:fe', addresses: [`${GATEWAY}/24`] } };
  new PaperHost(world, hostWith({ links, neighbours }), { eth0: segment });
  const answersFor = (asked: number): boolean => asked === ip(SERVICE) && world.clock.now() < until;
  openResponder(world, segment, { mac: mac(OLD), answersFor });
  const host = world.host({ name: 'eth0', mac: mac(OURS), addresses: ours, segment });
  const facts = host.interfaces().find(({ name }) => name === 'eth0') ?? assert.fail();
  const refuse = setting.refuses ? () => ({ code: 'EEXIST', words: 'Address already assigned' }) : undefined;
  const system = new PaperSystem(hostWith({ links: { eth0: { mac: OURS, addresses: ours } } }), refuse);
  const history = new PaperHistory();
  setting.during?.(world);
  const wishes = {
    command: `move ${SERVICE}`,
    facts,
    address: ip(SERVICE),
    prefixLength: 24,
    wait: 0,
    keep: false,
    via: [{ ip: ip(GATEWAY), mac: null }],
    takeover: false,
    count: 3,
    interval: 1000,
    rate: 100,
    patience: 2000,
    frames: {},
    ...setting.wishes,
  } as MoveOptions;
  const hands = { host, clock: world.clock, dice: seededDice(1), system, history, files: new PaperFiles() };
  const told: MoveEvent['type'][] = [];
  let report: MoveReport | null = null;
  const run = move(hands, wishes, setting.signal);
  for (;;) {
    const step = await run.next();
    if (step.done) {
      report = step.value;
      break;
    }
    told.push(step.value.type);
    if (step.value.type !== setting.enoughAt) continue;
    await run.return(undefined as never);
    break;
  }
  const addresses = system.host.addresses.filter(({ link }) => link === 'eth0').map(({ local }) => local);
  return { report, told, addresses, system, history };
}

test('moved: the plan, the owner, the address, the proof, in this order; the journal keeps the way back', async () => {
  const { report, told, addresses, history } = await moved();
  assert.deepEqual([report?.ending, report?.owners, report?.outageFrom], ['moved', [], 'first-silence']);
  assert.deepEqual(told.slice(0, 3), ['plan', 'owner', 'added']);
  assert.deepEqual(addresses, ['10.77.0.1', SERVICE]);
  const [entry] = history.entries();
  assert.deepEqual([entry?.name, entry?.undone], [report?.name, false]);
  assert.ok(entry?.by === 'state');
  assert.equal(entry.undo.length, 1);
});

test('an owner that answers keeps it: nothing is changed or written down', async () => {
  const { report, addresses, history, system } = await moved({ until: Number.POSITIVE_INFINITY });
  assert.deepEqual([report?.ending, report?.owners, report?.name], ['in-use', [mac(OLD)], null]);
  assert.deepEqual([addresses, history.entries(), system.asked], [['10.77.0.1'], [], []]);
});

test('one that is waited for in vain keeps it as well', async () => {
  const { report, told } = await moved({ until: Number.POSITIVE_INFINITY, wishes: { wait: 2000 } });
  assert.equal(report?.ending, 'in-use');
  assert.deepEqual(told, ['plan', 'owner', 'waiting']);
});

test('one that falls silent is followed, and the outage counted from its last answer', async () => {
  const { report, told } = await moved({ until: 1000, wishes: { wait: 10_000 } });
  assert.deepEqual([report?.ending, report?.outageFrom], ['moved', 'last-answer']);
  assert.deepEqual(told.slice(0, 5), ['plan', 'owner', 'waiting', 'silent', 'added']);
});

test('a takeover asks nobody leave, and claims no outage', async () => {
  const { report, addresses } = await moved({ until: Number.POSITIVE_INFINITY, wishes: { takeover: true } });
  assert.deepEqual([report?.ending, report?.outageMs, report?.outageFrom], ['moved', null, null]);
  assert.ok(addresses.includes(SERVICE));
});

test('a peer that is shown to send elsewhere: taken back, in the journal too', async () => {
  const { report, told, addresses, history } = await moved({ entry: 'permanent' });
  assert.deepEqual([report?.ending, told.at(-1), addresses], ['taken-back', 'taken-back', ['10.77.0.1']]);
  assert.equal(history.entries()[0]?.undone, true);
});

test('kept all the same, if that was asked for', async () => {
  const { report, addresses, history } = await moved({ entry: 'permanent', wishes: { keep: true } });
  assert.deepEqual([report?.ending, report?.outageMs], ['moved', null]);
  assert.ok(addresses.includes(SERVICE));
  assert.equal(history.entries()[0]?.undone, false);
});

test('an address that was here before is announced, never added, and never taken back', async () => {
  const ours = ['10.77.0.1/24', `${SERVICE}/24`];
  const { report, addresses, system } = await moved({ ours, entry: 'permanent' });
  assert.deepEqual([report?.ending, report?.already, report?.name], ['stuck', true, null]);
  assert.deepEqual([addresses, system.asked], [['10.77.0.1', SERVICE], []]);
});

test('the kernel refuses: its words, and nothing is announced', async () => {
  const { report, told, addresses } = await moved({ refuses: true });
  assert.deepEqual([report?.ending, report?.refusal], ['refused', 'Address already assigned']);
  assert.deepEqual([told, report?.announced, addresses], [['plan', 'owner'], null, ['10.77.0.1']]);
});

test('a caller that reads no further leaves nothing half done', async () => {
  for (const enoughAt of ['plan', 'owner', 'added'] as const) {
    const { addresses, history } = await moved({ enoughAt });
    assert.deepEqual(addresses, ['10.77.0.1'], enoughAt);
    assert.ok(
      history.entries().every(({ undone }) => undone),
      enoughAt,
    );
  }
});

test('a signal takes it back, before and after it was added', async () => {
  for (const at of [1, 300, 800, 1500]) {
    const stop = new AbortController();
    const { report, addresses } = await moved({
      entry: 'permanent',
      signal: stop.signal,
      during: (world) => world.at(at, () => stop.abort()),
    });
    assert.equal(report?.interrupted, true, `${at}`);
    assert.ok(['interrupted', 'taken-back'].includes(report?.ending ?? ''), `${at}: ${report?.ending}`);
    assert.deepEqual(addresses, ['10.77.0.1'], `${at}`);
  }
});

test('no outage is told of what did not end as moved, though all believed it', async () => {
  const endings = new Set<string | undefined>();
  for (let at = 500; at <= 1500; at += 50) {
    const stop = new AbortController();
    const { report } = await moved({
      signal: stop.signal,
      during: (world) => world.at(at, () => stop.abort()),
    });
    endings.add(report?.ending);
    if (report?.ending !== 'moved') assert.equal(report?.outageMs, null, `${at}`);
  }
  assert.ok(endings.size > 1, [...endings].join());
});

test('an address that no host can have is refused before anything is asked', async () => {
  await assert.rejects(moved({ wishes: { address: ip('10.77.0.255') } }), UsageFault);
  await assert.rejects(moved({ wishes: { address: ip('224.0.0.5') } }), UsageFault);
});
