import assert from 'node:assert/strict';
import { test } from 'node:test';
import { after } from '../../src/change/after.ts';
import type { HostSnapshot } from '../../src/kernel/host.ts';
import { readSnapshot } from '../../src/linux/snapshot.ts';
import type { Link } from '../../src/ports/link.ts';
import { whyNoPing } from './announcing.ts';
import type { LabHost } from './lab.ts';
import { answersTo, asLinuxComes, type Patient, pinged, scanned, withLab } from './mended.ts';

const skip = whyNoPing;

const NICS = [
  { name: 'eth0', mac: '00:1b:21:00:00:10', addresses: ['192.168.18.10/24'] },
  { name: 'eth3', mac: '00:1b:21:00:00:13', addresses: ['192.168.18.13/24'] },
  { name: 'eth4', mac: '00:1b:21:00:00:14', addresses: ['192.168.18.14/24'] },
] as const;
const ALL = NICS.map(({ mac }) => mac).toSorted();
const own = ({ addresses }: (typeof NICS)[number]): string => addresses[0].replace('/24', '');
const OWN = NICS.map(own);
const GATEWAY = '192.168.18.1';

const FILE = `
[flux]
interfaces = ["eth0", "eth3", "eth4"]
`;

interface Scene {
  readonly host: LabHost;
  readonly patient: Patient;
  readonly asker: Patient;
  /** On the segment. */
  readonly client: LabHost;
  readonly ear: Link;
  /** Behind the gateway; `gate` hears what comes to the gateway from the segment. */
  readonly far: LabHost;
  readonly gate: Link;
  /** The cable of a NIC is pulled, or plugged in. */
  readonly cable: (nic: string, plugged: boolean) => void;
}

async function withNode(
  body: (scene: Scene) => Promise<void>,
  node: { readonly sysctls?: Readonly<Record<string, number>>; readonly ip?: readonly string[] } = {},
): Promise<void> {
  await withLab(async (lab, patient) => {
    const host = lab.host('node', {
      nics: NICS,
      sysctls: { ...asLinuxComes(NICS.map(({ name }) => name)), ...node.sysctls },
      ip: node.ip ?? [`route add default via ${GATEWAY} dev eth0`],
    });
    const strict = { 'net.ipv4.conf.eth0.rp_filter': 1, 'net.ipv4.conf.all.rp_filter': 1 };
    const client = lab.host('client', {
      nics: [{ name: 'eth0', addresses: ['192.168.18.101/24'] }],
      sysctls: strict,
    });
    const gateway = lab.host('gateway', {
      nics: [
        { name: 'eth0', addresses: [`${GATEWAY}/24`] },
        { name: 'eth1', addresses: ['10.7.0.1/24'], segment: 's1' },
      ],
      sysctls: { ...asLinuxComes(['eth0', 'eth1']), 'net.ipv4.ip_forward': 1 },
    });
    const far = lab.host('far', {
      nics: [{ name: 'eth0', addresses: ['10.7.0.9/24'], segment: 's1' }],
      ip: ['route add default via 10.7.0.1'],
    });
    await body({
      host,
      patient: patient(host),
      asker: patient(client),
      client,
      ear: client.open('eth0', { hears: 'arp+echo' }),
      far,
      gate: gateway.open('eth0', { hears: 'arp+echo' }),
      cable: (nic, plugged) => lab.wire.ip(`link set ${lab.portOf(host, nic)} ${plugged ? 'up' : 'down'}`),
    });
  });
}

async function fluxes({ asker, client, ear }: Scene): Promise<void> {
  for (const target of OWN) {
    assert.deepEqual(await answersTo(ear, target), ALL, 'every NIC answers for every address');
    assert.deepEqual((await pinged(client, ear, target)).by, [NICS[0].mac], 'all leaves by the first');
  }
  const scan = scanned(asker, OWN);
  for (const target of OWN) assert.deepEqual(scan.macs[target], ALL);
}

/** Each of these NICs answers for its own address, nobody else does, and what is sent from it leaves by it. */
async function isClean({ client, ear }: Scene, nics: readonly (typeof NICS)[number][]): Promise<void> {
  client.run('ip', 'neigh', 'flush', 'all');
  for (const nic of nics) {
    assert.deepEqual(await answersTo(ear, own(nic)), [nic.mac], own(nic));
    assert.deepEqual(await pinged(client, ear, own(nic)), { answered: true, by: [nic.mac] }, own(nic));
  }
}

/** Whether a link has its carrier while it is down is nothing a route depends on. */
function routesOf(host: HostSnapshot): readonly string[] {
  return host.routes
    .map(({ table, type, destination, nexthops }) =>
      [table, type, destination, ...nexthops.map(({ link, via }) => `${link} ${via}`)].join(' '),
    )
    .toSorted();
}

