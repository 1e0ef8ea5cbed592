import { formatIpv4, readIpv4 } from '../base/ipv4.ts';
import { formatMac, type Mac, readMac } from '../base/mac.ts';
import type { FrameKind, ReadFrame } from '../verbs/read/events.ts';
import { type CutArp, PRO_IPV4 } from '../wire/arp.ts';
import { formatCaptureTime } from '../wire/capture-time.ts';
import { hexOf } from '../wire/hex.ts';
import type { VlanFields } from '../wire/vlan.ts';
import { field, type Fields } from './fields.ts';
import type { Kind } from './kind.ts';

/** schema/frame.v1.json: names and meanings never change within v 1; fields may be added. */
export interface FrameRecord {
  readonly v: 1;
  readonly type: 'frame';
  readonly n: number;
  readonly ts: string | null;
  readonly linktype: number;
  readonly interface: string | null;
  readonly eth: { readonly dst: string | null; readonly src: string | null; readonly type: number | null };
  readonly vlans: readonly VlanFields[];
  readonly llc: boolean;
  readonly arp: {
    /** Of a cut packet a field that is not whole is left out. */
    readonly hrd?: number;
    readonly pro?: number;
    readonly hln?: number;
    readonly pln?: number;
    readonly op?: number;
    readonly sha?: string;
    readonly spa?: string;
    readonly tha?: string;
    readonly tpa?: string;
  } | null;
  readonly kind: FrameKind;
  readonly trailer: string;
  readonly error: { readonly code: string; readonly text: string } | null;
}

export function frameRecord(frame: ReadFrame): FrameRecord {
  const { link, error } = frame;
  const packet = frame.arp ?? frame.cut;
  return {
    v: 1,
    type: 'frame',
    n: frame.n,
    ts: frame.time && formatCaptureTime(frame.time),
    linktype: frame.linkType,
    interface: frame.interface === '' ? null : frame.interface,
    eth: { dst: macText(link?.dst), src: macText(link?.src), type: link?.etherType ?? null },
    vlans: (link?.tags ?? []).map(({ tpid, pcp, dei, vid }) => ({ tpid, pcp, dei, vid })),
    llc: link?.llc ?? false,
    arp: packet && arpRecord(packet),
    kind: frame.kind,
    trailer: hexOf(frame.trailer),
    error: error && { code: error.code, text: error.text },
  };
}

function macText(mac: Mac | null | undefined): string | null {
  return mac === null || mac === undefined ? null : formatMac(mac);
}

function arpRecord(packet: CutArp): NonNullable<FrameRecord['arp']> {
  const { hrd, pro, hln, pln, op, sha, spa, tha, tpa } = packet;
  return {
    ...(hrd !== undefined && { hrd }),
    ...(pro !== undefined && { pro }),
    ...(hln !== undefined && { hln }),
    ...(pln !== undefined && { pln }),
    ...(op !== undefined && { op }),
    ...(sha && { sha: hardwareText(sha) }),
    ...(spa && { spa: protocolText(spa, pro) }),
    ...(tha && { tha: hardwareText(tha) }),
    ...(tpa && { tpa: protocolText(tpa, pro) }),
  };
}

/** As a MAC when it has the size of one, else in hex. */
function hardwareText(address: Uint8Array): string {
  return address.length === 6 ? formatMac(readMac(address, 0)) : hexOf(address);
}

function protocolText(address: Uint8Array, pro: number | undefined): string {
  return address.length === 4 && pro === PRO_IPV4 ? formatIpv4(readIpv4(address, 0)) : hexOf(address);
}

const NONE = new Uint8Array(0);

function packetOf({ arp, cut }: ReadFrame): CutArp | null {
  return arp ?? cut;
}

type Side = 'sha' | 'spa' | 'tha' | 'tpa';

function hardware(side: Side) {
  return field<ReadFrame>(
    'mac',
    (frame) => {
      const address = packetOf(frame)?.[side];
      return address?.length === 6 ? readMac(address, 0) : null;
    },
    (frame) => hardwareText(packetOf(frame)?.[side] ?? NONE),
  );
}

function protocol(side: Side) {
  return field<ReadFrame>(
    'ip',
    (frame) => {
      const packet = packetOf(frame);
      const address = packet?.[side];
      return address?.length === 4 && packet?.pro === PRO_IPV4 ? readIpv4(address, 0) : null;
    },
    (frame) => protocolText(packetOf(frame)?.[side] ?? NONE, packetOf(frame)?.pro ?? 0),
  );
}

function ethernet(side: 'src' | 'dst') {
  return field<ReadFrame>(
    'mac',
    ({ link }) => link?.[side] ?? null,
    ({ link }) => macText(link?.[side]) ?? '',
  );
}

/** What --where can name of a frame; `ip` and `mac` are those of its sender, as in a scan. */
export const FRAME_FIELDS: Fields<ReadFrame> = {
  n: field('number', ({ n }) => n),
  ts: field('number', ({ time }) => time && time.seconds + time.nanoseconds / 1e9),
  kind: field('text', ({ kind }) => kind),
  op: field('number', (frame) => packetOf(frame)?.op ?? null),
  ip: protocol('spa'),
  mac: hardware('sha'),
  sha: hardware('sha'),
  spa: protocol('spa'),
  tha: hardware('tha'),
  tpa: protocol('tpa'),
  src: ethernet('src'),
  dst: ethernet('dst'),
  vlan: field('number', ({ link }) => link?.tags[0]?.vid ?? null),
  interface: field('text', (frame) => frame.interface),
  trailer: field('text', ({ trailer }) => hexOf(trailer)),
  error: field('text', ({ error }) => error?.code ?? ''),
};

export const FRAME: Kind<ReadFrame> = {
  types: ['frame'],
  recordOf: (frame) => ({ ...frameRecord(frame) }),
  fields: FRAME_FIELDS,
  columns: [
    'n',
    'ts',
    'interface',
    'kind',
    ['op', 'arp.op'],
    ['sha', 'arp.sha'],
    ['spa', 'arp.spa'],
    ['tha', 'arp.tha'],
    ['tpa', 'arp.tpa'],
    ['src', 'eth.src'],
    ['dst', 'eth.dst'],
    ['vlan', 'vlans.vid'],
    'trailer',
    ['error', 'error.code'],
  ],
};
