import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Lab, type LabHost, type NicPlan, openLab, whyNoLab } from '../live/lab.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const NETWORKD = '/lib/systemd/systemd-networkd';
const SYSCTL = '/lib/systemd/systemd-sysctl';

const needs = (...files: readonly string[]): string | false => {
  if (whyNoLab !== false) return whyNoLab;
  const missing = files.find((file) => !existsSync(file));
  return missing === undefined ? false : `needs ${missing}`;
};

const NICS = [
  { name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.77.0.1/24'] },
  { name: 'eth1', mac: '02:00:00:00:00:02', addresses: ['10.77.0.2/24'] },
] as const satisfies readonly NicPlan[];

const FLUX = '[flux]\ninterfaces = ["eth0", "eth1"]\n';
const VIP = '[vip]\nrole = "real-server"\naddresses = ["10.77.0.100", "10.77.0.101"]\n';
const PLAIN = `
[[address]]
address = "10.77.0.60/24"
interface = "eth0"
label = "eth0:1"
[[route]]
to = "10.90.0.0/16"
via = "10.77.0.253"
[[neighbour]]
ip = "10.77.0.253"
mac = "02:00:00:00:02:53"
interface = "eth0"
[timers]
interfaces = ["eth0"]
gc_stale_time = "30s"
`;
const PUBLISHED = '[[published]]\naddresses = ["10.77.0.200"]\ninterfaces = ["eth0"]\nto = "eth2"\n';

interface Machine {
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
async function startAgain(
  { kind, toml, bare, managed = false, nics = NICS }: Persisting,
  boot: (fresh: Machine) => Promise<void> | void,
): Promise<void> {
  const lab = openLab();
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  try {
    const before = machine(lab, 'before', { folder, nics });
    const file = join(folder, 'it.toml');
    writeFileSync(file, toml);
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

interface Persisting {
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

function writeSettings({ host, folder }: Machine): void {
  const place = join(folder, 'etc', 'sysctl.d');
  if (!existsSync(place)) return;
  for (const name of readdirSync(place)) host.run(SYSCTL, join(place, name));
}

/** In mounts of its own; read-only /sys stands for no udev. */
const MOUNTED = `set -e
mount -t tmpfs none /run/systemd
mount --bind "$NETWORK" /etc/systemd/network
mkdir -p /run/systemd/network /run/systemd/netif/links /run/systemd/netif/leases /run/systemd/netif/lldp
chown -R systemd-network /run/systemd/netif
mount -o remount,ro /sys
exec timeout -s KILL 60 ${NETWORKD}`;

/** Runs systemd-networkd until the machine is as declared, for 20 s at most. */
async function runNetworkd(fresh: Machine): Promise<void> {
  const network = join(fresh.folder, 'etc', 'systemd', 'network');
  mkdirSync(network, { recursive: true });
  writeSettings(fresh);
  const words = ['netns', 'exec', fresh.host.namespace, 'unshare', '-m', 'sh', '-c', MOUNTED];
  const child = spawn('ip', words, { env: { ...process.env, NETWORK: network }, stdio: 'ignore' });
  const ended = once(child, 'close');
  try {
    const file = join(fresh.folder, 'it.toml');
    for (let tries = 0; tries < 40 && fresh.arpist(`verify ${file}`).code !== 0; tries++) await pause(250);
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

/** What systemd-networkd was told before: the addresses of the links. */
function theirFiles({ folder }: Machine, nics: readonly NicPlan[]): void {
  const place = join(folder, 'etc', 'systemd', 'network');
  mkdirSync(place, { recursive: true });
  for (const { name, addresses = [] } of nics) {
    const lines = ['[Match]', `Name=${name}`, '[Network]', 'LinkLocalAddressing=no'];
    lines.push(...addresses.map((address) => `Address=${address}`));
    writeFileSync(join(place, `80-${name}.network`), `${lines.join('\n')}\n`);
  }
}

for (const [name, toml] of Object.entries({ flux: FLUX, vip: VIP, plain: PLAIN })) {
  test(
    `systemd-networkd, ${name}: the files make a machine that starts as declared, and what others gave stays`,
    {
      skip: needs(NETWORKD, SYSCTL),
    },
    () =>
      startAgain({ kind: 'systemd-networkd', toml, bare: false }, async (fresh) => {
        await runNetworkd(fresh);
        for (const { name: link, addresses } of NICS)
          assert.ok(
            fresh.host.run('ip', 'address', 'show', 'dev', link).includes(`inet ${addresses[0]} `),
            link,
          );
      }),
  );
}

test(
  'systemd-networkd has the links already: drop-ins beside its files',
  { skip: needs(NETWORKD, SYSCTL) },
  () =>
    startAgain({ kind: 'systemd-networkd', toml: FLUX, bare: true, managed: true }, async (fresh) => {
      const place = join(fresh.folder, 'etc', 'systemd', 'network');
      assert.deepEqual(
        readdirSync(place),
        NICS.map(({ name }) => `80-${name}.network.d`),
      );
      theirFiles(fresh, NICS);
      await runNetworkd(fresh);
    }),
);

for (const [name, toml, nics] of [
  ['flux', FLUX, NICS],
  ['vip', VIP, NICS],
  ['plain', PLAIN, NICS],
  [
    'published',
    PUBLISHED,
    [...NICS, { name: 'eth2', mac: '02:00:00:00:00:03', addresses: ['10.78.0.1/24'] }],
  ],
] as const) {
  test(
    `ifupdown, ${name}: ifup reads it beside the files of the machine`,
    { skip: needs('/usr/sbin/ifup') },
    () =>
      startAgain({ kind: 'ifupdown', toml, nics, bare: true }, ({ host, folder }) => {
        const stanzas = nics.flatMap(({ name: link, addresses }) => [
          `auto ${link}`,
          `iface ${link} inet static`,
          ...addresses.map((address) => `    address ${address}`),
        ]);
        const ours = join(folder, 'etc', 'network', 'interfaces.d');
        const lines = ['auto lo', 'iface lo inet loopback', ...stanzas, `source ${ours}/*`, ''];
        const theirs = join(folder, 'interfaces');
        writeFileSync(theirs, lines.join('\n'));
        const state = join(folder, 'ifstate');
        mkdirSync(state);
        host.run('ifup', '-a', '--force', '-i', theirs, '--state-dir', state);
      }),
  );
}

test('sysctl.d: what is settings alone comes back by systemd-sysctl', { skip: needs(SYSCTL) }, () =>
  startAgain(
    { kind: 'sysctl.d', toml: '[timers]\ninterfaces = ["eth0"]\ngc_stale_time = "30s"\n', bare: false },
    writeSettings,
  ),
);
