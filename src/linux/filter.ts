import type { LinkOptions } from '../ports/host.ts';
import { HOST_LITTLE, PACKET_OUTGOING } from './ffi/layouts.ts';
import { TPID_8021AD, TPID_8021Q } from '../wire/vlan.ts';
import { PORT_DHCP_CLIENT, PORT_DHCP_SERVER } from '../wire/beside/dhcp.ts';
import { PORT_GLBP } from '../wire/beside/glbp.ts';
import { PORT_HSRP } from '../wire/beside/hsrp.ts';
import { PROTOCOL_IGMP } from '../wire/beside/igmp.ts';
import { ETHERTYPE_LLDP } from '../wire/beside/lldp.ts';
import { PROTOCOL_VRRP } from '../wire/beside/vrrp.ts';
import { ETHERTYPE_ARP, ETHERTYPE_IPV4 } from '../wire/ethernet.ts';
import { PROTOCOL_AH } from '../wire/evidence.ts';

// Classic BPF, linux/filter.h and linux/bpf_common.h.
const LDH_ABS = 0x28;
const LDH_IND = 0x48;
const LDB_IND = 0x50;
const LD_IND = 0x40;
const LDX_IMM = 0x01;
const JEQ = 0x15;
const JGT = 0x25;
const JSET = 0x45;
const AND = 0x54;
const SHIFT_LEFT = 0x64;
const ADD_X = 0x0c;
const TAX = 0x07;
const RET = 0x06;
/** SKF_AD_OFF + SKF_AD_PKTTYPE */
const PKTTYPE = 0xfffff000 + 4;

const WHOLE_FRAME = 0x40000;
/** Above it is an EtherType, as eth_type_trans (net/ethernet/eth.c) has it. */
const LONGEST_LENGTH = 1535;

/** Where the protocol stands in an IPv4 packet, and the ICMP type behind a header without options (RFC 791, RFC 792). */
const PROTOCOL_AT = 14 + 9;
const ICMP_TYPE_AT = 14 + 20;
const ICMP = 1;
const ECHO_REPLY = 0;
const UNREACHABLE = 3;
const UDP = 17;
/** From where an IPv4 header begins: its version and length, and the word with the offset of a fragment. */
const VERSION_AT = 14;
const FRAGMENT_AT = 14 + 6;
const FRAGMENT_OFFSET = 0x1fff;

type Hears = NonNullable<LinkOptions['hears']>;
type Label = 'accept' | 'drop' | 'untagged' | 'ipv4' | 'udp' | 'ah' | 'refuse' | `tag${number}`;

interface Step {
  readonly label?: Label;
  readonly code: number;
  readonly k: number;
  readonly yes?: Label;
  readonly no?: Label;
}

export interface Instruction {
  readonly code: number;
  readonly jt: number;
  readonly jf: number;
  readonly k: number;
}

/**
 * Accepts ARP and RARP: as Ethernet II, as LLC/SNAP with the organisation code 0, and both behind up to three tags that are
 * still in the bytes (a received frame's outermost tag is not: the kernel took it out). Frames that leave this
 * machine only when `outgoing`. With `arp+echo` also what answers an echo or refuses a datagram: ICMP echo reply and
 * unreachable in IPv4 packets without options. With `arp+evidence` what `evidenceOf` (wire/evidence.ts) reads: LLDP, and in
 * IPv4 packets, or their first fragments, VRRP and CARP (behind an authentication header too), IGMP, and the datagrams of
 * DHCP, HSRP and GLBP. A frame too short for a load is dropped by the kernel.
 */
export function arpFilter(outgoing: boolean, hears: Hears = 'arp'): readonly Instruction[] {
  const steps: Step[] = [];
  if (!outgoing) {
    steps.push({ code: LDH_ABS, k: PKTTYPE }, { code: JEQ, k: PACKET_OUTGOING, yes: 'drop' });
  }
  steps.push({ code: LDX_IMM, k: 0 });
  for (const depth of [1, 2, 3]) {
    steps.push(
      { code: LDH_IND, k: 12 },
      { code: JEQ, k: TPID_8021Q, yes: `tag${depth}` },
      { code: JEQ, k: TPID_8021AD, yes: `tag${depth}` },
      { code: JEQ, k: 0x9100, yes: `tag${depth}`, no: 'untagged' },
      { label: `tag${depth}`, code: LDX_IMM, k: depth * 4 },
    );
  }
  steps.push(
    { label: 'untagged', code: LDH_IND, k: 12 },
    { code: JEQ, k: ETHERTYPE_ARP, yes: 'accept' },
    { code: JEQ, k: 0x8035, yes: 'accept' },
    ...(hears === 'arp' ? [] : [{ code: JEQ, k: ETHERTYPE_IPV4, yes: 'ipv4' } as const]),
    ...(hears === 'arp+evidence' ? [{ code: JEQ, k: ETHERTYPE_LLDP, yes: 'accept' } as const] : []),
    { code: JGT, k: LONGEST_LENGTH, yes: 'drop' },
    { code: LD_IND, k: 14 },
    { code: JEQ, k: 0xaaaa0300, no: 'drop' },
    { code: LD_IND, k: 18 },
    { code: JEQ, k: 0x00000806, yes: 'accept' },
    { code: JEQ, k: 0x00008035, yes: 'accept' },
    { label: 'drop', code: RET, k: 0 },
    ...IPV4_STEPS[hears],
    { label: 'accept', code: RET, k: WHOLE_FRAME },
  );
  return assemble(steps);
}

