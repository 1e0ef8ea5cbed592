import type { Ipv4 } from '../base/ipv4.ts';
import { BROADCAST_MAC, type Mac } from '../base/mac.ts';
import { OP_REPLY, OP_REQUEST } from '../wire/arp.ts';
import { glance, newGlance } from '../wire/glance.ts';
import { ipOf, type Written } from './addresses.ts';
import type { Nic } from './nic.ts';
import type { Segment } from './segment.ts';
import { arpFrame } from './who-has.ts';

/** The virtual address, its id, and the routers behind it. */
export interface VirtualRouterTraits {
  /** 1 to 255 */
  readonly vrid: number;
  readonly ips: readonly Written[];
  /** The MACs of the routers that share it; the first is master at the start. */
  readonly routers: readonly Written[];
}

/** RFC 9568 7.3: 00-00-5E-00-01-{VRID} for IPv4. */
export function virtualMac(vrid: number): Mac {
  return 0x00_00_5e_00_01_00 + vrid;
}

/** Some VRRP routers of which one, the master, answers with the virtual MAC (RFC 9568 8.1.1). */
export class VirtualRouter {
  readonly mac: Mac;
  readonly #ips: readonly Ipv4[];
  readonly #nics: readonly Nic[];
  readonly #heard = newGlance();
  #master = 0;

  constructor(segment: Segment, traits: VirtualRouterTraits) {
    this.mac = virtualMac(traits.vrid);
    this.#ips = traits.ips.map(ipOf);
    this.#nics = traits.routers.map((mac) => segment.plug({ mac, alsoMacs: [this.mac] }));
    this.#nics.forEach((nic, router) => nic.listen({ hear: (bytes) => this.#hear(bytes, router) }));
  }

  /** The router with this number takes over: it announces each address (RFC 9568 6.4.2), and answers from now on. */
  failOver(router: number): void {
    this.#master = router;
    for (const ip of this.#ips) {
      const request = { op: OP_REQUEST, spa: ip, tha: BROADCAST_MAC, tpa: ip };
      this.#nics[router]?.send(arpFrame({ dst: BROADCAST_MAC, src: this.mac, sha: this.mac, ...request }));
    }
  }

  #hear(bytes: Uint8Array, router: number): void {
    const heard = this.#heard;
    if (router !== this.#master || !glance(bytes, heard) || heard.op !== OP_REQUEST) return;
    if (heard.tags > 0 || heard.spa === heard.tpa || !this.#ips.includes(heard.tpa)) return;
    const { sha, spa, tpa } = heard;
    const reply = { op: OP_REPLY, sha: this.mac, spa: tpa, tha: sha, tpa: spa };
    this.#nics[router]?.send(arpFrame({ dst: sha, src: this.mac, ...reply }));
  }
}
