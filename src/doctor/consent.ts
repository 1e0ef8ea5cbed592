import { parseIpv4 } from '../base/ipv4.ts';
import type { SilenceTurn } from './silence.ts';

/** An address that may fall silent, on one link or wherever it does: named by a person, never meant along. */
export type Consent = { readonly ip: string; readonly on: string | null };

/** `10.99.0.1` or `10.99.0.1@veth0`; undefined for anything else. */
export function asConsent(text: string): Consent | undefined {
  const at = text.indexOf('@');
  const ip = at < 0 ? text : text.slice(0, at);
  const on = at < 0 ? null : text.slice(at + 1);
  return parseIpv4(ip) === undefined || on === '' ? undefined : { ip, on };
}

export function isAgreed(consents: readonly Consent[], { ip, wire }: SilenceTurn): boolean {
  return consents.some((one) => one.ip === ip && (one.on === null || wire.includes(one.on)));
}
