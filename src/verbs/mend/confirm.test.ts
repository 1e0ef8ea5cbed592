import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SystemChange } from '../../change/change.ts';
import { OWN_MARK } from '../../change/own-file.ts';
import { touchedBy } from '../../change/touched.ts';
import { hostWith } from '../../kernel/build-host.ts';
import { PaperFiles } from '../../sim/paper-files.ts';
import { PaperHistory } from '../../sim/paper-history.ts';
import { PaperSystem } from '../../sim/paper-system.ts';
import { awaited, confirm, isAwaited, undoUnlessConfirmed } from './confirm.ts';

const IGNORE: SystemChange = { do: 'set-conf', link: 'all', setting: 'arp_ignore', value: 1 };
const FILE = { path: '/ours', text: `# ${OWN_MARK}\n`, executable: false };

/** A machine with changes that wait so long; null: that wait for nobody. */
function scene(...waits: readonly (number | null)[]) {
  const system = new PaperSystem(hostWith({ links: { eth0: {} } }));
  const history = new PaperHistory();
  const patience: (boolean | undefined)[] = [];
  const take = history.lock.bind(history);
  history.lock = (patient?: boolean) => {
    patience.push(patient);
    return take();
  };
  const touched = touchedBy([IGNORE], system.host);
  const names = waits.map((wait) => {
    const before = system.keep(touched);
    const intent = { by: 'state', command: 'x', changes: [IGNORE], undo: [null], before, touched } as const;
    const name = history.begin(wait === null ? intent : { ...intent, files: [FILE], confirm: wait });
    system.make([IGNORE]);
    return name;
  });
  const end = (name: string): void => {
    const entry = history.entries().find((one) => one.name === name);
    assert.ok(entry?.by === 'state');
    history.end(name, [], { before: entry.before, after: system.keep(touched) });
  };
  return { system, history, files: new PaperFiles(), names, end, patience };
}

test('confirmed is the last that waits, and its files are written then', () => {
  const at = scene(60, 90, null);
  for (const name of at.names) at.end(name);
  const [first, second] = at.names;
  assert.equal(confirm(at)?.entry.name, second);
  assert.deepEqual([...at.files.written.keys()], ['/ours']);
  assert.equal(confirm(at)?.entry.name, first);
  assert.equal(confirm(at), null);
  assert.deepEqual(
    at.patience,
    [undefined, undefined, undefined],
    'a person does not wait for somebody else',
  );
});

test('what waits elsewhere is not confirmed from here', () => {
  const at = scene(60);
  at.end(at.names[0]!);
  const entries = at.history.entries.bind(at.history);
  at.history.entries = () => entries().map((entry) => ({ ...entry, here: false }));
  assert.equal(confirm(at), null);
});

test('the watchdog waits for the lock, then as long as was said; nothing for what nobody waits for', () => {
  const at = scene(60, null);
  const [waits, done] = at.names as [string, string];
  for (const name of at.names) at.end(name);
  assert.deepEqual(awaited(at, waits), { seconds: 60 });
  assert.equal(awaited(at, done), null);
  assert.equal(awaited(at, 'another'), null);
  assert.deepEqual([isAwaited(at.history, waits), isAwaited(at.history, done)], [true, false]);
  assert.equal(isAwaited(at.history, 'another'), false);
  assert.equal(undoUnlessConfirmed(at, 'another'), null);
  assert.equal(undoUnlessConfirmed(at, done), null);
  assert.deepEqual(at.patience, [true, true, true, true, true]);
  confirm(at);
  assert.deepEqual([isAwaited(at.history, waits), awaited(at, waits)], [false, null]);
  assert.equal(undoUnlessConfirmed(at, waits), null);
  at.history.lock().release();
});

test('what was cut short is taken back at once', () => {
  const at = scene(60);
  const [name] = at.names as [string];
  assert.equal(awaited(at, name), null);
  assert.equal(at.system.host.conf.all.arp_ignore, 0);
  assert.equal(at.history.entries()[0]?.undone, true);
});

test('files alone wait as well: written when they are confirmed, and never when they are not', () => {
  for (const kept of [true, false]) {
    const at = scene();
    const touched = touchedBy([], at.system.host);
    const before = at.system.keep(touched);
    const intent = { by: 'state', command: 'x', changes: [], undo: [], before, touched } as const;
    const name = at.history.begin({ ...intent, files: [FILE], confirm: 60 });
    at.history.end(name, [], { before, after: before });
    assert.deepEqual(awaited(at, name), { seconds: 60 });
    assert.equal(at.files.written.size, 0);
    if (kept) assert.equal(confirm(at)?.entry.name, name);
    else assert.equal(undoUnlessConfirmed(at, name)?.complete, true);
    assert.equal(at.files.written.size, kept ? 1 : 0);
    assert.equal(isAwaited(at.history, name), false);
  }
});
