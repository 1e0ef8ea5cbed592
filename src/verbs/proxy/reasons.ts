/** What became of a question, in the order they are tried; the names are for programs and stay. */
export const PROXY_REASONS = {
  answered: 'answered in place of the owner',
  'not-in-nets': 'about an address that is in none of the nets',
  excepted: 'about an excepted address',
  own: 'about an address of this machine: its kernel answers',
  'no-host': 'about an address no host can have (broadcast, multicast)',
  'same-link': 'about an address that is routed back to the link of the asker',
  'no-route': 'about an address this machine has no route to',
  'not-for-us': 'sent to another machine alone',
  tagged: 'with a VLAN tag',
  'not-arp': 'in a frame that the kernel does not take for ARP (LLC/SNAP, odd tags)',
  probe: 'probes (sender 0.0.0.0): nobody answers those by proxy',
  gratuitous: 'about the asker itself',
  'bad-asker': 'of an asker that cannot be one',
  'owner-lives': 'about an address whose owner lives on the link',
  'other-proxy': 'about an address another proxy answers for',
  checking: 'about an address that was still being checked',
  'rate-limited': 'over what one asker gets',
  flooded: 'over what all askers get together',
  'queue-full': 'with too many answers waiting already',
  'not-sent': 'whose answer the link did not take',
} as const;

/** What became of a question. */
export type ProxyReason = keyof typeof PROXY_REASONS;

export const PROXY_REASON_CODES = Object.keys(PROXY_REASONS) as readonly ProxyReason[];

/** Questions by what became of them. */
export type ReasonCounts = Record<ProxyReason, number>;

export function noCounts(): ReasonCounts {
  return Object.fromEntries(PROXY_REASON_CODES.map((code) => [code, 0])) as ReasonCounts;
}
