// Which interfaces share a wire, as read from a kernel that has all kinds of them.
import { openLibc } from '../../../src/linux/ffi/libc.ts';
import { readInterfaces } from '../../../src/linux/interfaces.ts';
import { openLab } from '../../../src/linux/lab.ts';
import { openNetlink } from '../../../src/linux/netlink-socket.ts';

const libc = openLibc();
const lab = openLab();
try {
  const host = lab.host('many', {
    nics: [],
    ip: [
      ...['d0', 'd1', 'd2', 'd3', 'd4', 'd5', 'd6'].map((name) => `link add ${name} type dummy`),
      'link add link d0 name d0.10 type vlan id 10',
      'link add link d0.10 name d0.10.7 type vlan id 7',
      'link add link d0 name d0.20 type vlan id 20',
      'link add link d0.10 name mv type macvlan mode bridge',
      'link add link d0 name iv type ipvlan mode l2',
      'link add br0 type bridge',
      'link set d1 master br0',
      'link add bond0 type bond mode active-backup',
      'link set d2 master bond0',
      'link set d3 master bond0',
      'link add link bond0 name bond0.30 type vlan id 30',
      'link add v type vrf table 10',
      'link set d4 master v',
      'link set d5 master v',
      'link add e0 type veth peer name e1',
    ],
  });
  const wires = new Map<string, string[]>();
  host.inside(() => {
    const netlink = openNetlink(libc);
    try {
      for (const { name, wire = '', loopback } of readInterfaces(netlink))
        if (!loopback) wires.set(wire, [...(wires.get(wire) ?? []), name].toSorted());
    } finally {
      netlink.close();
    }
  });
  process.stdout.write(
    `${JSON.stringify([...wires.values()].toSorted((a, b) => a[0]!.localeCompare(b[0]!)))}\n`,
  );
} finally {
  lab.close();
}
