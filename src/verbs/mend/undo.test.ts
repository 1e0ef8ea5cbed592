import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SystemFault, UsageFault } from '../../base/fault.ts';
import type { SystemChange } from '../../change/change.ts';
import { OWN_MARK } from '../../change/own-file.ts';
import { touchedBy } from '../../change/touched.ts';
import { hostWith } from '../../kernel/build-host.ts';
import type { PersistFile } from '../../ports/journal.ts';
import { PaperFiles } from '../../sim/paper-files.ts';
import { PaperHistory } from '../../sim/paper-history.ts';
import { PaperSystem } from '../../sim/paper-system.ts';
import { undo } from './undo.ts';

const HOST = hostWith({ links: { eth0: { addresses: ['10.0.0.1/24'] }, eth1: {} } });
const set = (setting: 'arp_ignore' | 'arp_announce', value: number, link = 'eth0'): SystemChange => ({
  do: 'set-conf',
  link,
  setting,
  value,
});
const file = (name: string, text = name): PersistFile => ({
  path: `/etc/arpist/${name}`,
  text: `# ${OWN_MARK} ${text}\n`,
  executable: false,
});

class Scene {
  readonly system = new PaperSystem(HOST);
  readonly files = new PaperFiles();
  readonly history = new PaperHistory();

  /** Made, written down and, unless it says something else, ended whole with its files on the disk. */
  change(
    change: SystemChange,
    { files = [], refused = [] }: { files?: readonly PersistFile[]; refused?: readonly number[] } = {},
  ): string {
    const touched = touchedBy([change], this.system.host);
    const before = this.system.keep(touched);
    const intent = { command: `apply ${change.do}`, changes: [change, change], undo: [null, null], files };
    const name = this.history.begin({ by: 'state', ...intent, before, touched });
    this.system.make([change]);
    this.history.end(name, refused, { before, after: this.system.keep(touched) });
    if (refused.length === 0) for (const one of files) this.files.write(one);
    return name;
  }

  /** Files alone, written or taken away. */
  write(files: readonly PersistFile[]): string {
    const name = this.history.begin({ by: 'files', command: 'persist', changes: [], files });
    this.history.end(name, []);
    for (const one of files) if (one.gone !== true) this.files.write(one);
    return name;
  }

  steps(changes: readonly SystemChange[], back: readonly (SystemChange | null)[]): string {
    const name = this.history.begin({ by: 'steps', command: 'table set', changes, undo: back });
    this.history.end(name, []);
    return name;
  }

  isUndone(name: string): boolean | undefined {
    return this.history.entries().find((entry) => entry.name === name)?.undone;
  }
}

test('the last that stands is undone, with its files; what was refused in part wrote none', () => {
  const scene = new Scene();
  const first = scene.change(set('arp_ignore', 1), { files: [file('a'), file('b')] });
  const second = scene.change(set('arp_announce', 2), { files: [file('c')], refused: [1] });
  scene.files.write(file('c', 'somebody else of ours'));
  assert.deepEqual([undo(scene, null).entry?.name, scene.isUndone(second)], [second, true]);
  assert.deepEqual([...scene.files.written.keys()].length, 3, 'that file is not of this entry');
  const { entry, complete, left } = undo(scene, null);
  assert.deepEqual([entry?.name, complete, left, scene.isUndone(first)], [first, true, [], true]);
  assert.deepEqual([...scene.files.written.keys()], ['/etc/arpist/c']);
  assert.deepEqual(undo(scene, null), { entry: null, complete: true, left: [], remains: [] });
});

test('a file that is not ours any more, or was changed since, stays and is told; it is undone all the same', () => {
  const scene = new Scene();
  const name = scene.write([file('a'), file('b'), file('c')]);
  scene.files.written.set('/etc/arpist/a', 'theirs\n');
  scene.files.written.set('/etc/arpist/b', `${file('b').text}more\n`);
  const { complete, left } = undo(scene, name);
  assert.deepEqual(left, [
    '/etc/arpist/b was changed since by somebody else, and stays',
    '/etc/arpist/a is not ours any more, and stays',
  ]);
  assert.deepEqual([complete, scene.isUndone(name)], [true, true]);
});

