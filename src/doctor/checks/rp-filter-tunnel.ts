import { formatIpv4, isLoopbackIpv4, parseIpv4 } from '../../base/ipv4.ts';
import { type ReasonCode, REASONS } from '../../kernel/reasons.ts';
import { refusalOfSender } from '../../kernel/routes.ts';
import { computed, type Finding } from '../finding.ts';
import { finding } from '../make.ts';
import type { Scene } from '../scene.ts';
import { settleOn } from '../settings-on.ts';

/** net/ipv4/ipip.c, net/ipv4/ip_gre.c; ARPHRD_TUNNEL and ARPHRD_IPGRE of if_arp.h */
const TUNNELS: ReadonlySet<number> = new Set([768, 778]);
/** TEST-NET-3 (RFC 5737): a client somewhere behind the default route. */
const CLIENT = 0xcb007101;
const REFUSALS: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  'rp-filter-strict',
  'rp-filter-no-route',
  'rp-filter-unnumbered',
]);

/** Tunnels that bring clients' packets for an address on lo or on the tunnel itself (LVS-TUN). */
export function rpFilterTunnel(scene: Scene): readonly Finding[] {
  const { kernel, host } = scene;
  const tunnels = kernel.links.filter(({ up, hardware }) => up && TUNNELS.has(hardware));
  return tunnels.flatMap((link) => {
    const vips = host.addresses.filter(
      (address) =>
        address.prefixLength === 32 &&
        !isLoopbackIpv4(parseIpv4(address.local) ?? 0) &&
        (address.link === link.name || scene.facts.get(address.link)?.loopback === true),
    );
    const dropped = vips.flatMap((address) => {
      const dst = parseIpv4(address.local) ?? 0;
      const refusal = refusalOfSender(kernel, { link, src: CLIENT, dst, out: null });
      return refusal !== null && REFUSALS.has(refusal) ? [{ local: address.local, refusal }] : [];
    });
    if (dropped.length === 0) return [];
    const addresses = dropped.map(({ local }) => local);
    return [
      finding('rp-filter-tunnel', {
        sentence: `rp_filter drops what clients send to ${addresses.join(', ')} through ${link.name}: the route back to them leaves elsewhere.`,
        links: [link.name],
        addresses,
        evidence: dropped.map(({ local, refusal }) =>
          computed(
            `a packet from ${formatIpv4(CLIENT)} to ${local} in by ${link.name}: ${REASONS[refusal].sentence}`,
            refusal,
          ),
        ),
        changes: settleOn(host, [link.name], { setting: 'rp_filter', value: 0 }),
      }),
    ];
  });
}
