// The same network twice: in the main table, and in a VRF. Two cables, a host of the same address on each.
import { openLab } from '../../../src/linux/lab.ts';
import { arpist, records } from './programs.ts';

const lab = openLab();
try {
  const host = lab.host('router', {
    nics: [
      { name: 'eth0', segment: 'main' },
      { name: 'e1', segment: 'red' },
    ],
    ip: [
      'link add red type vrf table 10',
      'link set red up',
      'link set e1 master red',
      'addr add 10.0.0.1/24 dev eth0',
      'addr add 10.0.0.1/24 dev e1',
      'route add 10.9.0.9 dev e1 table 10',
    ],
  });
  for (const [segment, mac] of [
    ['main', '02:00:00:00:00:0a'],
    ['red', '02:00:00:00:00:0b'],
  ] as const)
    lab.host(`${segment}2`, {
      nics: [{ name: 'eth0', mac, addresses: ['10.0.0.2/24', '10.9.0.9/32'], segment }],
    });
  const stations = (ran: ReturnType<typeof arpist>): readonly unknown[] =>
    records(ran)
      .filter(({ type }) => type === 'station')
      .map(({ ip, interface: on, mac, verdict }) => [on, ip, mac, verdict].join(' '))
      .toSorted();
  const scanned = arpist(host, 'scan', '--json');
  const one = arpist(host, 'scan', '10.0.0.2', '--json');
  const who = arpist(host, 'who', '10.0.0.2', '--json');
  const red = arpist(host, 'who', '10.0.0.2', '-I', 'e1', '--json');
  const told = {
    scanned: stations(scanned),
    code: scanned.code,
    err: scanned.err,
    one: stations(one),
    who: stations(who),
    note: who.err,
    red: stations(red),
  };
  process.stdout.write(`${JSON.stringify(told)}\n`);
} finally {
  lab.close();
}