test('a file that cannot be taken back is told, and it is not undone', () => {
  const scene = new Scene();
  const name = scene.write([file('a'), file('b')]);
  const takeBack = scene.files.takeBack.bind(scene.files);
  scene.files.takeBack = (one) => {
    if (one.path.endsWith('b')) throw new SystemFault('file', 'read-only', { operation: 'x', remedy: 'y' });
    return takeBack(one);
  };
  const { complete, left } = undo(scene, name);
  assert.deepEqual([complete, left, scene.isUndone(name)], [false, ['read-only'], false]);
  assert.deepEqual([...scene.files.written.keys()], ['/etc/arpist/b']);
  scene.files.takeBack = () => assert.fail('what is no fault of the system is thrown on');
  assert.throws(() => undo(scene, name), assert.AssertionError);
});

test('a file that was taken away comes back', () => {
  const scene = new Scene();
  const { path, text } = file('a');
  scene.write([{ path, text: '', executable: false, was: text, gone: true }]);
  assert.equal(undo(scene, null).complete, true);
  assert.deepEqual([...scene.files.written], [[path, text]]);
});

const OWN: Record<string, (scene: Scene) => string> = {
  'arp_ignore of eth0': (scene) => scene.change(set('arp_ignore', 1)),
  'arp_announce of eth0': (scene) => scene.change(set('arp_announce', 1)),
  'arp_ignore of eth1, with a file': (scene) =>
    scene.change(set('arp_ignore', 1, 'eth1'), { files: [file('a')] }),
  'arp_announce of eth1, with that file': (scene) =>
    scene.change(set('arp_announce', 1, 'eth1'), { files: [file('a')] }),
  'that file alone': (scene) => scene.write([file('a')]),
  'another file alone': (scene) => scene.write([file('z')]),
  'an entry of the table': (scene) =>
    scene.steps([{ do: 'remove-neighbour', link: 'eth0', ip: '10.0.0.9' }], [null]),
};
const BUILT: readonly (readonly [first: string, later: string, builtOn: boolean])[] = [
  ['arp_ignore of eth0', 'arp_announce of eth0', false],
  ['arp_ignore of eth0', 'arp_ignore of eth1, with a file', false],
  ['arp_ignore of eth0', 'arp_ignore of eth0', true],
  ['arp_ignore of eth1, with a file', 'that file alone', true],
  ['arp_ignore of eth1, with a file', 'arp_announce of eth1, with that file', true],
  ['arp_ignore of eth0', 'an entry of the table', true],
  ['an entry of the table', 'arp_ignore of eth0', true],
];

for (const [first, later, builtOn] of BUILT)
  test(`${first}, and behind it ${later}: ${builtOn ? 'the later goes first' : 'in any order'}`, () => {
    const scene = new Scene();
    const [name, behind] = [OWN[first]!(scene), OWN[later]!(scene)];
    if (builtOn) assert.throws(() => undo(scene, name), new RegExp(`\\(${behind}\\) came after it`));
    else assert.equal(undo(scene, name).complete, true);
    if (!builtOn) return;
    undo(scene, behind);
    assert.equal(undo(scene, name).complete, true, 'undone, it is in nobody’s way');
  });

test('by name: none of that name, and one that does not stand any more', () => {
  const scene = new Scene();
  const name = scene.change(set('arp_ignore', 1));
  assert.throws(() => undo(scene, 'entry-9'), UsageFault);
  undo(scene, name);
  assert.throws(() => undo(scene, name), /does not stand any more/);
});

