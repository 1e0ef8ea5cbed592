// A trunk with true VLAN devices scanned by tags, and a bond that fails over: its announcements as they come.
import { formatIpv4 } from '../../../src/base/ipv4.ts';
import { formatMac } from '../../../src/base/mac.ts';
import { setLink, upOrDown } from '../../../src/linux/apply-requests.ts';
import { openLibc } from '../../../src/linux/ffi/libc.ts';
import { openLab, type Lab } from '../../../src/linux/lab.ts';
import { openNetlink } from '../../../src/linux/netlink-socket.ts';
import { kindOf } from '../../../src/wire/arp-kinds.ts';
import { glance, newGlance } from '../../../src/wire/glance.ts';
import { arpist, records, sleep } from './programs.ts';

/** Three hosts on one untagged cable, each with VLANs of its own; the same address lives in two of them. */
function scanned(lab: Lab): object {
  const on = (
    name: string,
    vlans: readonly (readonly [id: number, address: string])[],
  ): ReturnType<Lab['host']> =>
    lab.host(name, {
      nics: [{ name: 'eth0', segment: 'trunk' }],
      // Or each would answer in every VLAN for its addresses in the others.
      sysctls: { 'net.ipv4.conf.all.arp_ignore': 1 },
      ip: vlans.flatMap(([id, address]) => [
        `link add link eth0 name eth0.${id} type vlan id ${id}`,
        `addr add ${address} dev eth0.${id}`,
        `link set eth0.${id} up`,
      ]),
    });
  on('a', [
    [10, '10.9.0.7/24'],
    [1234, '10.9.0.8/24'],
  ]);
  on('b', [[1234, '10.9.0.7/24']]);
  on('c', [[30, '10.9.0.9/24']]);
  const scanner = lab.host('scan', {
    nics: [{ name: 'eth0', addresses: ['10.9.0.1/24'], segment: 'trunk' }],
  });
  const tagged = arpist(scanner, 'scan', '10.9.0.0/28', '-I', 'eth0', '--vlan', '10,1234', '--json');
  const plain = arpist(scanner, 'scan', '10.9.0.0/28', '-I', 'eth0', '--json');
  const found = (ran: typeof tagged): readonly unknown[] =>
    records(ran)
      .filter(({ type }) => type === 'station')
      .map(({ ip, vlan, verdict }) => [ip, vlan, verdict])
      .toSorted((one, other) => String(one).localeCompare(String(other)));
  return { tagged: found(tagged), plain: found(plain), code: tagged.code, err: tagged.err };
}

/** What a neighbour hears when the active member loses its cable. */
async function failedOver(lab: Lab): Promise<object> {
  const host = lab.host('bonded', {
    nics: [
      { name: 'm0', mac: '02:00:00:00:0b:01', segment: 'office' },
      { name: 'm1', mac: '02:00:00:00:0b:02', segment: 'office' },
    ],
    ip: [
      'link add bond0 type bond mode active-backup miimon 20 num_grat_arp 3 fail_over_mac active',
      ...['m0', 'm1'].flatMap((name) => [
        `link set ${name} down`,
        `link set ${name} master bond0`,
        `link set ${name} up`,
      ]),
      'link set bond0 up',
      'addr add 10.8.0.5/24 dev bond0',
    ],
  });
  const office = lab.host('office', {
    nics: [{ name: 'eth0', addresses: ['10.8.0.1/24'], segment: 'office' }],
  });
  await sleep(300);
  const who = (): readonly unknown[] =>
    records(arpist(office, 'who', '10.8.0.5', '-I', 'eth0', '--json'))
      .filter(({ type }) => type === 'station')
      .map(({ mac }) => mac);
  const before = who();
  const link = office.open('eth0');
  // Not by a program: user-mode Linux 6.12 dies when a process forks that holds a packet ring.
  const { index } = lab.wire.nic(lab.portOf(host, 'm0'));
  lab.wire.inside(() => {
    const netlink = openNetlink(openLibc());
    netlink.changeAll([setLink({ index, ...upOrDown(false) })]);
    netlink.close();
  });
  const arp = newGlance();
  const heard: string[] = [];
  for (let tries = 0; tries < 20 && heard.length < 3; tries++) {
    await sleep(100);
    link.drain(({ bytes, outgoing }) => {
      if (!outgoing && glance(bytes, arp))
        heard.push(`${kindOf(arp)} ${formatMac(arp.sha)} ${formatIpv4(arp.spa)}`);
    });
  }
  link.close();
  await sleep(100);
  return { before, heard, after: who() };
}

async function main(): Promise<void> {
  const lab = openLab();
  try {
    process.stdout.write(`${JSON.stringify({ scanned: scanned(lab), bond: await failedOver(lab) })}\n`);
  } finally {
    lab.close();
  }
}

await main();
