import type { NeighbourEntry } from '../../ports/neighbours.ts';

/** RTPROT_* of linux/rtnetlink.h, those of programs: 0 to 4 are the kernel's own and an administrator's. */
const PROGRAMS: Readonly<Record<number, string>> = {
  8: 'gated',
  9: 'router advertisements',
  10: 'mrt',
  11: 'zebra',
  12: 'bird',
  13: 'dnrouted',
  14: 'xorp',
  15: 'ntk',
  16: 'dhcp',
  17: 'mrouted',
  18: 'keepalived',
  42: 'babel',
  84: 'ovn',
  99: 'openr',
  186: 'bgp',
  187: 'isis',
  188: 'ospf',
  189: 'rip',
  192: 'eigrp',
};
const OF_NO_PROGRAM = 4;

/** The program that made an entry, by its protocol (NDA_PROTOCOL); null when it is of nobody but the kernel or a person. */
export function ownerOf({ protocol }: Pick<NeighbourEntry, 'protocol'>): string | null {
  if (protocol === null || protocol <= OF_NO_PROGRAM) return null;
  return PROGRAMS[protocol] ?? `the program of protocol ${protocol}`;
}
