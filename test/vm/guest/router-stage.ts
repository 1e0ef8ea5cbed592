// A router whose eth1 is a trunk, machines with public addresses in VLAN 1234 and a private network in VLAN 1235.
import type { Lab, LabHost } from '../../../src/linux/lab.ts';
import { run } from './programs.ts';

export interface Stage {
  readonly router: LabHost;
  readonly outside: LabHost;
  readonly machines: readonly LabHost[];
  readonly inside: LabHost;
}

export function build(lab: Lab): Stage {
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
export function pings({ outside, machines, inside }: Stage): Record<string, boolean> {
  const hosts = new Map(
    [outside, ...machines, inside].map((host) => [host.namespace.replace(/.*-/, ''), host]),
  );
  for (const host of hosts.values()) host.ip('neigh flush all');
  return Object.fromEntries(
    WAYS.map(([way, from, to]) => [way, run(hosts.get(from)!, ['ping', '-c1', '-W2', '-q', to]).code === 0]),
  );
}
