import type { SystemChange } from '../../../src/change/change.ts';
import { killEverywhere, thereAndBack, VLAN, withHost } from '../../live/mend-scene.ts';

const REMOVAL: readonly SystemChange[] = [
  { do: 'remove-link', link: 'eth1.7' },
  { do: 'set-mac', link: 'eth1', mac: '02:00:00:00:77:77' },
];

/** VLANs made and taken away, with a VLAN on a VLAN; and what was on them. */
const points: number[] = [];
await withHost(async (scene) => {
  await thereAndBack(scene, VLAN);
  scene.host.ip(
    'link add link eth1 name eth1.7 type vlan id 7 reorder_hdr off',
    'link set eth1.7 up mtu 1400',
    'address add 10.7.0.1/24 dev eth1.7',
    'address add 10.7.0.2/24 dev eth1.7',
    'link add link eth1.7 name eth1.7.9 type vlan id 9 protocol 802.1ad',
    'link set eth1.7.9 up address 02:00:00:00:07:09',
    'address add 10.9.0.1/24 dev eth1.7.9',
    'route add 10.70.0.0/16 via 10.7.0.254 dev eth1.7',
    'neigh add 10.9.0.9 lladdr 02:00:00:00:09:09 dev eth1.7.9',
    'neigh add proxy 10.9.0.60 dev eth1.7.9',
  );
  scene.host.run('sysctl', '-qw', 'net/ipv4/conf/eth1.7/arp_ignore=2', 'net/ipv4/neigh/eth1.7.9/locktime=0');
  await thereAndBack(scene, REMOVAL);
  await thereAndBack(scene, [
    { do: 'set-up', link: 'eth1', up: false },
    { do: 'set-up', link: 'eth1', up: true },
  ]);
  points.push(killEverywhere(scene, VLAN), killEverywhere(scene, REMOVAL));
});
process.stdout.write(`${JSON.stringify({ points, steps: [VLAN.length, REMOVAL.length] })}\n`);
