import { formatIpv4, type Ipv4 } from '../../base/ipv4.ts';
import { formatMac, type Mac } from '../../base/mac.ts';
import { printable } from '../../base/printable.ts';
import type { Instant } from '../../base/time.ts';
import { momentText, offsetText } from '../../base/zone.ts';
import type { Tenure } from '../../inventory/tenure.ts';
import type { Network } from '../../inventory/watch-event.ts';
import type { Vendors } from '../../ports/host.ts';
import type { HeldThere } from '../../verbs/history/history.ts';

/** Where and when people are, and what vendors are called. */
export interface Saying {
  readonly zone: string;
  readonly vendors: Vendors;
}

/** One sentence: who had it, and how sure that is. */
export function heldSentence(
  ip: Ipv4,
  at: Instant,
  { there, saying }: { readonly there: HeldThere; readonly saying: Saying },
): string {
  return printable(unprinted(ip, at, { there, saying }));
}

function unprinted(
  ip: Ipv4,
  at: Instant,
  { there, saying }: { readonly there: HeldThere; readonly saying: Saying },
): string {
  const { network, held } = there;
  const { zone } = saying;
  const when = `${momentText(at, zone)} ${offsetText(at, zone)} (${zone})`;
  const where = network === null ? '' : ` on ${networkWords(network)}`;
  const address = `${formatIpv4(ip)}${where}`;
  switch (held.sure) {
    case 'heard': {
      const all = held.by.map((one) => `${named(one.mac, saying)}, ${span(one, saying)}`);
      if (all.length === 1) return `At ${when} ${address} was held by ${all[0]}.`;
      return `At ${when} ${address} was held by ${all.length} MACs at once: ${all.join('; and ')}.`;
    }
    case 'likely':
      return `At ${when} nobody spoke for ${address}; most likely ${named(held.before.mac, saying)} had it: heard until ${momentText(held.before.last, zone)} before and from ${momentText(held.after.from, zone)} after.`;
    case 'blind': {
      const { from, until, text } = held.blind;
      const end = until === null ? 'on' : `to ${momentText(until, zone)}`;
      const why = text === '' ? '' : ` (${text})`;
      return `At ${when} it is unknown who had ${address}: the watch was blind from ${momentText(from, zone)} ${end}${why}; ${around(held, saying)}.`;
    }
    case 'unknown':
      return `At ${when} nobody was heard for ${address}; ${around(held, saying)}.`;
  }
}

function around(
  { before, after }: { readonly before: Tenure | null; readonly after: Tenure | null },
  saying: Saying,
): string {
  const last = before
    ? `last before ${named(before.mac, saying)}, until ${momentText(before.last, saying.zone)}`
    : 'nobody before';
  const next = after
    ? `next after ${named(after.mac, saying)}, from ${momentText(after.from, saying.zone)}`
    : 'nobody since';
  return `${last}; ${next}`;
}

function span({ from, last, frames }: Tenure, { zone }: Saying): string {
  if (from === last) return `heard once, at ${momentText(from, zone)}`;
  return `heard from ${momentText(from, zone)} to ${momentText(last, zone)}, ${frames} times`;
}

function named(mac: Mac, { vendors }: Saying): string {
  const vendor = vendors.vendorOf(mac);
  return vendor === null ? formatMac(mac) : `${formatMac(mac)} (${vendor})`;
}

/** `eth0`, `eth0 VLAN 20`, `eth0 VLAN 20.7`, `the capture`. */
export function networkWords({ interface: name, vlan, innerVlan }: Network): string {
  const words = name === '' ? 'the capture' : name;
  if (vlan === null) return words;
  return `${words} VLAN ${vlan}${innerVlan === null ? '' : `.${innerVlan}`}`;
}
