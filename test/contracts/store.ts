import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseIpv4 } from '../../src/base/ipv4.ts';
import { UsageFault } from '../../src/base/fault.ts';
import { formatMac, parseMac } from '../../src/base/mac.ts';
import type { Touch } from '../../src/inventory/touches.ts';
import type { Blind, Network, WatchEvent } from '../../src/inventory/watch-event.ts';
import type { MemoryOrder, Mute, Whom } from '../../src/ports/orders.ts';
import type { EvidenceFrame, Keep, Pruned, Store, StoreBatch, StoredStation } from '../../src/ports/store.ts';

export interface StoreBody {
  readonly name: string;
  /** A reason why it cannot be tried here. */
  readonly skip: string | false;
  readonly open: () => Promise<{
    readonly store: Store;
    /** As whoever comes later finds it; the same where nothing outlives the process. */
    readonly again: () => Promise<Store>;
    readonly close: () => Promise<void>;
  }>;
}

export const OFFICE: Network = { interface: 'eth0', vlan: null, innerVlan: null };
export const GUESTS: Network = { interface: 'eth0', vlan: 20, innerVlan: null };
export const IP = parseIpv4('10.20.0.50')!;
export const A = parseMac('00:1b:21:00:00:50')!;
export const B = parseMac('3c:5a:b4:00:00:50')!;
export const T = Date.UTC(2026, 10, 24, 14);
export const MINUTE = 60_000;

export function touch(minute: number, mac: number, more: Partial<Touch> = {}): Touch {
  const from = T + minute * MINUTE;
  return { network: OFFICE, ip: IP, mac, from, last: from, frames: 1, strength: 'answered', ...more };
}

export function batch(minute: number, more: Partial<StoreBatch>): StoreBatch {
  return { at: T + minute * MINUTE, touches: [], events: [], blinds: [], ...more };
}

export function told(id: string, more: Partial<WatchEvent> = {}): WatchEvent {
  return {
    kind: 'conflict',
    state: 'open',
    id,
    at: T,
    since: T,
    lasted: 0,
    ip: IP,
    ips: [],
    mac: B,
    macs: [A, B],
    network: OFFICE,
    severity: 'critical',
    sure: 'proven',
    why: [{ code: 'both-answer', text: 'Both answer.' }],
    decides: null,
    gateway: false,
    frames: 2,
    became: null,
    ...more,
  };
}

const BLIND: Blind = { code: 'dropped', text: '', from: T, until: null, interface: 'eth0', frames: 9 };
const ALL = 1_000_000;
/** Everything, for ever. */
export const KEPT: Keep = {
  events: Number.MAX_SAFE_INTEGER,
  tenures: Number.MAX_SAFE_INTEGER,
  evidence: { time: Number.MAX_SAFE_INTEGER, bytes: Number.MAX_SAFE_INTEGER },
  anonymiseAfter: null,
};
const NONE: Pruned = { events: 0, episodes: 0, tenures: 0, stations: 0, frames: 0 };
export const MUTE: Mute = {
  kind: null,
  ip: null,
  mac: null,
  interface: null,
  episode: null,
  gateways: false,
  until: null,
};

export function evidence(id: string, slot: number, more: Partial<EvidenceFrame> = {}): EvidenceFrame {
  const bytes = Uint8Array.from({ length: 42 }, (_, at) => (at + slot) % 256);
  return { id, slot, at: T + slot, interface: 'eth0', outgoing: false, wireLength: 60, bytes, ...more };
}

