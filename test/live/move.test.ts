import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseMac } from '../../src/base/mac.ts';
import { openClock } from '../../src/linux/clock.ts';
import { openJournal } from '../../src/linux/journal.ts';
import { openOwnFiles } from '../../src/linux/own-files.ts';
import { openSystem } from '../../src/linux/system.ts';
import type { System } from '../../src/ports/system.ts';
import type { MoveEvent, MoveReport } from '../../src/verbs/move/events.ts';
import { move } from '../../src/verbs/move/move.ts';
import type { MoveOptions } from '../../src/verbs/move/options.ts';
import { entryIn, hostIn, ip, whyNoPing } from './announcing.ts';
import { type Lab, type LabHost, openLab } from './lab.ts';

const skip = whyNoPing;
const GATEWAY = '10.77.0.254';
const SERVICE = '10.77.0.50';
const OLD_MAC = '02:00:00:00:00:0a';
const NEW_MAC = '02:00:00:00:00:0b';

function systemIn(place: LabHost): System {
  const system = openSystem();
  return {
    snapshot: () => place.inside(() => system.snapshot()),
    surroundings: () => place.inside(() => system.surroundings()),
    mustMayChange: () => place.inside(() => system.mustMayChange()),
    make: (changes) => place.inside(() => system.make(changes)),
    makeEach: (changes) => place.inside(() => system.makeEach(changes)),
    keep: (touched) => place.inside(() => system.keep(touched)),
    merge: (...kept) => place.inside(() => system.merge(...kept)),
    restore: (goal) => place.inside(() => system.restore(goal)),
  };
}

interface Stage {
  readonly gateway: LabHost;
  readonly old: LabHost;
  readonly here: LabHost;
  readonly folder: string;
}

async function withStage(body: (stage: Stage) => Promise<void>): Promise<void> {
  const lab: Lab = openLab();
  const folder = mkdtempSync(join(tmpdir(), 'arpist-move-'));
  try {
    const sysctls = { 'net.ipv4.neigh.eth0.base_reachable_time_ms': 600_000 };
    const gateway = lab.host('gw', {
      nics: [{ name: 'eth0', mac: '02:00:00:00:00:fe', addresses: [`${GATEWAY}/24`] }],
      sysctls,
    });
    const old = lab.host('old', {
      nics: [{ name: 'eth0', mac: OLD_MAC, addresses: ['10.77.0.10/24', `${SERVICE}/24`] }],
    });
    const here = lab.host('new', {
      nics: [{ name: 'eth0', mac: NEW_MAC, addresses: ['10.77.0.11/24'] }],
    });
    gateway.run('ping', '-n', '-c', '1', SERVICE);
    assert.equal(entryIn(gateway, SERVICE).mac, OLD_MAC);
    await body({ gateway, old, here, folder });
  } finally {
    rmSync(folder, { recursive: true });
    lab.close();
  }
}

interface Moved {
  readonly events: readonly MoveEvent[];
  readonly report: MoveReport;
}

async function moveTo(
  { here, folder }: Stage,
  wishes: Partial<MoveOptions> = {},
  during: { readonly signal?: AbortSignal; readonly on?: (event: MoveEvent) => void } = {},
): Promise<Moved> {
  const host = hostIn(here);
  const facts = host.interfaces().find(({ name }) => name === 'eth0') ?? assert.fail('no eth0');
  const history = openJournal(folder);
  const inside = <T>(body: () => T): T => here.inside(body);
  const run = move(
    {
      host,
      clock: openClock(),
      dice: Math.random,
      system: systemIn(here),
      files: openOwnFiles(folder),
      // Which namespace an entry belongs to is told by the thread that writes it.
      history: {
        ...history,
        begin: (intent) => inside(() => history.begin(intent)),
        entries: () => inside(() => history.entries()),
      },
    },
    {
      command: `move ${SERVICE} -I eth0`,
      facts,
      address: ip(SERVICE),
      prefixLength: 24,
      via: [{ ip: ip(GATEWAY), mac: null }],
      takeover: false,
      wait: 0,
      keep: false,
      count: 1,
      interval: 300,
      rate: 1000,
      patience: 800,
      frames: false,
      ...wishes,
    },
    during.signal,
  );
  const events: MoveEvent[] = [];
  for (;;) {
    const step = await run.next();
    if (step.done) return { events, report: step.value };
    events.push(step.value);
    during.on?.(step.value);
  }
}

