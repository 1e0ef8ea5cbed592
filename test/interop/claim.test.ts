import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Lab, type LabHost, openLab, whyNoLab } from '../live/lab.ts';
import { needs } from '../programs.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const NETWORKD = '/lib/systemd/systemd-networkd';

const skip = whyNoLab || needs(NETWORKD);

const NETWORK = `[Match]
Name=eth0
[Network]
LinkLocalAddressing=no
IPv6AcceptRA=no
[Address]
Address=10.77.0.77/24
DuplicateAddressDetection=ipv4
`;

/** In mounts of its own, so that the configuration of the machine is neither read nor written; read-only /sys stands for no udev. */
const SCRIPT = `set -e
mount -t tmpfs none /run/systemd
mount -t tmpfs none /etc/systemd/network
mkdir -p /run/systemd/network /run/systemd/netif/links /run/systemd/netif/leases /run/systemd/netif/lldp
chown -R systemd-network /run/systemd/netif
printf '%s' "$NETWORK" > /etc/systemd/network/a.network
mount -o remount,ro /sys
SYSTEMD_LOG_LEVEL=debug exec timeout -s KILL 40 ${NETWORKD}`;

interface Running {
  /** What it printed so far. */
  readonly text: () => string;
  stop(): Promise<void>;
}

function start(host: LabHost, words: readonly string[]): Running {
  const env = { ...process.env, NETWORK };
  const stdio = ['ignore', 'pipe', 'pipe'] as const;
  const child = spawn('ip', ['netns', 'exec', host.namespace, ...words], { env, stdio: [...stdio] });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => void (text += String(chunk)));
  const ended = once(child, 'close');
  return {
    text: () => text,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Bounded: a peer that never says it fails the test. */
async function until(running: Running, pattern: RegExp): Promise<void> {
  for (let tries = 0; tries < 1500 && !pattern.test(running.text()); tries++) await pause(20);
  assert.match(running.text(), pattern);
}

const claiming = (host: LabHost): Running =>
  start(host, [process.execPath, '--no-warnings', MAIN, 'claim', '10.77.0.77', '--fast']);

async function withNetworkd(body: (lab: Lab, ours: LabHost, peer: LabHost) => Promise<void>): Promise<void> {
  const lab = openLab();
  try {
    const nic = { name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.77.0.1/24'] };
    const ours = lab.host('ours', { nics: [nic] });
    const peer = lab.host('peer', { nics: [{ name: 'eth0', mac: '02:00:00:00:00:02' }] });
    await body(lab, ours, peer);
  } finally {
    lab.close();
  }
}

test('systemd-networkd finds an address taken that a claim holds', { skip }, () =>
  withNetworkd(async (_lab, ours, peer) => {
    const held = claiming(ours);
    const networkd = { running: undefined as Running | undefined };
    try {
      await until(held, /held/);
      networkd.running = start(peer, ['unshare', '-m', 'sh', '-c', SCRIPT]);
      await until(networkd.running, /Dropping address 10\.77\.0\.77, as an address conflict was detected/);
      assert.doesNotMatch(peer.run('ip', '-o', '-4', 'address', 'show'), /10\.77\.0\.77/);
      assert.doesNotMatch(held.text(), /lost|defended/);
    } finally {
      await networkd.running?.stop();
      await held.stop();
    }
  }),
);

test('a claim finds an address taken that systemd-networkd holds', { skip }, () =>
  withNetworkd(async (_lab, ours, peer) => {
    const networkd = start(peer, ['unshare', '-m', 'sh', '-c', SCRIPT]);
    let claim: Running | undefined;
    try {
      await until(networkd, /IPv4ACD: Announcing 10\.77\.0\.77|IPv4ACD: ANNOUNCING|-> announcing/i);
      claim = claiming(ours);
      await until(claim, /in use\t02:00:00:00:00:02/);
    } finally {
      await networkd.stop();
      await claim?.stop();
    }
  }),
);
