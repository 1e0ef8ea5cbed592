import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Lab, type LabHost, type NicPlan, openLab } from '../../src/linux/lab.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
export const NETWORKD = '/lib/systemd/systemd-networkd';
export const SYSCTL = '/lib/systemd/systemd-sysctl';

export const NICS = [
  { name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.77.0.1/24'] },
  { name: 'eth1', mac: '02:00:00:00:00:02', addresses: ['10.77.0.2/24'] },
] as const satisfies readonly NicPlan[];

export interface Machine {
  readonly host: LabHost;
  readonly folder: string;
  readonly arpist: (
    line: string,
    before?: readonly string[],
  ) => { readonly code: number | null; readonly err: string };
}

function machine(lab: Lab, name: string, of: { nics: readonly NicPlan[]; folder: string }): Machine {
  const host = lab.host(name, { nics: of.nics });
  const { SSH_CONNECTION: _, ...rest } = process.env;
  const env = { ...rest, ARPIST_STATE: join(of.folder, name), ARPIST_ROOT: join(of.folder, 'root') };
  return {
    host,
    folder: of.folder,
    arpist(line, before = []) {
      const words = ['netns', 'exec', host.namespace, ...before, process.execPath, '--no-warnings', MAIN];
      const { status, stdout, stderr } = spawnSync('ip', [...words, ...line.split(' ')], {
        encoding: 'utf8',
        env,
      });
      return { code: status, err: stdout + stderr };
    },
  };
}

/**
 * A declaration is applied with `--persist` on one machine; a second one, as it is after its start, is given the files
 * alone, and must be as declared.
 */
export async function startAgain(
  { kind, toml, bare, managed = false, nics = NICS }: Persisting,
  boot: (fresh: Machine) => Promise<void> | void,
): Promise<void> {
  const lab = openLab();
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  try {
    const before = machine(lab, 'before', { folder, nics });
    const file = join(folder, 'it.toml');
    writeFileSync(file, toml);
    const interfaces = join(folder, 'root', 'etc', 'network', 'interfaces');
    mkdirSync(join(interfaces, '..'), { recursive: true });
    writeFileSync(interfaces, `auto lo ${nics.map(({ name }) => name).join(' ')}\nsource interfaces.d/*\n`);
    const applied = before.arpist(`apply ${file} --persist ${kind}`, managed ? MANAGED : []);
    assert.equal(applied.code, 0, applied.err);
    // Undone on the first machine, its files are gone: these are the copies that a start finds.
    cpSync(join(folder, 'root', 'etc'), join(folder, 'etc'), { recursive: true });
    assert.equal(before.arpist('undo').code, 0);

    const fresh = machine(lab, 'fresh', {
      folder,
      nics: bare ? nics.map(({ name, mac }) => ({ name, mac: mac ?? '', up: false })) : nics,
    });
    assert.equal(fresh.arpist(`verify ${file}`).code, 1, 'not before');
    await boot(fresh);
    const after = fresh.arpist(`verify ${file}`);
    assert.equal(after.code, 0, after.err);
  } finally {
    lab.close();
    rmSync(folder, { recursive: true });
  }
}

export interface Persisting {
  readonly kind: string;
  readonly toml: string;
  /** The second machine has neither addresses nor links that are up: somebody else's files give them. */
  readonly bare: boolean;
  /** systemd-networkd has the links by now. */
  readonly managed?: boolean;
  readonly nics?: readonly NicPlan[];
}

/** What systemd-networkd writes down of the links it has. */
const MANAGED = [
  'unshare',
  '-m',
  'sh',
  '-c',
  `mount -t tmpfs none /run/systemd && mkdir -p /run/systemd/netif/links
for link in eth0 eth1; do
  echo NETWORK_FILE=/etc/systemd/network/80-$link.network > /run/systemd/netif/links/$(cat /sys/class/net/$link/ifindex)
done
exec "$0" "$@"`,
];

export function writeSettings({ host, folder }: Machine): void {
  const place = join(folder, 'etc', 'sysctl.d');
  if (!existsSync(place)) return;
  for (const name of readdirSync(place)) host.run(SYSCTL, join(place, name));
}

/** In mounts of its own; read-only /sys stands for no udev. */
const MOUNTED = `set -e
mkdir -p /run/systemd
mount -t tmpfs none /run/systemd
mount --bind "$NETWORK" /etc/systemd/network
mkdir -p /run/systemd/network /run/systemd/netif/links /run/systemd/netif/leases /run/systemd/netif/lldp
chown -R systemd-network:systemd-network /run/systemd/netif
mount -o remount,ro /sys
exec timeout -s KILL 60 ${NETWORKD}`;

/** Runs systemd-networkd until the machine is as declared, for some tries. */
export async function runNetworkd(fresh: Machine): Promise<void> {
  const network = join(fresh.folder, 'etc', 'systemd', 'network');
  mkdirSync(network, { recursive: true });
  writeSettings(fresh);
  const words = ['netns', 'exec', fresh.host.namespace, 'unshare', '-m', 'sh', '-c', MOUNTED];
  const child = spawn('ip', words, { env: { ...process.env, NETWORK: network }, stdio: 'ignore' });
  const ended = once(child, 'close');
  try {
    const file = join(fresh.folder, 'it.toml');
    for (let tries = 0; tries < 20 && fresh.arpist(`verify ${file}`).code !== 0; tries++) {
      await pause(500);
      // As systemd-udevd does for a link that appears (99-systemd.rules).
      writeSettings(fresh);
    }
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

/** What systemd-networkd was told before: the addresses of the links. */
export function theirFiles({ folder }: Machine, nics: readonly NicPlan[]): void {
  const place = join(folder, 'etc', 'systemd', 'network');
  mkdirSync(place, { recursive: true });
  for (const { name, addresses = [] } of nics) {
    const lines = ['[Match]', `Name=${name}`, '[Network]', 'LinkLocalAddressing=no'];
    lines.push(...addresses.map((address) => `Address=${address}`));
    writeFileSync(join(place, `80-${name}.network`), `${lines.join('\n')}\n`);
  }
}

/** Beside a file of the machine that gives the links their addresses. */
export function runIfup({ host, folder }: Machine, nics: readonly NicPlan[]): void {
  const stanzas = nics.flatMap(({ name, addresses = [] }) => [
    `auto ${name}`,
    `iface ${name} inet ${addresses.length > 0 ? 'static' : 'manual'}`,
    ...addresses.map((address) => `    address ${address}`),
  ]);
  const ours = join(folder, 'etc', 'network', 'interfaces.d');
  const lines = ['auto lo', 'iface lo inet loopback', ...stanzas, `source ${ours}/*`, ''];
  const theirs = join(folder, 'interfaces');
  writeFileSync(theirs, lines.join('\n'));
  const state = join(folder, 'ifstate');
  mkdirSync(state);
  host.run('ifup', '-a', '--force', '-i', theirs, '--state-dir', state);
}
