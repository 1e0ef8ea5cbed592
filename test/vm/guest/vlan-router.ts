// The router of seeds 000 and 001: a VLAN trunk, machines with private and with public addresses behind it, one declaration.
import { readFileSync } from 'node:fs';
import { type Lab, type LabHost, openLab } from '../../../src/linux/lab.ts';
import { readSnapshot } from '../../../src/linux/snapshot.ts';
import { buildMany } from './many-vlans.ts';
import { arpist, file, type Ran, records, run } from './programs.ts';
import { build, pings } from './router-stage.ts';

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
