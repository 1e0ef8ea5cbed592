import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Link } from '../../src/ports/link.ts';
import { whyNoPing } from './announcing.ts';
import type { LabHost } from './lab.ts';
import { answersTo, asLinuxComes, type Patient, pinged, scanned, withLab } from './mended.ts';

const skip = whyNoPing;

/** eth0 is for the host itself, eth3 and eth4 for its containers; all on one segment. */
const NICS = [
  { name: 'eth0', mac: '00:1b:21:00:00:10', addresses: ['192.168.18.10/24'] },
  { name: 'eth3', mac: '00:1b:21:00:00:13', addresses: ['192.168.18.13/24'] },
  { name: 'eth4', mac: '00:1b:21:00:00:14', addresses: ['192.168.18.14/24'] },
] as const;
const ALL = NICS.map(({ mac }) => mac).toSorted();
const [ETH0, ETH3, ETH4] = NICS;
const CONTAINERS = [
  { at: '192.168.18.101', by: ETH3 },
  { at: '192.168.18.102', by: ETH4 },
] as const;
const GATEWAY = '192.168.18.1';
/** Beyond the gateway. */
const FAR = '10.7.0.9';

const FILE = `
[[published]]
addresses = ["192.168.18.101"]
interfaces = ["eth3"]

[[published]]
addresses = ["192.168.18.102"]
interfaces = ["eth4"]
`;

interface Scene {
  readonly host: LabHost;
  readonly patient: Patient;
  readonly asker: Patient;
  readonly client: LabHost;
  readonly ear: Link;
  readonly containers: readonly LabHost[];
  /** The cable of eth3 is pulled, or plugged in. */
  readonly cable: (plugged: boolean) => void;
}

/** Two containers behind the host, published as the scripts of container systems do: on every NIC there is. */
async function withContainers(body: (scene: Scene) => Promise<void>): Promise<void> {
  await withLab(async (lab, patient) => {
    const names = NICS.map(({ name }) => name);
    const host = lab.host('node', {
      nics: NICS,
      sysctls: {
        ...asLinuxComes(names),
        ...Object.fromEntries(names.map((name) => [`net.ipv4.neigh.${name}.proxy_delay`, 0])),
        'net.ipv4.ip_forward': 1,
      },
      ip: [`route add default via ${GATEWAY} dev eth0`],
    });
    const containers = CONTAINERS.map(({ at }, index) => {
      const container = lab.host(`ct${index}`, { nics: [] });
      const outside = { name: `veth${index}`, addresses: ['169.254.1.1/32'] };
      lab.cable({ host, nic: outside }, { host: container, nic: { name: 'eth0', addresses: [`${at}/32`] } });
      container.ip('route add 169.254.1.1 dev eth0 scope link', 'route add default via 169.254.1.1');
      host.ip(`route add ${at} dev veth${index}`);
      host.ip(...names.map((name) => `neighbour add proxy ${at} dev ${name}`));
      return container;
    });
    const client = lab.host('client', {
      nics: [{ name: 'eth0', addresses: [`${GATEWAY}/24`] }],
      sysctls: { 'net.ipv4.conf.eth0.rp_filter': 1, 'net.ipv4.conf.all.rp_filter': 1 },
      ip: [`address add ${FAR}/32 dev lo`],
    });
    const ear = client.open('eth0', { hears: 'arp+echo' });
    await body({
      host,
      patient: patient(host),
      asker: patient(client),
      client,
      ear,
      containers,
      cable: (plugged) => lab.wire.ip(`link set ${lab.portOf(host, 'eth3')} ${plugged ? 'up' : 'down'}`),
    });
  });
}

async function fluxes({ asker, client, ear }: Scene): Promise<void> {
  for (const { at } of CONTAINERS) {
    assert.deepEqual(await answersTo(ear, at), ALL, 'every NIC answers for every container');
    assert.deepEqual(await pinged(client, ear, at), { answered: true, by: [ETH0.mac] }, 'all leaves by eth0');
  }
  const { macs } = scanned(
    asker,
    CONTAINERS.map(({ at }) => at),
  );
  for (const { at } of CONTAINERS) assert.deepEqual(macs[at], ALL);
}

/** Asked and answered by the chosen NIC alone, there and back, for packets from the containers too. */
async function isClean({ asker, client, ear, containers }: Scene): Promise<void> {
  client.run('ip', 'neigh', 'flush', 'all');
  for (const [index, { at, by }] of CONTAINERS.entries()) {
    assert.deepEqual(await answersTo(ear, at), [by.mac], at);
    assert.deepEqual(await pinged(client, ear, at), { answered: true, by: [by.mac] }, at);
    const beyond = await pinged(client, ear, { target: at, as: FAR });
    assert.deepEqual(beyond, { answered: true, by: [by.mac] }, `${at}, asked from beyond the gateway`);
    containers[index]!.run('ping', '-c', '1', '-W', '2', GATEWAY);
    containers[index]!.run('ping', '-c', '1', '-W', '2', FAR);
    assert.ok(client.run('ip', 'neigh', 'show', at).includes(by.mac), `${at} is known by ${by.name}`);
  }
  assert.deepEqual(
    scanned(
      asker,
      CONTAINERS.map(({ at }) => at),
    ),
    {
      code: 0,
      macs: Object.fromEntries(CONTAINERS.map(({ at, by }) => [at, [by.mac]])),
    },
  );
}

test(
  'containers published on every NIC: applied, each is on its own there and back; undone, as before',
  {
    skip,
  },
  () =>
    withContainers(async (scene) => {
      const { patient, client } = scene;
      const toml = patient.file(FILE);
      const start = patient.look();
      await fluxes(scene);
      const applied = patient.arpist(`apply ${toml}`);
      assert.equal(applied.code, 0, applied.err);
      const probed = patient.arpist(`verify ${toml} --probe`);
      assert.equal(probed.code, 0, probed.out + probed.err);
      await isClean(scene);
      assert.equal(patient.arpist('undo').code, 0);
      assert.deepEqual(patient.look(), start);
      client.run('ip', 'neigh', 'flush', 'all');
      await fluxes(scene);
    }),
);

test(
  'a link that was down has lost what it published: told as drift, and applied again it is there',
  { skip },
  () =>
    withContainers(async (scene) => {
      const { host, patient, ear, cable } = scene;
      const toml = patient.file(FILE);
      assert.equal(patient.arpist(`apply ${toml}`).code, 0);
      const [first, second] = CONTAINERS;
      const mended = patient.look();
      cable(false);
      assert.deepEqual(await answersTo(ear, second.at), [second.by.mac]);
      cable(true);
      assert.deepEqual(patient.look(), mended, 'a cable takes nothing along');
      await isClean(scene);

      host.ip('link set eth3 down', 'link set eth3 up');
      assert.deepEqual(await answersTo(ear, first.at), []);
      assert.deepEqual(await answersTo(ear, second.at), [second.by.mac]);
      const drift = patient.arpist(`verify ${toml}`);
      assert.equal(drift.code, 1);
      assert.match(drift.out, /publish 192\.168\.18\.101 on eth3/);
      assert.match(drift.out, /route default by 192\.168\.18\.1 out of eth3 in table/);
      assert.doesNotMatch(drift.out, /192\.168\.18\.102/);
      assert.equal(patient.arpist(`apply ${toml}`).code, 0);
      await isClean(scene);
    }),
);
