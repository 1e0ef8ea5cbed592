import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonical } from '../../change/canonical.ts';
import type { SystemChange } from '../../change/change.ts';
import { OWN_MARK } from '../../change/own-file.ts';
import { NOTHING_TOUCHED } from '../../change/touched.ts';
import { hostWith } from '../../kernel/build-host.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import { PaperFiles } from '../../sim/paper-files.ts';
import { PaperHistory } from '../../sim/paper-history.ts';
import { PaperSystem } from '../../sim/paper-system.ts';
import { type ApplyReport, apply, type ApplyWishes, type Step } from './apply.ts';
import { awaited, confirm, undoUnlessConfirmed } from './confirm.ts';
import { undo } from './undo.ts';

const HOST = hostWith({ links: { eth0: { addresses: ['10.0.0.1/24'] } } });
const CHANGES: readonly SystemChange[] = [
  { do: 'set-conf', link: 'all', setting: 'arp_ignore', value: 1 },
  { do: 'set-conf', link: 'all', setting: 'arp_announce', value: 2 },
  { do: 'publish', ip: '10.0.0.60', link: 'eth0' },
];

function hands(refuse?: ConstructorParameters<typeof PaperSystem>[1], room?: number) {
  const started: string[] = [];
  const files = new PaperFiles();
  const watchdog = {
    start(name: string) {
      started.push(name);
      return { ended: () => false };
    },
  };
  const system = new PaperSystem(HOST, refuse);
  const confirm = { within: 60, watchdog };
  return { system, history: new PaperHistory(room), files, confirm, written: files.written, started };
}

function wishes(more: Partial<ApplyWishes<Step>> = {}): ApplyWishes<Step> {
  const steps = CHANGES.map((change) => ({ change, undo: [] }));
  return { command: 'apply x.toml', plan: () => steps, hinders: () => null, ...more };
}

async function applied(
  by: ReturnType<typeof hands>,
  wanted = wishes(),
  signal?: AbortSignal,
): Promise<ApplyReport<Step>> {
  const run = apply(by, wanted, signal);
  for (;;) {
    const next = await run.next();
    if (next.done) return next.value;
  }
}

const seen = (host: HostSnapshot): unknown => canonical(host);

test('made step by step, written down before the first, undone once', async () => {
  const by = hands();
  const report = await applied(by);
  assert.deepEqual([report.ending, report.made], ['done', 3]);
  assert.equal(by.system.host.conf.all.arp_ignore, 1);
  assert.equal(undo(by, null).entry?.name, report.name);
  assert.deepEqual(by.system.host, HOST);
  assert.equal(undo(by, null).entry, null);
});

test('nothing to do: nothing is written down', async () => {
  const by = hands(undefined, 0);
  assert.equal((await applied(by, wishes({ plan: () => [] }))).ending, 'nothing');
});

test('a refusal, a hindrance and Ctrl-C take back what was made', async () => {
  const refusing = hands(({ do: kind }) => (kind === 'publish' ? { code: 'EPERM', words: 'no' } : undefined));
  const refused = await applied(refusing);
  assert.deepEqual([refused.ending, refused.made, refused.because?.kind], ['taken-back', 2, 'refused']);
  assert.deepEqual(seen(refusing.system.host), seen(HOST));
  assert.equal(undo(refusing, null).entry, null, 'it is undone already');

  const hindered = hands();
  const foreign = await applied(
    hindered,
    wishes({ hinders: ({ change }) => (change.do === 'publish' ? 'eth0 is gone' : null) }),
  );
  assert.deepEqual([foreign.ending, foreign.made], ['taken-back', 2]);
  assert.deepEqual(foreign.because?.kind === 'hindered' && foreign.because.sentence, 'eth0 is gone');
  assert.deepEqual(hindered.system.host, HOST);

  const stopped = hands();
  const controller = new AbortController();
  const plan = wishes({
    hinders: ({ change }) => {
      if ('setting' in change && change.setting === 'arp_announce') controller.abort();
      return null;
    },
  });
  const report = await applied(stopped, plan, controller.signal);
  assert.deepEqual([report.ending, report.made, report.because?.kind], ['taken-back', 2, 'interrupted']);
  assert.deepEqual(stopped.system.host, HOST);
});

test('whoever stops watching leaves nothing half done, and no lock', async () => {
  const by = hands();
  const run = apply(by, wishes());
  await run.next();
  await run.next();
  assert.notDeepEqual(by.system.host, HOST);
  await run.return(undefined as never);
  assert.deepEqual(by.system.host, HOST);
  assert.equal((await applied(by)).ending, 'done');
});

test('a disk that is full: before the first change, and behind the last', async () => {
  const none = hands(undefined, 0);
  await assert.rejects(applied(none), /ENOSPC/);
  assert.deepEqual(none.system.asked, []);
  const one = hands(undefined, 1);
  await assert.rejects(applied(one), /ENOSPC/);
  assert.deepEqual(one.system.host, HOST);
});