function scansClean({ asker }: Scene): void {
  const macs = Object.fromEntries(NICS.map((nic) => [own(nic), [nic.mac]]));
  assert.deepEqual(scanned(asker, OWN), { code: 0, macs });
}

/** Which NIC the answers to a machine behind the gateway leave by. */
async function leavesBy({ far, gate }: Scene, nic: (typeof NICS)[number]): Promise<string | undefined> {
  const { answered, by } = await pinged(far, gate, own(nic));
  assert.ok(answered, `${own(nic)} is reached from behind the gateway`);
  assert.equal(by.length, 1);
  return NICS.find(({ mac }) => mac === by[0])?.name;
}

test(
  'three NICs on one subnet: applied, each is itself; cables and links may go; undone, all is as before',
  {
    skip,
  },
  () =>
    withNode(async (scene) => {
      const { host, patient, ear, cable } = scene;
      const toml = patient.file(FILE);
      const start = patient.look();
      await fluxes(scene);

      const applied = patient.arpist(`apply ${toml}`);
      assert.equal(applied.code, 0, applied.err);
      assert.equal(patient.arpist(`verify ${toml} --probe`).code, 0);
      await isClean(scene, NICS);
      scansClean(scene);
      for (const nic of NICS) assert.equal(await leavesBy(scene, nic), nic.name);
      const mended = patient.look();

      for (const nic of NICS) {
        const others = NICS.filter((one) => one !== nic);
        cable(nic.name, false);
        await isClean(scene, others);
        assert.deepEqual(await answersTo(ear, own(nic)), []);
        cable(nic.name, true);
        await isClean(scene, NICS);
        assert.deepEqual(patient.look(), mended, 'a cable takes nothing along');
      }

      for (const nic of NICS) {
        const others = NICS.filter((one) => one !== nic);
        const before = host.inside(() => readSnapshot());
        host.ip(`link set ${nic.name} down`);
        const down = after(before, [{ do: 'set-up', link: nic.name, up: false }]);
        assert.deepEqual(
          routesOf(host.inside(() => readSnapshot())),
          routesOf(down),
          'as the model foretells',
        );
        await isClean(scene, others);
        assert.deepEqual(await answersTo(ear, own(nic)), []);
        host.ip(`link set ${nic.name} up`);
        await isClean(scene, NICS);
      }
      scansClean(scene);
      // What a link takes along: its way by the gateway, and of eth0 that of the main table.
      host.ip(`route add default via ${GATEWAY} dev eth0`);
      for (const nic of NICS) assert.equal(await leavesBy(scene, nic), 'eth0');
      const drift = patient.arpist(`verify ${toml}`);
      assert.equal(drift.code, 1);
      for (const table of [/eth0 in table/, /eth3 in table/, /eth4 in table/])
        assert.match(drift.out, new RegExp(`default by ${GATEWAY} out of ${table.source}`));
      assert.equal(patient.arpist(`apply ${toml}`).code, 0);
      assert.equal(patient.arpist(`verify ${toml}`).code, 0);
      for (const nic of NICS) assert.equal(await leavesBy(scene, nic), nic.name);

      assert.equal(patient.arpist('undo').code, 0);
      assert.equal(patient.arpist('undo').code, 0);
      assert.deepEqual(patient.look(), start);
      await fluxes(scene);
    }),
);

test(
  'strict rp_filter and no gateway: deaf before, itself after, and nothing is lost when links go down and up',
  {
    skip,
  },
  () =>
    withNode(
      async (scene) => {
        const { host, patient, ear } = scene;
        const [first] = NICS;
        const toml = patient.file(FILE);
        const start = routesOf(host.inside(() => readSnapshot()));
        for (const target of OWN)
          assert.deepEqual(await answersTo(ear, target), [first.mac], 'eth0 for all, the others hear nobody');
        const applied = patient.arpist(`apply ${toml}`);
        assert.equal(applied.code, 0, applied.err);
        await isClean(scene, NICS);
        for (const { name } of NICS) host.ip(`link set ${name} down`, `link set ${name} up`);
        await isClean(scene, NICS);
        assert.equal(patient.arpist(`verify ${toml} --probe`).code, 0);
        assert.equal(host.run('sysctl', '-n', 'net.ipv4.conf.all.rp_filter').trim(), '1');
        host.ip(`link set ${first.name} down`);
        assert.equal(patient.arpist(`verify ${toml}`).code, 1, 'a link that is down is not as declared');
        host.ip(`link set ${first.name} up`);
        assert.equal(patient.arpist('undo').code, 0);
        // In another order than before: the links were down.
        assert.deepEqual(routesOf(host.inside(() => readSnapshot())), start);
        for (const target of OWN) assert.equal((await answersTo(ear, target)).length, 1);
      },
      { sysctls: { 'net.ipv4.conf.all.rp_filter': 1 }, ip: [] },
    ),
);
