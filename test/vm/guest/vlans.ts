// Whether the kernel's body keeps what every body of Vlans promises; printed: each promise with how it failed.
import { openLab } from '../../../src/linux/lab.ts';
import { openVlans } from '../../../src/linux/vlans.ts';
import { VLANS_PROMISES } from '../../contracts/vlans.ts';
import { within } from '../../live/mend-hands.ts';

const lab = openLab();
try {
  const host = lab.host('host', {
    nics: [{ name: 'eth1' }, { name: 'eth2' }],
    ip: [
      'link add link eth1 name eth1.10 type vlan id 10',
      'addr add 10.200.10.1/24 dev eth1.10',
      'link add link eth1 name eth1.20 type vlan id 20',
      'link add link eth1 name guests type vlan proto 802.1ad id 300 loose_binding on egress-qos-map 1:5 ingress-qos-map 3:2',
      'link add link eth1 name eth1.30 type vlan id 30',
      'link add br0 type bridge',
      'link set eth1.30 master br0',
      'link add link eth2 name eth2.7 type vlan id 7',
      'link set eth2 down',
      ...['eth1.10', 'eth1.20', 'eth1.30'].map((name) => `link set ${name} up`),
      'route add 198.51.100.0/24 dev eth1.20',
    ],
  });
  host.run('sysctl', '-qw', 'net.ipv4.conf.eth1/20.proxy_arp=1');
  const vlans = within(host, openVlans());
  const kept = Object.entries(VLANS_PROMISES).map(([promise, hold]) => {
    try {
      hold(vlans);
      return [promise, 'kept'];
    } catch (fault) {
      return [promise, String(fault)];
    }
  });
  process.stdout.write(`${JSON.stringify(Object.fromEntries(kept))}\n`);
} finally {
  lab.close();
}
