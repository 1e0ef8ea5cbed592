import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { needs } from '../programs.ts';
import { ROOT } from './installed.ts';

const NAME = `arpist-linux-${process.arch}`;
const skip = needs('strip');
const asRoot = skip || (process.getuid?.() !== 0 && 'needs root');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

let folder = '';
let file = '';

before(() => {
  if (skip) return;
  folder = mkdtempSync(join(tmpdir(), 'arpist-single-'));
  for (const build of ['one', 'two'])
    execFileSync(process.execPath, [join(ROOT, 'tools/pack/single.mjs'), join(folder, build)], {
      stdio: 'pipe',
    });
  file = join(folder, 'one', NAME);
  execFileSync('chmod', ['-R', 'a+rX', folder]);
});

after(() => {
  if (folder !== '') rmSync(folder, { recursive: true });
});

/** With no program to be found but those of the system, Node not among them. */
function run(words: readonly string[], env: Record<string, string> = {}) {
  const [program = '', ...args] = words;
  return spawnSync(program, args, {
    encoding: 'utf8',
    cwd: '/',
    env: { PATH: '/usr/sbin:/sbin', LC_ALL: 'C.UTF-8', ...env },
  });
}

test('two builds are the same bytes, and the sum beside them is theirs', { skip }, () => {
  const [one, two] = ['one', 'two'].map((build) => readFileSync(join(folder, build, NAME)));
  assert.ok(one!.equals(two!));
  const sum = createHash('sha256').update(one!).digest('hex');
  assert.equal(readFileSync(join(folder, 'one', `${NAME}.sha256`), 'utf8'), `${sum}  ${NAME}\n`);
});

test('it is the program, without a Node on the machine, whatever NODE_OPTIONS says', { skip }, () => {
  const told = run([file, 'version'], { NODE_OPTIONS: '--no-such-option' });
  assert.equal(told.stderr, '');
  assert.equal(told.stdout, `arpist ${version} (Node 24.21.0, linux-${process.arch})\n`);
  const asked = run([file, 'scan', '--nonsense']);
  assert.equal(asked.status, 2);
  const demo = run([file, 'demo', '--paper']);
  assert.equal(demo.status, 0, demo.stderr);
  assert.match(demo.stdout, /Raspberry Pi/);
  assert.doesNotMatch(demo.stderr, /Warning/);
});

test('the thread of the store is in it too, and remembers what a capture tells', { skip }, () => {
  const store = join(folder, 'store');
  const capture = join(folder, 'one.pcap');
  // One frame: 10.0.0.1 asks for 10.0.0.2.
  const bytes =
    'd4c3b2a1020004000000000000000000ffff00000100000000000000000000002a0000002a000000' +
    'ffffffffffff02005e10000108060001080006040001' +
    '02005e1000010a0000010000000000000a000002';
  writeFileSync(capture, Buffer.from(bytes, 'hex'));
  const watched = run([file, 'watch', '--read', capture, '--store', store]);
  assert.equal(watched.status, 0, watched.stderr);
  const known = run([file, 'stations', '--state', store]);
  assert.equal(known.status, 0, known.stderr);
  assert.match(known.stdout, /10\.0\.0\.1\b.*02:00:5e:10:00:01/s);
});

test('with a root that cannot be written to and a /tmp that cannot be run from it reaches the kernel; with no place at all it says so', {
  skip: asRoot,
}, () => {
  const inside = (shm: string) => {
    const script = `mount -t tmpfs tmpfs /mnt && cp "$1" /mnt/arpist && mount -o remount,ro /mnt
      for place in /tmp /run /var/tmp; do mount -t tmpfs -o noexec tmpfs $place; done
      mount -t tmpfs -o ${shm} tmpfs /dev/shm
      mount -o remount,bind,ro /
      exec /mnt/arpist table`;
    return run(['/usr/bin/unshare', '--mount', '--net', '/bin/sh', '-c', script, 'sh', file], {
      PATH: '/usr/bin:/bin:/usr/sbin:/sbin',
    });
  };
  const held = inside('size=8m');
  assert.equal(held.stderr, '0 entries\n');
  const refused = inside('noexec');
  assert.equal(refused.status, 3, refused.stderr);
  assert.match(
    refused.stderr,
    /found no place to unpack its native part to \(\/dev\/shm: mounted noexec; .*TMPDIR=/s,
  );
});

test('with the capability on the file, nobody asks the wire; without it is told how to', {
  skip: asRoot || needs('setcap'),
}, () => {
  const able = join(folder, 'able');
  copyFileSync(file, able);
  execFileSync('setcap', ['cap_net_raw+ep', able]);
  execFileSync('chmod', ['755', able, folder]);
  const words = ['/usr/bin/setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
  const asked = (program: string) =>
    run(
      [
        '/usr/bin/unshare',
        '--net',
        '/bin/sh',
        '-c',
        'ip link add one type veth peer name two; ip addr add 10.9.9.1/24 dev one; ip link set one up; ip link set two up; exec "$@"',
        'sh',
        ...words,
        program,
        'who',
        '10.9.9.2',
      ],
      { PATH: '/usr/bin:/bin:/usr/sbin:/sbin' },
    );
  const without = asked(file);
  assert.equal(without.status, 3, without.stderr);
  assert.match(without.stderr, /CAP_NET_RAW/);
  assert.doesNotMatch(without.stderr, new RegExp(`${NAME} ${file}`));
  const withIt = asked(able);
  assert.equal(withIt.status, 1, withIt.stderr);
});
