import { hasPrefix, type Mac, type MacPrefix } from '../base/mac.ts';
import type { Evidence, EvidenceCode } from './verdict.ts';

interface VirtualRange {
  readonly prefix: MacPrefix;
  readonly code: EvidenceCode;
  /** `group` is the part of the MAC that numbers the group. */
  readonly text: (group: number) => string;
  readonly groupBits: number;
}

/**
 * MACs that stand for a role and not for a card. VRRP: RFC 5798 7.3 (CARP uses the same range); HSRP: RFC 2281 5.1
 * for version 1, Cisco's 0000.0c9f.f range for version 2; GLBP: Cisco's 0007.b400 range; NLB: Microsoft's 02-bf, 03-bf and 01-00-5e-7f.
 */
const RANGES: readonly VirtualRange[] = [
  {
    prefix: { bits: 40, value: 0x00005e0001 },
    code: 'virtual-vrrp',
    text: (group) => `the virtual MAC of VRRP or CARP group ${group}`,
    groupBits: 8,
  },
  {
    prefix: { bits: 40, value: 0x00000c07ac },
    code: 'virtual-hsrp',
    text: (group) => `the virtual MAC of HSRP group ${group}`,
    groupBits: 8,
  },
  {
    prefix: { bits: 36, value: 0x00000c9ff },
    code: 'virtual-hsrp',
    text: (group) => `the virtual MAC of HSRP version 2 group ${group}`,
    groupBits: 12,
  },
  {
    prefix: { bits: 32, value: 0x0007b400 },
    code: 'virtual-glbp',
    text: (group) => `the virtual MAC of GLBP group ${group >>> 8}, forwarder ${group & 255}`,
    groupBits: 16,
  },
  {
    prefix: { bits: 16, value: 0x02bf },
    code: 'virtual-nlb',
    text: () => 'the cluster MAC of Microsoft network load balancing',
    groupBits: 0,
  },
  {
    prefix: { bits: 16, value: 0x03bf },
    code: 'virtual-nlb',
    text: () => 'the multicast cluster MAC of Microsoft network load balancing',
    groupBits: 0,
  },
  {
    prefix: { bits: 32, value: 0x01005e7f },
    code: 'virtual-nlb',
    text: () => 'the IGMP multicast cluster MAC of Microsoft network load balancing',
    groupBits: 0,
  },
];

export function virtualOf(mac: Mac): Evidence | undefined {
  for (const range of RANGES) {
    if (!hasPrefix(mac, range.prefix)) continue;
    return { code: range.code, text: range.text(mac % 2 ** range.groupBits) };
  }
  return undefined;
}

/** The MAC of a role (a router's, a cluster's), which the frames of whoever has it need not come from. */
export function isRole(mac: Mac): boolean {
  return virtualOf(mac) !== undefined;
}
