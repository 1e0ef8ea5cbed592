// A VLAN router from the files of --persist alone, on a machine that has just started.
import { type NicPlan } from '../../../src/linux/lab.ts';
import { runIfup, runNetworkd, startAgain } from '../../interop/start-again.ts';

const ROUTER = `
[[vlan-router]]
parent = "eth1"
vlans = ["100-102"]
address = "10.100.0.1/24"
machines = { 100 = ["203.0.113.10-12"], 102 = ["203.0.113.20"] }
public-side = "eth0"
pvlan = true
`;
const nics: readonly NicPlan[] = [
  { name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['203.0.113.1/24'] },
  { name: 'eth1', mac: '02:00:00:00:00:02' },
];

await startAgain({ kind: 'systemd-networkd', toml: ROUTER, bare: false, nics }, runNetworkd);
await startAgain({ kind: 'ifupdown', toml: ROUTER, bare: true, nics }, (fresh) => runIfup(fresh, nics));
process.stdout.write(`${JSON.stringify({ asDeclared: ['systemd-networkd', 'ifupdown'] })}\n`);
