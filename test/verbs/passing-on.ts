import { BROADCAST_MAC, type Mac, readMac } from '../../src/base/mac.ts';
import { type Ipv4, readIpv4 } from '../../src/base/ipv4.ts';
import type { Segment } from '../../src/sim/segment.ts';
import { arpFrame } from '../../src/sim/who-has.ts';
import { glance, newGlance } from '../../src/wire/glance.ts';

export interface Relay {
  readonly mac: Mac;
  readonly to: Mac;
  /** It answers for these, and passes on what is sent to them. */
  readonly ips: ReadonlySet<Ipv4>;
  /** Addresses of its own. */
  readonly own?: ReadonlySet<Ipv4>;
  /** Frames to all too, and those to MACs that are not its own. */
  readonly careless?: boolean;
}

/** As a program does that stands between two hosts: the packet leaves as it came, its time to live too. */
export function openRelay(segment: Segment, relay: Relay): void {
  const { mac, to, ips, own = new Set(), careless = false } = relay;
  const nic = segment.plug({ mac, promiscuous: true });
  const arp = newGlance();
  nic.listen({
    hear: (bytes) => {
      const dst = readMac(bytes, 0);
      if (glance(bytes, arp)) {
        const { op, tpa, sha, spa } = arp;
        if (op !== 1 || spa === tpa || (dst !== mac && dst !== BROADCAST_MAC)) return;
        if (ips.has(tpa) || own.has(tpa))
          nic.send(arpFrame({ dst: sha, src: mac, op: 2, sha: mac, spa: tpa, tha: sha, tpa: spa }));
        return;
      }
      if ((dst !== mac && !careless) || dst === to || readMac(bytes, 6) === mac) return;
      if (bytes[12] !== 8 || bytes[13] !== 0 || !ips.has(readIpv4(bytes, 30))) return;
      const on = bytes.slice();
      for (let at = 0; at < 6; at++) on[at] = Math.floor(to / 2 ** (40 - 8 * at)) & 0xff;
      for (let at = 0; at < 6; at++) on[6 + at] = Math.floor(mac / 2 ** (40 - 8 * at)) & 0xff;
      nic.send(on);
    },
  });
}