test('two at once, one that waits, and one that was cut short stand in the way', async () => {
  const by = hands();
  const lock = by.history.lock();
  await assert.rejects(applied(by), /Another arpist/);
  lock.release();
  await applied(by, wishes({ confirm: by.confirm }));
  await assert.rejects(applied(by), /waits for its confirmation/);
  assert.ok(confirm(by));
  assert.equal((await applied(by)).ending, 'done');
  const cut = hands();
  cut.history.begin({
    by: 'state',
    command: 'apply y.toml',
    changes: CHANGES,
    undo: [],
    before: cut.system.keep(NOTHING_TOUCHED),
    touched: NOTHING_TOUCHED,
  });
  await assert.rejects(applied(cut), /'arpist apply y.toml' was cut short/);
});

test('confirmed it stays and lasts, not confirmed it goes', async () => {
  const files = [{ path: '/ours', text: `# ${OWN_MARK}\n`, executable: false }];
  const kept = hands();
  const { name } = await applied(kept, wishes({ confirm: kept.confirm, files }));
  assert.deepEqual([kept.started, [...kept.written]], [[name], []]);
  assert.deepEqual(awaited(kept, name!), { seconds: 60 });
  assert.equal(confirm(kept)?.entry.name, name);
  assert.deepEqual([...kept.written.keys()], ['/ours']);
  assert.equal(confirm(kept), null);
  assert.equal(undoUnlessConfirmed(kept, name!), null);
  assert.equal(kept.system.host.conf.all.arp_ignore, 1);
  undo(kept, null);
  assert.deepEqual([kept.system.host, kept.written.size], [HOST, 0]);

  const lost = hands();
  const entry = await applied(lost, wishes({ confirm: lost.confirm, files }));
  assert.equal(undoUnlessConfirmed(lost, entry.name!)?.complete, true);
  assert.deepEqual([lost.system.host, lost.written.size], [HOST, 0]);
  assert.equal(awaited(lost, entry.name!), null);
});

test('a file of somebody else: nothing is changed', async () => {
  const by = hands();
  by.files.written.set('/theirs', 'theirs\n');
  const files = [{ path: '/theirs', text: 'x', executable: false }];
  await assert.rejects(applied(by, wishes({ files })), /\/theirs is there already.*: nothing was changed/);
  assert.deepEqual(by.system.asked, []);
});

test('an older one is undone only when nothing later touches the same', async () => {
  const by = hands();
  const first = await applied(by);
  const same = await applied(by);
  assert.throws(() => undo(by, first.name), /came after it and touches the same/);
  assert.throws(() => undo(by, 'nothing'), /no change is called 'nothing'/);
  undo(by, same.name);
  assert.throws(() => undo(by, same.name), /does not stand any more/);
  assert.equal(undo(by, first.name).complete, true);
});

test('what somebody else changed since stays with the undo, and is told', async () => {
  const by = hands();
  await applied(by);
  by.system.make([
    { do: 'set-conf', link: 'all', setting: 'arp_announce', value: 1 },
    { do: 'publish', ip: '10.0.0.61', link: 'eth0' },
  ]);
  const { complete, left } = undo(by, null);
  const { conf, published } = by.system.host;
  assert.deepEqual([conf.all.arp_ignore, conf.all.arp_announce], [0, 1]);
  assert.deepEqual(
    published.map(({ ip }) => ip),
    ['10.0.0.61'],
  );
  assert.deepEqual(
    [complete, left],
    [true, ['all arp_announce is 1, and was 0', '1 published address came since']],
  );
});

test('what somebody else changes between two steps stays when all is taken back', async () => {
  const by = hands();
  const theirs = { do: 'set-neighbour', link: 'eth0', ip: '10.0.0.9', mac: '02:00:00:00:00:09' } as const;
  const report = await applied(
    by,
    wishes({
      hinders({ change }) {
        if (change.do !== 'publish') return null;
        by.system.make([theirs, { do: 'set-conf', link: 'all', setting: 'arp_ignore', value: 2 }]);
        return 'it is enough';
      },
    }),
  );
  assert.deepEqual([report.ending, report.left], ['taken-back', []]);
  const { conf, neighbours } = by.system.host;
  assert.deepEqual([conf.all.arp_ignore, conf.all.arp_announce], [2, 0]);
  assert.deepEqual(
    neighbours.map(({ ip }) => ip),
    ['10.0.0.9'],
  );
});

test('1.1g: the compiler refuses a confirmation that nobody watches over, and hands without files', () => {
  // @ts-expect-error nobody would take it back
  void wishes({ confirm: { within: 60 } });
  const { system, history } = hands();
  // @ts-expect-error what lasts could not be written
  void apply({ system, history }, wishes());
});

test('what somebody else changes while a step is refused stays, too', async () => {
  const theirs = { do: 'set-neighbour', link: 'eth0', ip: '10.0.0.9', mac: '02:00:00:00:00:09' } as const;
  const by = hands(({ do: kind }) => {
    if (kind !== 'publish') return undefined;
    by.system.make([theirs]);
    return { code: 'EPERM', words: null };
  });
  assert.equal((await applied(by)).ending, 'taken-back');
  assert.deepEqual(
    by.system.host.neighbours.map(({ ip }) => ip),
    ['10.0.0.9'],
  );
});