test('what cannot be read behind the last entry may be the change that is meant; before it, or of another start, it is not', () => {
  const scene = new Scene();
  scene.change(set('arp_ignore', 1));
  const { line } = scene.history.entries()[0]!;
  scene.history.spoil(line);
  scene.history.damage = ((all) => () => [...all, { line: line + 5, sentence: 'x', past: true }])(
    scene.history.damage(),
  );
  assert.equal(undo(scene, null).complete, true);
  scene.change(set('arp_ignore', 1));
  const behind = scene.history.entries()[1]!.line + 1;
  const doubt = (line: number) => ({ line, sentence: `line ${line} cannot be read`, past: false });
  scene.history.damage = () => [doubt(behind), doubt(behind + 1)];
  assert.throws(
    () => undo(scene, null),
    /The journal is damaged: line 3 cannot be read, and may be the last change/,
  );
  assert.equal(
    undo(scene, scene.history.entries()[1]!.name).complete,
    true,
    'by name it is known what is meant',
  );
  assert.throws(
    () => undo(scene, null),
    /The journal is damaged/,
    'nothing stands, and something cannot be read',
  );
});

test('an undo that was cut short goes on where it led to, whatever the host looks like by then', () => {
  const scene = new Scene();
  const name = scene.change(set('arp_ignore', 1));
  scene.system.make([set('arp_ignore', 2)]);
  const restore = scene.system.restore.bind(scene.system);
  scene.system.restore = () => ({ made: 0, complete: false, left: ['it was cut short'] });
  const cut = undo(scene, name);
  assert.deepEqual([cut.complete, scene.isUndone(name)], [false, false]);
  assert.deepEqual(cut.left, ['eth0 arp_ignore is 2, and was 0', 'it was cut short']);
  scene.system.restore = restore;
  scene.system.make([set('arp_ignore', 1)]);
  assert.deepEqual(undo(scene, name).left, []);
  assert.equal(scene.system.host.conf.links.eth0?.arp_ignore, 2);
});

test('what was made before the machine started is gone by itself: its files alone are taken back', () => {
  const scene = new Scene();
  const name = scene.change(set('arp_ignore', 1), { files: [file('a')] });
  const entries = scene.history.entries.bind(scene.history);
  scene.history.entries = () => entries().map((entry) => ({ ...entry, here: false, past: true }));
  assert.deepEqual([undo(scene, name).complete, scene.isUndone(name)], [true, true]);
  assert.deepEqual([scene.system.host.conf.links.eth0?.arp_ignore, scene.files.written.size], [1, 0]);
});

test('what was cut short has no state behind it: all is put back to what was before', () => {
  const scene = new Scene();
  const touched = touchedBy([set('arp_ignore', 1)], HOST);
  const before = scene.system.keep(touched);
  const changes = [set('arp_ignore', 1)];
  scene.history.begin({
    by: 'state',
    command: 'x',
    changes,
    undo: [null],
    before,
    touched,
    files: [file('a')],
  });
  scene.system.make(changes);
  scene.files.write(file('a', 'of another'));
  assert.deepEqual(undo(scene, null).left, []);
  assert.equal(scene.system.host.conf.links.eth0?.arp_ignore, 0);
  assert.equal(scene.files.written.size, 1, 'its files were not written yet');
});

test('without the right nothing is undone', () => {
  const scene = new Scene();
  scene.change(set('arp_ignore', 1));
  scene.system.mustMayChange = () => {
    throw new SystemFault('rights', 'only root may', { operation: 'x', remedy: 'sudo' });
  };
  assert.throws(() => undo(scene, null), /only root may/);
  assert.equal(scene.system.host.conf.links.eth0?.arp_ignore, 1);
});

test('where nothing more can be done it counts as undone, and is told as not complete', () => {
  const scene = new Scene();
  const entry: SystemChange = { do: 'set-neighbour', link: 'eth1', ip: '10.0.0.9', mac: '02:00:00:00:00:09' };
  const name = scene.steps([{ do: 'remove-neighbour', link: 'eth1', ip: '10.0.0.9' }], [entry]);
  scene.system.make([{ do: 'remove-link', link: 'eth1' }]);
  const { complete, left } = undo(scene, name);
  assert.deepEqual([complete, left.length, scene.isUndone(name)], [false, 1, true]);
});
