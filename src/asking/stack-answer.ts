import { type Mac, readMac } from '../base/mac.ts';
import { decodeEthernet, ETHERTYPE_IPV4 } from '../wire/ethernet.ts';
import { decodeIcmpEcho, type IcmpEcho } from '../wire/icmp-echo.ts';
import { decodeRefusal, type PortRefusal } from '../wire/udp-probe.ts';

/** An echo reply or a refused datagram, and the card it came from. */
export type PacketAnswer = { readonly src: Mac } & (
  | { readonly echo: IcmpEcho }
  | { readonly refusal: PortRefusal }
);

/** Undefined for a frame without a tag to `mac` that is none, and for all other frames. */
export function stackAnswerIn(bytes: Uint8Array, mac: Mac): PacketAnswer | undefined {
  const ethernet = decodeEthernet(bytes);
  if (!ethernet.ok || ethernet.value.etherType !== ETHERTYPE_IPV4) return undefined;
  const { tags, payloadAt } = ethernet.value;
  if (tags.some(({ vid }) => vid !== 0) || readMac(bytes, 0) !== mac) return undefined;
  const src = readMac(bytes, 6);
  const packet = bytes.subarray(payloadAt);
  const echo = decodeIcmpEcho(packet);
  if (echo.ok && echo.value) return echo.value.kind === 'reply' ? { src, echo: echo.value } : undefined;
  const refusal = decodeRefusal(packet);
  return refusal.ok && refusal.value ? { src, refusal: refusal.value } : undefined;
}
