// A neighbour table that is full, was full, and is seen from a namespace and from a container. The last line printed is JSON.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));

interface Told {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(program: string, ...words: readonly string[]): Told {
  const env = { ...process.env, ARPIST_STATE: '/tmp/full-table' };
  const done = spawnSync(program, words, { encoding: 'utf8', env });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

function limits(one: number, two: number, three: number): void {
  const set = (nth: number, value: number): string => `net.ipv4.neigh.default.gc_thresh${nth}=${value}`;
  run('sysctl', '-qw', set(1, one), set(2, two), set(3, three));
}

function doctor(...words: readonly string[]): Told {
  return run(process.execPath, MAIN, 'doctor', ...words);
}

const inside = (...words: readonly string[]): Told =>
  run('ip', 'netns', 'exec', 'guest', process.execPath, MAIN, 'doctor', ...words);

for (const line of [
  'link add e0 type veth peer name e1',
  'link set e0 up',
  'link set e1 up',
  'address add 10.0.0.1/16 dev e0',
  'netns add guest',
])
  run('ip', ...line.split(' '));

function fill(): void {
  limits(1, 8, 8);
  for (let last = 2; last < 40; last++)
    run('ip', ...`neigh add 10.0.0.${last} lladdr 02:00:00:00:00:01 dev e0 nud reachable`.split(' '));
}

fill();
const full = doctor();
const namespace = inside('--fix', '--yes');
const fixed = doctor('--fix', '--yes');
run('ip', 'neigh', 'flush', 'dev', 'e0');
const past = doctor();
const pastInside = inside('--fix', '--yes');
run('mount', '--bind', '/proc/sys', '/proc/sys');
run('mount', '-o', 'remount,ro,bind', '/proc/sys');
run('ip', 'address', 'add', '10.0.0.200/32', 'dev', 'lo');
const container = doctor('--fix', '--yes');
process.stdout.write(`${JSON.stringify({ full, namespace, fixed, past, pastInside, container })}\n`);
