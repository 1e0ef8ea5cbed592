import { type NetlinkField, networkAddress, s32, text, u16, u32, u64, u8 } from './field.ts';
import { messageCodec, type ValueOfCodec } from './layout.ts';
import { attribute } from './table.ts';

export const RTM_NEWRULE = 32;
export const RTM_DELRULE = 33;
export const RTM_GETRULE = 34;

/** FR_ACT_* by number. */
export const RULE_ACTIONS = [
  'unspec',
  'table',
  'goto',
  'nop',
  'res3',
  'res4',
  'blackhole',
  'unreachable',
  'prohibit',
] as const;

/** The rule holds for what does not match. */
export const FIB_RULE_INVERT = 2;

/** Both ends are included. */
export interface NumberRange {
  readonly first: number;
  readonly last: number;
}

const uidRange: NetlinkField<NumberRange> = {
  read: (r, bytes) => ({ first: r.u32(bytes), last: r.u32(bytes.subarray(4)) }),
  write: (w, { first, last }) => {
    w.u32(first);
    w.u32(last);
  },
};

const portRange: NetlinkField<NumberRange> = {
  read: (r, bytes) => ({ first: r.u16(bytes), last: r.u16(bytes.subarray(2)) }),
  write: (w, { first, last }) => {
    w.u16(first);
    w.u16(last);
  },
};

export const ruleCodec = messageCodec(
  'fib_rule_hdr',
  {
    family: 'u8',
    destinationLength: 'u8',
    sourceLength: 'u8',
    tos: 'u8',
    shortTable: 'u8',
    _res1: 'u8',
    _res2: 'u8',
    action: 'u8',
    flags: 'u32',
  },
  {
    destination: attribute(1, networkAddress),
    source: attribute(2, networkAddress),
    inputName: attribute(3, text),
    goto: attribute(4, u32),
    priority: attribute(6, u32),
    mark: attribute(10, u32),
    flow: attribute(11, u32),
    tunnelId: attribute(12, u64),
    suppressGroup: attribute(13, s32),
    suppressPrefixLength: attribute(14, s32),
    longTable: attribute(15, u32),
    markMask: attribute(16, u32),
    outputName: attribute(17, text),
    l3mdev: attribute(19, u8),
    uidRange: attribute(20, uidRange),
    protocol: attribute(21, u8),
    ipProtocol: attribute(22, u8),
    sourcePorts: attribute(23, portRange),
    destinationPorts: attribute(24, portRange),
    dscp: attribute(25, u8),
    sourcePortMask: attribute(28, u16),
    destinationPortMask: attribute(29, u16),
    dscpMask: attribute(30, u8),
  },
);

export type RuleMessage = ValueOfCodec<typeof ruleCodec>;