const ECHO_STEPS: readonly Step[] = [
  { label: 'ipv4', code: LDB_IND, k: PROTOCOL_AT },
  { code: JEQ, k: ICMP, no: 'refuse' },
  { code: LDB_IND, k: ICMP_TYPE_AT },
  { code: JEQ, k: ECHO_REPLY, yes: 'accept' },
  { code: JEQ, k: UNREACHABLE, yes: 'accept' },
  { label: 'refuse', code: RET, k: 0 },
];

/** The header may have options: what follows it is found by adding its length to where the tags end. */
const BEHIND_HEADER: readonly Step[] = [
  { code: AND, k: 15 },
  { code: SHIFT_LEFT, k: 2 },
  { code: ADD_X, k: 0 },
  { code: TAX, k: 0 },
];

const EVIDENCE_STEPS: readonly Step[] = [
  { label: 'ipv4', code: LDB_IND, k: VERSION_AT },
  { code: JGT, k: 0x44, no: 'refuse' },
  { code: JGT, k: 0x4f, yes: 'refuse' },
  { code: LDH_IND, k: FRAGMENT_AT },
  { code: JSET, k: FRAGMENT_OFFSET, yes: 'refuse' },
  { code: LDB_IND, k: PROTOCOL_AT },
  { code: JEQ, k: PROTOCOL_VRRP, yes: 'accept' },
  { code: JEQ, k: PROTOCOL_IGMP, yes: 'accept' },
  { code: JEQ, k: UDP, yes: 'udp' },
  { code: JEQ, k: PROTOCOL_AH, yes: 'ah', no: 'refuse' },
  { label: 'udp', code: LDB_IND, k: VERSION_AT },
  ...BEHIND_HEADER,
  { code: LDH_IND, k: 14 + 2 },
  ...[PORT_DHCP_SERVER, PORT_DHCP_CLIENT, PORT_HSRP].map((k): Step => ({ code: JEQ, k, yes: 'accept' })),
  { code: JEQ, k: PORT_GLBP, yes: 'accept', no: 'refuse' },
  { label: 'ah', code: LDB_IND, k: VERSION_AT },
  ...BEHIND_HEADER,
  { code: LDB_IND, k: 14 },
  { code: JEQ, k: PROTOCOL_VRRP, yes: 'accept' },
  { label: 'refuse', code: RET, k: 0 },
];

const IPV4_STEPS: Readonly<Record<Hears, readonly Step[]>> = {
  arp: [],
  'arp+echo': ECHO_STEPS,
  'arp+evidence': EVIDENCE_STEPS,
};

function assemble(steps: readonly Step[]): readonly Instruction[] {
  const at = new Map(steps.flatMap((step, index) => (step.label ? [[step.label, index] as const] : [])));
  return steps.map(({ code, k, yes, no }, index) => {
    const distance = (label: Label | undefined): number =>
      label === undefined ? 0 : (at.get(label) ?? index + 1) - index - 1;
    return { code, jt: distance(yes), jf: distance(no), k };
  });
}

/** An array of struct sock_filter { u16 code; u8 jt; u8 jf; u32 k; } */
export function encodeFilter(program: readonly Instruction[]): Uint8Array {
  const bytes = new Uint8Array(program.length * 8);
  const view = new DataView(bytes.buffer);
  program.forEach(({ code, jt, jf, k }, index) => {
    view.setUint16(index * 8, code, HOST_LITTLE);
    bytes[index * 8 + 2] = jt;
    bytes[index * 8 + 3] = jf;
    view.setUint32(index * 8 + 4, k, HOST_LITTLE);
  });
  return bytes;
}
