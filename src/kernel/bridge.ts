import { isMulticastMac, type Mac, parseMac } from '../base/mac.ts';
import type { VlanId } from './heard.ts';
import type { BridgeVlanSnapshot, HostSnapshot, LinkSnapshot } from './host.ts';
import type { ReasonCode } from './reasons.ts';

/** What a bridge does with frames for the host itself. */
export type KernelBridge = {
  /** Its own MAC and those of its ports: what is sent to others is passed on, not up. */
  readonly local: ReadonlySet<Mac>;
  /** The protocol of the tags it looks at; null: it looks at none (vlan_filtering 0). */
  readonly filters: number | null;
  /** Those the bridge itself is a member of: what is in others is passed on, not up. */
  readonly vlans: readonly BridgeVlanSnapshot[];
  /** A bridge that somebody listens on takes up what it is no member of, too. */
  readonly promiscuous: boolean;
};

/** What a port of a bridge lets in. */
export type KernelPort = {
  readonly forwards: boolean;
  readonly locked: boolean;
  readonly vlans: readonly BridgeVlanSnapshot[];
};

export function compileBridge(host: HostSnapshot, link: LinkSnapshot): KernelBridge | null {
  if (link.kind !== 'bridge') return null;
  const members = host.links.filter((one) => one === link || one.master === link.name);
  return {
    local: new Set(members.map(({ mac }) => parseMac(mac ?? '') ?? 0)),
    filters: link.vlanFiltering ?? null,
    vlans: link.bridgeVlans ?? [],
    promiscuous: link.promiscuous === true,
  };
}

export function compilePort(link: LinkSnapshot, master: LinkSnapshot | undefined): KernelPort | null {
  if (master?.kind !== 'bridge') return null;
  return {
    forwards: (link.portState ?? 'forwarding') === 'forwarding',
    locked: link.locked === true,
    vlans: link.bridgeVlans ?? [],
  };
}

/**
 * The tags a frame has left when it comes from a port to the bridge itself, or why it does not get there
 * (net/bridge/br_input.c br_handle_frame_finish).
 */
export function throughPort(
  port: KernelPort,
  bridge: KernelBridge,
  { dst, tags }: { readonly dst: Mac; readonly tags: readonly VlanId[] },
): readonly VlanId[] | ReasonCode {
  if (!port.forwards) return 'port-not-forwarding';
  const left = bridge.filters === null ? tags : filtered(port, { ...bridge, filters: bridge.filters }, tags);
  if (typeof left === 'string') return left;
  if (port.locked) return 'port-locked';
  return isMulticastMac(dst) || bridge.local.has(dst) || bridge.promiscuous ? left : 'other-host';
}

/** net/bridge/br_vlan.c br_allowed_ingress, net/bridge/br_input.c br_pass_frame_up */
function filtered(
  port: KernelPort,
  { filters, vlans, promiscuous }: KernelBridge & { readonly filters: number },
  tags: readonly VlanId[],
): readonly VlanId[] | ReasonCode {
  const tagged = tags[0]?.tpid === filters;
  const vid = tagged ? tags[0]!.vid : port.vlans.find(({ pvid }) => pvid)?.first;
  if (vid === undefined || !memberOf(port.vlans, vid)) return 'port-vlan';
  const own = memberOf(vlans, vid);
  if (!own && !promiscuous) return 'bridge-vlan';
  const rest = tagged ? tags.slice(1) : tags;
  return own?.untagged === true ? rest : [{ tpid: filters, vid }, ...rest];
}

function memberOf(vlans: readonly BridgeVlanSnapshot[], vid: number): BridgeVlanSnapshot | undefined {
  return vlans.find(({ first, last }) => first <= vid && vid <= last);
}