/** The suite. Every body of Store runs it. */
export function storeContract({ name, skip, open }: StoreBody): void {
  const on = (what: string, body: (stage: Awaited<ReturnType<StoreBody['open']>>) => Promise<void>): void => {
    test(`${name}: ${what}`, { skip }, async () => {
      const stage = await open();
      try {
        await stage.store.begin(T);
        await body(stage);
      } finally {
        await stage.close();
      }
    });
  };
  const spans = async (store: Store): Promise<readonly (readonly number[])[]> =>
    (await store.tenures({ ip: IP }, ALL)).map(({ mac, from, last }) => [
      mac,
      (from - T) / MINUTE,
      (last - T) / MINUTE,
    ]);

  on(
    'claims without a pause are one tenure, and a pause of more than a quarter of an hour makes two',
    async ({ store }) => {
      for (const minute of [0, 15, 30, 45.01])
        await store.commit(batch(minute, { touches: [touch(minute, A)] }));
      assert.deepEqual(await spans(store), [
        [A, 0, 30],
        [A, 45.01, 45.01],
      ]);
    },
  );

  on(
    'whoever comes back after another had it has it anew; one that spoke within a minute was there all the while',
    async ({ store }) => {
      for (const [minute, mac] of [
        [0, A],
        [5, B],
        [6, A],
        [6.9, B],
        [20, A],
        [30, B],
      ] as const)
        await store.commit(batch(minute, { touches: [touch(minute, mac)] }));
      assert.deepEqual(await spans(store), [
        [A, 0, 0],
        [B, 5, 5],
        [A, 6, 6],
        [B, 6.9, 6.9],
        [A, 20, 20],
        [B, 30, 30],
      ]);
      await store.commit(batch(30.5, { touches: [touch(30.5, A)] }));
      await store.commit(batch(31, { touches: [touch(31, B)] }));
      await store.commit(batch(31.5, { touches: [touch(31.5, A)] }));
      assert.deepEqual((await spans(store)).slice(-2), [
        [B, 30, 31],
        [A, 30.5, 31.5],
      ]);
    },
  );

  on('counts add up, and the strongest claim stays', async ({ store }) => {
    await store.commit(batch(0, { touches: [touch(0, A, { frames: 3, strength: 'asked-as' })] }));
    await store.commit(batch(1, { touches: [touch(1, A, { frames: 4, strength: 'answered' })] }));
    await store.commit(batch(2, { touches: [touch(2, A, { frames: 5, strength: 'announced' })] }));
    const [tenure] = await store.tenures({ ip: IP }, ALL);
    assert.deepEqual(tenure, {
      network: OFFICE,
      ip: IP,
      mac: A,
      from: T,
      last: T + 2 * MINUTE,
      frames: 12,
      strength: 'answered',
    });
  });

  on('the same address on two networks is two', async ({ store }) => {
    await store.commit(batch(0, { touches: [touch(0, A), touch(0, B, { network: GUESTS })] }));
    const stations = await store.stations(null, ALL);
    assert.deepEqual(
      stations.map(({ mac, network, holds }) => [mac, network, holds]),
      [
        [A, OFFICE, true],
        [B, GUESTS, true],
      ],
    );
  });

  on(
    'tenures are found by address, by MAC and by time; of too many the latest are told',
    async ({ store }) => {
      for (let minute = 0; minute < 10; minute++)
        await store.commit(batch(minute * 20, { touches: [touch(minute * 20, A, { ip: IP + minute })] }));
      const ips = async (query: Parameters<Store['tenures']>[0], most = ALL) =>
        (await store.tenures(query, most)).map(({ ip }) => ip - IP);
      assert.deepEqual(await ips({ ip: IP + 3 }), [3]);
      assert.deepEqual(await ips({ mac: A }, 2), [8, 9]);
      assert.deepEqual(await ips({ mac: B }), []);
      assert.deepEqual(await ips({ from: T + 40 * MINUTE, until: T + 80 * MINUTE }), [2, 3, 4]);
      assert.deepEqual(await ips({ mac: A, from: T + 180 * MINUTE }), [9]);
    },
  );

  on('stations come in pages, each once', async ({ store }) => {
    const touches = Array.from({ length: 25 }, (_, at) =>
      touch(0, at % 3 === 0 ? A : B, { ip: IP + (at >> 1), network: at % 2 === 0 ? OFFICE : GUESTS }),
    );
    await store.commit(batch(0, { touches }));
    const seen: StoredStation[] = [];
    for (
      let page = await store.stations(null, 7);
      page.length > 0;
      page = await store.stations(page.at(-1)!, 7)
    )
      seen.push(...page);
    assert.deepEqual(seen, await store.stations(null, ALL));
    assert.equal(seen.length, 25);
  });

  on('who had the address before holds it no longer', async ({ store }) => {
    await store.commit(batch(0, { touches: [touch(0, A), touch(1, B)] }));
    assert.deepEqual(
      (await store.stations(null, ALL)).map(({ mac, holds }) => [mac, holds]),
      [
        [A, false],
        [B, true],
      ],
    );
  });

  on(
    'an episode is told as it was told last, and all its events are kept in their order',
    async ({ store }) => {
      const [opened, update] = [told('conflict-1'), told('conflict-1', { state: 'update', frames: 9 })];
      await store.commit(batch(0, { events: [opened, told('scan-1', { kind: 'scan', severity: 'info' })] }));
      await store.commit(batch(1, { events: [update] }));
      const [scan, conflict] = await store.episodes({}, ALL);
      assert.equal(scan!.event.id, 'scan-1');
      assert.deepEqual(conflict, { episode: conflict!.episode, first: T, open: true, event: update });
      const events = await store.eventsOf(conflict!.episode);
      assert.deepEqual(
        events.map(({ event }) => event),
        [opened, update],
      );
      const all = await store.eventsAfter(0, ALL);
      assert.deepEqual(
        all.map(({ event }) => event.id),
        ['conflict-1', 'scan-1', 'conflict-1'],
      );
      assert.deepEqual(await store.eventsAfter(all[0]!.seq, 1), [all[1]]);
    },
  );

  on('episodes are found by what is asked for, page by page', async ({ store }) => {
    const events = Array.from({ length: 9 }, (_, at) =>
      told(`x-${at}`, {
        kind: at % 2 === 0 ? 'scan' : 'conflict',
        state: at < 3 ? 'close' : 'open',
        ip: IP + (at % 3),
        mac: at % 2 === 0 ? A : B,
        severity: at === 4 ? 'warning' : 'info',
      }),
    );
    await store.commit(batch(0, { events }));
    const ids = async (query: Parameters<Store['episodes']>[0], most = ALL) =>
      (await store.episodes(query, most)).map(({ event }) => Number(event.id.slice(2)));
    assert.deepEqual(await ids({}, 2), [8, 7]);
    const [last] = (await store.episodes({}, 2)).slice(-1);
    assert.deepEqual(await ids({ before: last!.episode }, 2), [6, 5]);
    assert.deepEqual(await ids({ open: false }), [2, 1, 0]);
    assert.deepEqual(await ids({ open: true, kind: 'scan' }), [8, 6, 4]);
    assert.deepEqual(await ids({ ip: IP + 1 }), [7, 4, 1]);
    assert.deepEqual(await ids({ mac: B, ip: IP }), [3]);
    assert.deepEqual(await ids({ severity: 'warning' }), [4]);
  });

  on(
    'a new run has new episodes, and those left open are closed with the reason',
    async ({ store, again }) => {
      await store.commit(batch(0, { events: [told('conflict-1')], blinds: [BLIND] }));
      const next = await again();
      await next.begin(T + MINUTE);
      await next.commit(batch(2, { events: [told('conflict-1', { mac: A })] }));
      const [second, first] = await next.episodes({}, ALL);
      assert.notEqual(second!.episode, first!.episode);
      assert.deepEqual([first!.open, first!.event.state, second!.open], [false, 'close', true]);
      assert.equal(first!.event.why.at(-1)!.code, 'watch-ended');
      assert.equal((await next.blinds(T, T))[0]!.until, T + MINUTE);
    },
  );

  on('a blind time begins once and ends', async ({ store }) => {
    await store.commit(batch(0, { blinds: [BLIND] }));
    assert.deepEqual(await store.blinds(T + MINUTE, T + 2 * MINUTE), [BLIND]);
    const ended = { ...BLIND, from: T + 1, until: T + MINUTE, frames: 12 };
    await store.commit(batch(1, { blinds: [ended] }));
    assert.deepEqual(await store.blinds(T, T + 2 * MINUTE), [{ ...ended, from: T }]);
    assert.deepEqual(await store.blinds(T + MINUTE + 1, T + 2 * MINUTE), []);
    assert.deepEqual(await store.blinds(T - MINUTE, T - 1), []);
  });

  on('what is too old goes, what is open stays', async ({ store }) => {
    await store.commit(
      batch(0, { touches: [touch(0, A)], events: [told('a-1'), told('b-1', { state: 'close' })] }),
    );
    await store.commit(
      batch(90, {
        touches: [touch(90, B)],
        events: [told('c-1', { state: 'close', at: T + 90 * MINUTE })],
      }),
    );
    const gone = await store.prune({ ...KEPT, events: 60 * MINUTE, tenures: 60 * MINUTE }, T + 100 * MINUTE);
    assert.deepEqual(gone, { events: 1, episodes: 1, tenures: 1, stations: 1, frames: 0 });
    assert.deepEqual(
      (await store.episodes({}, ALL)).map(({ event }) => event.id),
      ['c-1', 'a-1'],
    );
    assert.deepEqual(await spans(store), [[B, 90, 90]]);
    assert.equal((await store.stations(null, ALL)).length, 1);
  });

  const by = (store: Store, order: MemoryOrder, minute = 0): ReturnType<Store['order']> =>
    store.order(order, 'vera', T + minute * MINUTE);
  const forget = (store: Store, whom: Whom) => by(store, { order: 'forget', whom });

  on('everything of a MAC is forgotten, and of an address', async ({ store }) => {
    await store.commit(
      batch(0, {
        touches: [touch(0, A), touch(0, B, { ip: IP + 1 })],
        events: [told('a-1')],
        frames: [evidence('a-1', 0)],
      }),
    );
    const theirs = { events: 1, episodes: 1, tenures: 1, stations: 1, frames: 1 };
    assert.deepEqual(await store.holdings({ mac: B }), theirs);
    const done = await forget(store, { mac: B });
    assert.deepEqual([done.id, done.undo], [null, null]);
    assert.match(done.text, /^1 station, 1 tenure, 1 episode with 1 event and 1 frame are gone for good/);
    assert.deepEqual(await store.holdings({ mac: B }), NONE);
    assert.deepEqual(await store.eventsAfter(0, ALL), []);
    assert.deepEqual(await spans(store), [[A, 0, 0]]);
    assert.deepEqual(await store.holdings({ ip: IP }), { ...NONE, tenures: 1, stations: 1 });
    await forget(store, { ip: IP });
    assert.deepEqual(await store.stations(null, ALL), []);
  });

  on(
    'who is forgotten is named nowhere: not by others, not in what stands, not in the audit',
    async ({ store }) => {
      const name = formatMac(A);
      const why = [{ code: 'both-answer', text: `${name} and another answer for 10.20.0.50 and 10.20.0.5.` }];
      await store.commit(batch(0, { events: [told('a-1', { why, ips: [IP - 45, IP + 1] })] }));
      await by(store, { order: 'approve', approval: { ip: IP, mac: A, note: '', expires: null } });
      await by(store, { order: 'note', note: { whom: { mac: A }, text: 'the telephone of Vera' } });
      await by(store, { order: 'mute', mute: { ...MUTE, mac: A } });
      await by(store, { order: 'note', note: { whom: { ip: IP + 9 }, text: 'printer' } });
      await forget(store, { mac: A });
      const all = JSON.stringify([
        await store.episodes({}, ALL),
        await store.eventsAfter(0, ALL),
        await store.approvals(),
        await store.mutes(),
        await store.notes(),
        await store.audit(0, ALL),
      ]);
      assert.ok(!all.includes(name) && !all.includes(String(A)), all);
      assert.equal((await store.audit(0, ALL)).length, 5);
      assert.equal((await store.notes()).length, 1);
      const [left] = await store.episodes({}, ALL);
      assert.deepEqual(left!.event.macs, [B]);
      await forget(store, { ip: IP - 45 });
      const [other] = await store.episodes({}, ALL);
      assert.deepEqual(other!.event.ips, [IP + 1]);
      assert.match(other!.event.why[0]!.text, /answer for 10\.20\.0\.50 and \(forgotten\)\.$/);
    },
  );

  on('what is approved stands until it is taken back, once for a pair', async ({ store, again }) => {
    const approval = { ip: IP, mac: A, note: 'the new server', expires: T + MINUTE };
    const first = await by(store, { order: 'approve', approval });
    const second = await by(store, { order: 'approve', approval: { ...approval, expires: null } }, 1);
    assert.notEqual(first.id, second.id);
    const next = await again();
    assert.deepEqual(await next.approvals(), [
      { id: second.id, at: T + MINUTE, by: 'vera', value: { ...approval, expires: null } },
    ]);
    assert.equal(second.undo, `arpist revoke ${second.id}`);
    const back = await by(next, { order: 'revoke', id: second.id! });
    assert.equal(back.undo, "arpist approve 10.20.0.50 00:1b:21:00:00:50 --note 'the new server'");
    assert.deepEqual(await next.approvals(), []);
    await assert.rejects(by(next, { order: 'revoke', id: second.id! }), UsageFault);
    assert.deepEqual(
      (await next.audit(0, ALL)).map(({ line, by: who }) => [line, who]),
      [
        [
          "arpist approve 10.20.0.50 00:1b:21:00:00:50 --note 'the new server' --expires 2026-11-24T14:01:00Z",
          'vera',
        ],
        ["arpist approve 10.20.0.50 00:1b:21:00:00:50 --note 'the new server'", 'vera'],
        [`arpist revoke ${second.id}`, 'vera'],
      ],
    );
  });

  on('a mute says what it covers, and one of everything is refused', async ({ store }) => {
    await assert.rejects(by(store, { order: 'mute', mute: MUTE }), UsageFault);
    assert.deepEqual(await store.audit(0, ALL), []);
    const mute = { ...MUTE, kind: 'scan' as const, mac: A, interface: 'eth0', until: T + MINUTE };
    const done = await by(store, { order: 'mute', mute });
    assert.match(done.text, /^scan by 00:1b:21:00:00:50 on eth0 is told no more until .*, but of gateways/);
    assert.deepEqual(
      (await store.mutes()).map(({ value }) => value),
      [mute],
    );
    const back = await by(store, { order: 'revoke', id: done.id! });
    assert.equal(back.undo, 'arpist mute scan 00:1b:21:00:00:50 --on eth0 --until 2026-11-24T14:01:00Z');
  });

  on('a note takes the place of the one before, and is taken away by an empty one', async ({ store }) => {
    const whom = { mac: A };
    const note = (text: string) => by(store, { order: 'note', note: { whom, text } });
    assert.equal((await note('printer')).undo, "arpist note 00:1b:21:00:00:50 ''");
    assert.equal((await note("Vera's")).undo, 'arpist note 00:1b:21:00:00:50 printer');
    const [one, ...others] = await store.notes();
    assert.deepEqual([one!.value, others], [{ whom, text: "Vera's" }, []]);
    await assert.rejects(by(store, { order: 'revoke', id: one!.id }), UsageFault);
    assert.match((await note('')).text, /is gone/);
    assert.deepEqual(await store.notes(), []);
    assert.deepEqual(await store.audit(2, 1), (await store.audit(0, ALL)).slice(2, 3));
  });

  on('frames of an episode are kept by their places, and go with it', async ({ store }) => {
    await store.commit(
      batch(0, { events: [told('a-1'), told('b-1')], frames: [evidence('a-1', 1), evidence('a-1', 0)] }),
    );
    const later = evidence('a-1', 1, { at: T + MINUTE, bytes: Uint8Array.of(7), outgoing: true });
    await store.commit(batch(1, { frames: [later, evidence('nobody-9', 0)] }));
    const [b, a] = await store.episodes({}, ALL);
    const kept = await store.evidenceOf(a!.episode);
    assert.deepEqual(
      kept.map(({ bytes, ...more }) => ({ ...more, bytes: [...bytes] })),
      [evidence('a-1', 0), later].map(({ bytes, ...more }) => ({ ...more, bytes: [...bytes] })),
    );
    assert.deepEqual(await store.evidenceOf(b!.episode), []);
    await store.commit(batch(2, { events: [told('a-1', { state: 'close' })] }));
    const gone = await store.prune({ ...KEPT, evidence: { time: MINUTE, bytes: ALL } }, T + 9 * MINUTE);
    assert.deepEqual(gone, { ...NONE, frames: 2 });
    assert.equal((await store.episodes({}, ALL)).length, 2);
  });

  on('of too many bytes of frames those of the oldest episode go', async ({ store }) => {
    const ids = ['a-1', 'b-1', 'c-1'];
    await store.commit(
      batch(0, { events: ids.map((id) => told(id)), frames: ids.map((id) => evidence(id, 0)) }),
    );
    await store.prune({ ...KEPT, evidence: { time: Number.MAX_SAFE_INTEGER, bytes: 100 } }, T);
    const left = [];
    for (const { episode, event } of await store.episodes({}, ALL))
      if ((await store.evidenceOf(episode)).length > 0) left.push(event.id);
    assert.deepEqual(left, ['c-1', 'b-1']);
  });

  on('what is too old goes a few rows at a time, until nothing goes', async ({ store }) => {
    const touches = Array.from({ length: 9 }, (_, at) => touch(0, A, { ip: IP + at }));
    const events = Array.from({ length: 9 }, (_, at) => told(`a-${at}`, { state: 'close' }));
    await store.commit(batch(0, { touches, events }));
    const keep = { ...KEPT, events: MINUTE, tenures: MINUTE };
    const first = await store.prune(keep, T + 9 * MINUTE, 4);
    assert.deepEqual(first, { events: 4, episodes: 4, tenures: 4, stations: 4, frames: 0 });
    await store.prune(keep, T + 9 * MINUTE, 4);
    assert.equal((await store.prune(keep, T + 9 * MINUTE, 4)).tenures, 1);
    assert.deepEqual(await store.prune(keep, T + 9 * MINUTE, 4), NONE);
    assert.deepEqual(await store.stations(null, ALL), []);
  });

  on(
    'what is old has no MAC any more, but what tells it apart; what is heard still has its own',
    async ({ store }) => {
      const LOCAL = parseMac('da:a1:19:00:00:07')!;
      const why = [{ code: 'both-answer', text: `${formatMac(LOCAL)} lies.` }];
      await store.commit(
        batch(0, {
          touches: [touch(0, A), touch(0, LOCAL, { ip: IP + 1 }), touch(0, LOCAL, { ip: IP + 2 })],
          events: [told('a-1', { state: 'close', mac: LOCAL, macs: [LOCAL, A], why })],
          frames: [evidence('a-1', 0)],
        }),
      );
      await by(store, { order: 'note', note: { whom: { mac: LOCAL }, text: 'the telephone of Vera' } });
      await by(store, { order: 'note', note: { whom: { mac: A }, text: 'printer' } });
      await store.commit(batch(90, { touches: [touch(90, A), touch(90, B, { ip: IP + 3 })] }));
      const keep = { ...KEPT, anonymiseAfter: 60 * MINUTE };
      assert.deepEqual(await store.prune(keep, T + 100 * MINUTE), NONE);
      const stations = await store.stations(null, ALL);
      const [a, one, other, b] = stations.map(({ mac }) => mac);
      assert.deepEqual([a, b], [A, B]);
      assert.equal(one, other);
      assert.match(formatMac(one!), /^02:/);
      assert.deepEqual(
        stations.map(({ holds }) => holds),
        [true, true, true, true],
      );
      const [old, now] = await store.tenures({ ip: IP }, ALL);
      assert.equal(now!.mac, A);
      assert.match(formatMac(old!.mac), /^00:1b:21:/);
      assert.notEqual(old!.mac, A);
      const [episode] = await store.episodes({}, ALL);
      assert.deepEqual(episode!.event.macs, [one, old!.mac]);
      assert.equal(episode!.event.why[0]!.text, `${formatMac(one!)} lies.`);
      assert.deepEqual(await store.evidenceOf(episode!.episode), []);
      assert.deepEqual(
        (await store.notes()).map(({ value }) => value.text),
        ['printer'],
      );
      await store.prune(keep, T + 101 * MINUTE);
      assert.deepEqual(await store.stations(null, ALL), stations);
      assert.deepEqual((await store.episodes({}, ALL))[0], episode);
    },
  );

  on('it says what it holds, and that it is whole', async ({ store }) => {
    await store.commit(batch(3, { touches: [touch(0, A)], events: [told('a-1'), told('a-1')] }));
    const { events, stations, lastCommit } = await store.facts();
    assert.deepEqual(
      { events, stations, lastCommit },
      { events: 2, stations: 1, lastCommit: T + 3 * MINUTE },
    );
    assert.deepEqual(await store.check(), []);
  });
}
