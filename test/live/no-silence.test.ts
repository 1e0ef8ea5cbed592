import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { needs } from '../programs.ts';
import { type LabHost, whyNoLab } from './lab.ts';
import { asLinuxComes, type Patient, withLab } from './mended.ts';

const skip = whyNoLab || needs('ping');

const NAMES = ['eth0', 'eth1', 'veth0'];
const FILE = '[flux]\ninterfaces = ["eth0", "eth1"]\n';

interface Scene {
  readonly host: LabHost;
  readonly patient: Patient;
  /** Whether the container behind veth0 reaches its gateway, 10.99.0.1, asking for it anew. */
  readonly reaches: () => boolean;
}

/** Two NICs on one segment, and a container behind a cable whose end on the host has no address: what many CNIs make. */
async function withContainer(extra: readonly string[], body: (scene: Scene) => void): Promise<void> {
  await withLab(async (lab, patient) => {
    const host = lab.host('node', {
      nics: [
        { name: 'eth0', addresses: ['10.99.0.1/24'] },
        { name: 'eth1', addresses: ['10.99.0.2/24'] },
      ],
      sysctls: { ...asLinuxComes(NAMES.slice(0, 2)), 'net.ipv4.ip_forward': 1 },
    });
    const container = lab.host('ct', { nics: [] });
    lab.cable(
      { host, nic: { name: 'veth0' } },
      { host: container, nic: { name: 'eth0', addresses: ['172.20.0.9/32'] } },
    );
    container.ip('route add 10.99.0.1 dev eth0 scope link', 'route add default via 10.99.0.1');
    host.ip('route add 172.20.0.9 dev veth0', ...extra);
    const reaches = (): boolean => {
      for (const one of [host, container]) one.run('ip', 'neigh', 'flush', 'all');
      const words = [
        'netns',
        'exec',
        container.namespace,
        'ping',
        '-c',
        '2',
        '-i',
        '0.2',
        '-W',
        '1',
        '10.99.0.1',
      ];
      return / 2 received/.test(spawnSync('ip', words, { encoding: 'utf8' }).stdout);
    };
    assert.ok(reaches(), 'the lab is as it shall be');
    body({ host, patient: patient(host), reaches });
    await Promise.resolve();
  });
}

for (const [what, extra] of [
  ['', []],
  [', beside a default route', ['route add default via 10.99.0.254 dev eth0']],
] as const) {
  test(`K6: doctor --fix mends flux and the container keeps its gateway${what}`, { skip }, () =>
    withContainer(extra, ({ patient, reaches }) => {
      const { code, err } = patient.arpist('doctor --fix --yes');
      assert.equal(code, 0, err);
      // A note is what the machine went through before, as a neighbour table that was full at some time.
      assert.match(err, /looked at again:\n[^\n]*(?:healthy|: 1 note)\n?$/);
      assert.match(err, /10\.99\.0\.1.* asked on veth0: now veth0 → after: veth0/);
      assert.ok(reaches());
      assert.equal(patient.arpist('undo').code, 0);
      assert.ok(reaches());
    }),
  );

  test(`K6: [flux] tells of the link without an address, and leaves it its answer${what}`, { skip }, () =>
    withContainer(extra, ({ patient, reaches }) => {
      const file = patient.file(FILE);
      assert.match(patient.arpist(`plan ${file}`).out, /asked on veth0: now veth0 → after: veth0/);
      assert.equal(patient.arpist(`apply ${file}`).code, 0);
      assert.ok(reaches());
    }),
  );
}

test('K6: a cure that would cut the container off is refused until its gateway is named', { skip }, () =>
  withContainer([], ({ host, patient, reaches }) => {
    // veth0 is named by hand, and so is what it costs.
    host.ip('address add 10.99.0.9/32 dev veth0');
    const file = patient.file('[flux]\ninterfaces = ["eth0", "veth0"]\n');
    const refused = patient.arpist(`apply ${file} --yes`);
    assert.equal(refused.code, 2, refused.err);
    assert.match(refused.err, /10\.99\.0\.1.* asked on veth0: now veth0 → after: nobody/);
    assert.ok(reaches());
    const agreed = patient.arpist(`apply ${file} --silence 10.99.0.1@veth0,10.99.0.2@veth0,10.99.0.9@eth0`);
    assert.equal(agreed.code, 0, agreed.err);
    assert.match(agreed.err, /asked on veth0: before veth0 → now: nobody/);
    assert.ok(!reaches());
    assert.equal(patient.arpist('undo').code, 0);
    assert.ok(reaches());
  }),
);
