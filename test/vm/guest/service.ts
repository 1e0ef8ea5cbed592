// systemd as process 1 of namespaces of this machine: the service is installed, started, reloaded, killed, stopped and removed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');
/** Where the service sees it, wherever the tree lies: not below /home, /root or /tmp. */
const PLACE = '/opt/arpist-tried';
const MAIN = `${PLACE}/src/cli/main.ts`;
const NODE = process.execPath.replace(`${ROOT}/`, `${PLACE}/`);
const STATE = '/var/lib/arpist';
const PATIENCE_MS = 60_000;
const told: Record<string, unknown> = {};

interface Ran {
  readonly code: number | null;
  readonly out: string;
}

function run(program: string, ...words: readonly string[]): Ran {
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8' });
  return { code: status, out: stdout + stderr };
}

function nap(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
}

function until<T>(what: string, look: () => T | undefined): T {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; nap()) {
    const found = look();
    if (found !== undefined) return found;
  }
  process.stderr.write(`${JSON.stringify(told)}\n`);
  throw new Error(
    `never: ${what}\n${inside('systemctl', 'status', '--no-pager', 'arpist').out}\n${readFileSync('/tmp/systemd.log', 'utf8').slice(-3000)}`,
  );
}

/** Nothing of the machine's own is started with it: the folders of this guest are its own, and gone with it. */
function startSystemd(): number {
  mkdirSync('/sys/fs/cgroup', { recursive: true });
  run('mount', '-t', 'cgroup2', 'none', '/sys/fs/cgroup');
  writeFileSync('/etc/machine-id', '0123456789abcdef0123456789abcdef\n');
  for (const folder of ['/etc/systemd/system', '/lib/systemd/system'])
    run('sh', '-c', `rm -f ${folder}/*.wants/*`);
  run('ip', 'link', 'add', 'eth7', 'type', 'veth', 'peer', 'name', 'eth8');
  for (const link of ['lo', 'eth7', 'eth8']) run('ip', 'link', 'set', link, 'up');
  run('ip', 'addr', 'add', '10.77.0.1/24', 'dev', 'eth7');
  const boot =
    'mount -t tmpfs none /run; mkdir -p /run/lock; exec /lib/systemd/systemd --system --unit=basic.target --log-target=console --show-status=0 >/tmp/systemd.log 2>&1';
  const child = spawn('unshare', ['--pid', '--mount', '--fork', '--mount-proc', 'sh', '-c', boot], {
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', container: 'uml' },
    stdio: 'ignore',
    detached: true,
  });
  child.unref();
  return until('systemd', () => {
    const children = `/proc/${child.pid}/task/${child.pid}/children`;
    const pid = Number(existsSync(children) ? readFileSync(children, 'latin1').trim().split(' ')[0] : '');
    return pid > 0 && readFileSync(`/proc/${pid}/comm`, 'latin1').trim() === 'systemd' ? pid : undefined;
  });
}

mkdirSync(PLACE, { recursive: true });
run('mount', '--bind', ROOT, PLACE);
const systemd = startSystemd();

function inside(...words: readonly string[]): Ran {
  return run('nsenter', '-t', String(systemd), '-m', '-p', ...words);
}

function arpist(...words: readonly string[]): Ran {
  return inside(NODE, MAIN, ...words);
}

function shown(property: string): string {
  return inside('systemctl', 'show', '--value', '-p', property, 'arpist').out.trim();
}

/** Who owns what below the folder of root's journal, but for the service's own. */
function owners(): readonly string[] {
  return [
    STATE,
    ...readdirSync(STATE)
      .filter((name) => name !== 'watch')
      .map((name) => `${STATE}/${name}`),
  ].map((path) => {
    const { uid, gid, mode } = statSync(path);
    return `${path} ${uid}:${gid} ${(mode & 0o7777).toString(8)}`;
  });
}

/** A line of /proc/PID/status, as those inside see the process. */
function statusOf(pid: string, name: string): string {
  return new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(inside('cat', `/proc/${pid}/status`).out)?.[1] ?? '';
}

/** 9229 is where Node's debugger listens. */
function debuggerListens(): boolean {
  return /:240D 0{8}:0000 0A /.test(readFileSync('/proc/net/tcp', 'latin1'));
}

until('systemctl', () => (inside('systemctl', 'list-jobs').code === 0 ? true : undefined));
told['before'] = arpist('service', 'status');
told['install'] = arpist('service', 'install');
const journal = owners();
told['start'] = inside('systemctl', 'start', 'arpist');
if ((told['start'] as Ran).code !== 0) until('start', () => undefined);
const first = shown('MainPID');
told['started'] = {
  active: shown('ActiveState'),
  status: shown('StatusText'),
  user: inside('stat', '-c', '%U', `/proc/${first}`).out.trim(),
  capabilities: statusOf(first, 'CapEff'),
  state: inside('stat', '-c', '%U %a', `${STATE}/watch`).out.trim(),
  ownersSame: JSON.stringify(owners()) === JSON.stringify(journal),
  journal,
};
inside('kill', '-USR1', first);
nap();
nap();
told['usr1'] = { debugger: debuggerListens(), pid: shown('MainPID') === first };
told['reload'] = { ...inside('systemctl', 'reload', 'arpist'), pid: shown('MainPID') === first };
inside('kill', '-KILL', first);
told['restarted'] = until('restart', () =>
  shown('ActiveState') === 'active' && shown('MainPID') !== first ? shown('NRestarts') : undefined,
);
told['status'] = arpist('service', 'status');
const stopping = Date.now();
told['stop'] = {
  ...inside('systemctl', 'stop', 'arpist'),
  result: shown('Result'),
  millis: Date.now() - stopping,
};
told['ownersAfter'] = JSON.stringify(owners()) === JSON.stringify(journal);
told['remove'] = arpist('service', 'remove');
told['removed'] = {
  files: [
    '/etc/systemd/system/arpist.service',
    '/etc/sysusers.d/arpist.conf',
    '/etc/tmpfiles.d/arpist.conf',
  ].filter((path) => inside('test', '-e', path).code === 0),
  state: inside('test', '-d', `${STATE}/watch`).code === 0,
};
told['gone'] = arpist('service', 'status');
process.kill(systemd, 'SIGKILL');
process.stdout.write(`${JSON.stringify(told)}\n`);