test('a MAC that is refused may have been made in part: all of it is put back', async () => {
  const by = hands(({ do: kind }) => {
    if (kind !== 'set-mac') return undefined;
    by.system.make([{ do: 'set-up', link: 'eth0', up: false }]);
    return { code: 'EBUSY', words: null };
  });
  const change = { do: 'set-mac', link: 'eth0', mac: '02:00:00:00:00:77' } as const;
  assert.equal((await applied(by, wishes({ plan: () => [{ change, undo: [] }] }))).ending, 'taken-back');
  assert.deepEqual(seen(by.system.host), seen(HOST));
});

test('of a part of many that is refused in its middle all is put back', async () => {
  const by = hands((change) =>
    'ip' in change && change.ip === '10.0.0.150' ? { code: 'EPERM', words: null } : undefined,
  );
  const steps = Array.from({ length: 70 }, (_, at): Step => {
    const change = { do: 'publish', ip: `10.0.0.${100 + at}`, link: 'eth0' } as const;
    return { change, undo: [{ ...change, do: 'unpublish' }] };
  });
  const report = await applied(by, wishes({ plan: () => steps }));
  assert.deepEqual([report.ending, report.made], ['taken-back', 50]);
  assert.deepEqual(seen(by.system.host), seen(HOST));
});

test('files alone are a change', async () => {
  const by = hands();
  const file = { path: '/etc/arpist/x.sh', text: `# ${OWN_MARK}`, executable: true };
  const report = await applied(by, wishes({ plan: () => [], files: [file] }));
  assert.deepEqual([report.ending, report.files.written], ['done', ['/etc/arpist/x.sh']]);
});

test('what could not be taken back in full still stands, for undo to try again', async () => {
  const by = hands(({ do: kind }) => (kind === 'publish' ? { code: 'EPERM', words: null } : undefined));
  const restore = by.system.restore.bind(by.system);
  by.system.restore = () => ({ made: 1, complete: false, left: ['something is in the way'] });
  const report = await applied(by);
  assert.deepEqual([report.ending, report.left], ['stuck', ['something is in the way']]);
  by.system.restore = restore;
  assert.equal(undo(by, null).entry?.name, report.name);
  assert.deepEqual(seen(by.system.host), seen(HOST));
});

test('up to 64 steps each is checked by itself, more go in parts', async () => {
  for (const [many, checks] of [
    [64, 64],
    [65, 1],
  ] as const) {
    let checked = 0;
    const steps = Array.from({ length: many }, (_, at): Step => {
      const change = { do: 'publish', ip: `10.0.0.${100 + at}`, link: 'eth0' } as const;
      return { change, undo: [{ ...change, do: 'unpublish' }] };
    });
    const hinders = (): null => {
      checked++;
      return null;
    };
    assert.equal((await applied(hands(), wishes({ plan: () => steps, hinders }))).ending, 'done');
    assert.equal(checked, checks);
  }
});

test('the journal says what undoes each step, and null where nothing has to', async () => {
  const by = hands();
  const steps = CHANGES.map((change, at) => ({ change, undo: at === 1 ? CHANGES.slice(0, 2) : [] }));
  await applied(by, wishes({ plan: () => steps }));
  const [entry] = by.history.entries();
  assert.deepEqual(entry?.by === 'state' && entry.undo, [null, CHANGES.slice(0, 2), null]);
});

test('of a part made at once every step but the last says that more was made with it', async () => {
  for (const [many, more] of [
    [2, [false, false]],
    [257, [...Array.from({ length: 255 }, () => true), false, false]],
  ] as const) {
    const steps = Array.from({ length: many }, (_, at): Step => {
      const change = { do: 'publish', ip: `10.0.${at >> 8}.${at & 255}`, link: 'eth0' } as const;
      return { change, undo: [] };
    });
    // Of few steps each is a part of its own.
    const events: (readonly [number, boolean])[] = [];
    for await (const event of apply(hands(), wishes({ plan: () => steps })))
      if (event.type === 'made') events.push([event.at, event.more]);
    assert.deepEqual(
      events,
      more.map((one, at) => [at, one]),
      `${many}`,
    );
  }
});

test('what could not be taken back is not tried again behind the report', async () => {
  const by = hands(({ do: kind }) => (kind === 'publish' ? { code: 'EPERM', words: 'no' } : undefined));
  let restored = 0;
  by.system.restore = () => {
    restored++;
    return { made: 0, complete: false, left: ['x'] };
  };
  assert.equal((await applied(by)).ending, 'stuck');
  assert.equal(restored, 1);
});

test('what somebody else changes behind the last step stays with the undo', async () => {
  const by = hands();
  for await (const event of apply(by, wishes()))
    if (event.type === 'made' && event.at === 2)
      by.system.make([{ do: 'set-conf', link: 'all', setting: 'arp_announce', value: 1 }]);
  const { complete, left } = undo(by, null);
  assert.deepEqual([complete, left], [true, []], 'it is what was there before, as far as we are concerned');
  assert.equal(by.system.host.conf.all.arp_announce, 1);
});