function hasIt(place: LabHost): boolean {
  return place.run('ip', '-br', 'addr', 'show', 'eth0').includes(SERVICE);
}

test('moved: added, announced, proven, and the outage told', { skip }, () =>
  withStage(async (stage) => {
    const { old, here, gateway, folder } = stage;
    old.ip(`addr del ${SERVICE}/24 dev eth0`);
    const { report, events } = await moveTo(stage);
    assert.equal(report.ending, 'moved');
    assert.ok(hasIt(here));
    assert.equal(entryIn(gateway, SERVICE).mac, NEW_MAC);
    assert.equal(report.announced?.proofs[0]?.belief, 'believed');
    assert.equal(report.outageFrom, 'first-silence');
    assert.ok((report.outageMs ?? 0) > 0);
    const added = events.findIndex(({ type }) => type === 'added');
    assert.ok(added > events.findIndex(({ type }) => type === 'owner'));
    const journal = readFileSync(join(folder, 'journal'), 'utf8');
    assert.match(journal, /"command":"move 10\.77\.0\.50 -I eth0"/);
    assert.match(journal, /"do":"remove-address"/);
  }),
);

test('somebody still answers: nothing is changed, and it is said who', { skip }, () =>
  withStage(async (stage) => {
    const { report } = await moveTo(stage);
    assert.deepEqual([report.ending, report.owners], ['in-use', [parseMac(OLD_MAC)]]);
    assert.ok(!hasIt(stage.here));
    assert.equal(report.name, null);
    assert.equal(entryIn(stage.gateway, SERVICE).mac, OLD_MAC);
  }),
);

test('the old owner is waited for, and the outage counted from its last answer', { skip }, () =>
  withStage(async (stage) => {
    const on = (event: MoveEvent): void => {
      if (event.type === 'waiting') setTimeout(() => stage.old.ip(`addr del ${SERVICE}/24 dev eth0`), 300);
    };
    const { report, events } = await moveTo(stage, { wait: 5000 }, { on });
    assert.deepEqual([report.ending, report.outageFrom], ['moved', 'last-answer']);
    assert.ok(events.some(({ type }) => type === 'silent'));
    assert.equal(entryIn(stage.gateway, SERVICE).mac, NEW_MAC);
  }),
);

test('taken back when the gateway is shown to send elsewhere', { skip }, () =>
  withStage(async (stage) => {
    const { gateway, old, here } = stage;
    old.ip(`addr del ${SERVICE}/24 dev eth0`);
    gateway.ip(`neigh replace ${SERVICE} lladdr ${OLD_MAC} nud permanent dev eth0`);
    const { report, events } = await moveTo(stage);
    assert.equal(report.ending, 'taken-back');
    assert.ok(!hasIt(here));
    assert.equal(report.announced?.proofs[0]?.belief, 'stale');
    assert.deepEqual(
      events.filter(({ type }) => type === 'taken-back'),
      [{ type: 'taken-back', complete: true, left: [] }],
    );
    const kept = await moveTo(stage, { keep: true });
    assert.equal(kept.report.ending, 'moved');
    assert.ok(hasIt(here));
  }),
);

test('taken back on Ctrl-C, and when nobody reads on', { skip }, () =>
  withStage(async (stage) => {
    const { gateway, old, here } = stage;
    old.ip(`addr del ${SERVICE}/24 dev eth0`);
    gateway.ip(`neigh replace ${SERVICE} lladdr ${OLD_MAC} nud permanent dev eth0`);
    const stop = new AbortController();
    const on = (event: MoveEvent): void => {
      if (event.type === 'added') stop.abort();
    };
    const { report } = await moveTo(stage, { patience: 60_000 }, { signal: stop.signal, on });
    assert.deepEqual([report.ending, report.interrupted], ['taken-back', true]);
    assert.ok(!hasIt(here));
    const failing = moveTo(stage, {}, { on: (event) => assert.notEqual(event.type, 'added') });
    await assert.rejects(failing);
  }),
);

test('a takeover: the old owner goes on, and the gateway sends here', { skip }, () =>
  withStage(async (stage) => {
    const { report } = await moveTo(stage, { takeover: true });
    assert.deepEqual([report.ending, report.outageMs], ['moved', null]);
    assert.equal(entryIn(stage.gateway, SERVICE).mac, NEW_MAC);
  }),
);
