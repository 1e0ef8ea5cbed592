// The router of seeds 000 and 001: a VLAN trunk, machines with private and with public addresses behind it, one declaration.
import { readFileSync } from 'node:fs';
import { openLab, type Lab, type LabHost } from '../../../src/linux/lab.ts';
import { readSnapshot } from '../../../src/linux/snapshot.ts';
import { buildMany } from './many-vlans.ts';
import { arpist, file, type Ran, records, run } from './programs.ts';

const DECLARED = `# Two machines keep their public addresses behind VLAN 1234, and may talk to each other through the router alone.
[[vlan-router]]
parent = "eth1"
vlans = [1234]
address = "10.200.34.1/24"
machines = ["203.0.113.10-11"]
public-side = "eth0"
pvlan = true

# A private network: the router is its gateway, and that is all.
[[vlan-router]]
parent = "eth1"
vlans = [1235]
address = "10.50.0.1/24"
`;

interface Stage {
  readonly router: LabHost;
  readonly outside: LabHost;
  readonly machines: readonly LabHost[];
  readonly inside: LabHost;
}

function build(lab: Lab): Stage {
  const outside = lab.host('ext', {
    nics: [{ name: 'eth0', addresses: ['203.0.113.200/24'], segment: 's0' }],
    ip: ['route add 10.50.0.0/24 via 203.0.113.1'],
  });
  const router = lab.host('router', {
    nics: [
      { name: 'eth0', mac: '02:00:00:00:13:01', addresses: ['203.0.113.1/24'], segment: 's0' },
      { name: 'eth1', mac: '02:00:00:00:13:02', segment: 's1' },
    ],
  });
  const machine = (number: number): LabHost =>
    lab.host(`vm${number}`, {
      nics: [{ name: 'eth0', addresses: [`203.0.113.${number}/24`], segment: 's1' }],
      ip: ['route add default via 203.0.113.1'],
    });
  const machines = [machine(10), machine(11)];
  const inside = lab.host('in', {
    nics: [{ name: 'eth0', addresses: ['10.50.0.7/24'], segment: 's1' }],
    ip: ['route add default via 10.50.0.1'],
  });
  trunk(lab, { router, machines, inside });
  return { router, outside, machines, inside };
}

/** The switch: the router's port carries both VLANs tagged, each machine's its own untagged, and no machine hears another. */
function trunk(lab: Lab, { router, machines, inside }: Omit<Stage, 'outside'>): void {
  lab.wire.ip('link set s1 type bridge vlan_filtering 1');
  const port = lab.portOf(router, 'eth1');
  const lines = [`vlan add dev ${port} vid 1234`, `vlan add dev ${port} vid 1235`];
  for (const [host, id] of [...machines.map((one) => [one, 1234] as const), [inside, 1235] as const]) {
    const own = lab.portOf(host, 'eth0');
    lines.push(
      `vlan del dev ${own} vid 1`,
      `vlan add dev ${own} vid ${id} pvid untagged`,
      `link set dev ${own} isolated on`,
    );
  }
  const done = run(lab.wire, ['bridge', '-batch', '-'], `${lines.join('\n')}\n`);
  if (done.code !== 0) throw new Error(done.err);
}

const WAYS = [
  ['outside to machine', 'ext', '203.0.113.10'],
  ['machine to outside', 'vm10', '203.0.113.200'],
  ['machine to machine', 'vm10', '203.0.113.11'],
  ['outside to private', 'ext', '10.50.0.7'],
  ['private to outside', 'in', '203.0.113.200'],
] as const;

/** Which of the ways a packet goes, both ways. */
function pings({ outside, machines, inside }: Stage): Record<string, boolean> {
  const hosts = new Map(
    [outside, ...machines, inside].map((host) => [host.namespace.replace(/.*-/, ''), host]),
  );
  for (const host of hosts.values()) host.ip('neigh flush all');
  return Object.fromEntries(
    WAYS.map(([way, from, to]) => [way, run(hosts.get(from)!, ['ping', '-c1', '-W2', '-q', to]).code === 0]),
  );
}

/** What changes by itself is no part of the comparison: neighbours are learned and forgotten. */
function standing(host: LabHost): string {
  const {
    neighbours: _neighbours,
    takenAt: _takenAt,
    table: _table,
    sticky: _sticky,
    ...rest
  } = host.inside(() => readSnapshot());
  return JSON.stringify(rest);
}

/** The counters of /proc/net/vlan/NAME. */
function countersOf(router: LabHost, name: string): Record<string, number> {
  const text = run(router, ['cat', `/proc/net/vlan/${name}`]).out;
  return Object.fromEntries(
    [...text.matchAll(/^\s*(total [a-z ]+|Broadcast\/Multicast Rcvd)\s+(\d+)$/gm)].map(([, what, number]) => [
      what!.trim(),
      Number(number),
    ]),
  );
}

function many(lab: Lab): object {
  const { router, toml } = buildMany(lab);
  const startedAt = performance.now();
  const applied = arpist(router, 'apply', toml, '--yes');
  const milliseconds = Math.round(performance.now() - startedAt);
  const routes = run(router, ['ip', '-4', 'route', 'show', 'table', 'main'])
    .out.split('\n')
    .filter((line) => /^198\.18\.\d+\.\d+ /.test(line));
  const vlans = records(arpist(router, 'vlan', '--json'));
  return {
    applied: brief(applied),
    milliseconds,
    routes: routes.length,
    vlans: vlans.length,
    verified: arpist(router, 'verify', toml).code,
  };
}

function brief({ code, out, err }: Ran): Ran {
  return { code, out: out.slice(-600), err: err.slice(-600) };
}

function main(): void {
  const lab = openLab();
  try {
    const stage = build(lab);
    const { router } = stage;
    const toml = file('router.toml', DECLARED);
    const start = standing(router);
    const before = pings(stage);
    const plan = arpist(router, 'plan', toml);
    const applied = arpist(router, 'apply', toml, '--yes');
    const after = pings(stage);
    const verified = [arpist(router, 'verify', toml), arpist(router, 'apply', toml, '--yes')];
    const counters = countersOf(router, 'eth1.1234');
    const vlan = records(arpist(router, 'vlan', '1234', '--json'))[0] ?? null;
    const shown = arpist(router, 'vlan');
    const undone = arpist(router, 'undo');
    const asBefore = standing(router) === start;
    const again = pings(stage);
    const modules = readFileSync('/proc/modules', 'latin1').includes('8021q');
    process.stdout.write(
      `${JSON.stringify({ before, plan, applied, after, verified, counters, vlan, shown, undone, asBefore, again, modules, many: many(lab) })}\n`,
    );
  } finally {
    lab.close();
  }
}

main();
