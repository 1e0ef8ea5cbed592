/** Major, minor and patch in one number that can be compared; 0 is a kernel of unknown version, taken for the newest. */
export type KernelVersion = number;

/** The kernels whose rules were read or measured: outside of them the model says what may differ. */
export const OLDEST_KNOWN = '4.0';
export const NEWEST_KNOWN = '6.18';

/** `6.18.44`, `6.1.0-18-amd64`, `5.4`; 0 when there is no number in front. */
export function versionOf(release: string): KernelVersion {
  const parts = /^(\d{1,3})\.(\d{1,4})(?:\.(\d{1,6}))?/.exec(release);
  if (!parts) return 0;
  return (Number(parts[1]) * 10_000 + Number(parts[2])) * 1_000_000 + Number(parts[3] ?? 0);
}

export function isBefore(version: KernelVersion, other: KernelVersion): boolean {
  return version !== 0 && version < other;
}

/** A rule that is not the same in all kernels. */
export type ChangedRule = {
  /** The first kernel known to follow `now`. */
  readonly since: string;
  /** The last kernel known to follow `before`; left out when the very version of the change is known. */
  readonly until?: string;
  readonly topic: string;
  readonly before: string;
  readonly now: string;
};

export type ChangedRuleName =
  | 'multicastResolicit'
  | 'dropGratuitous'
  | 'gratuitousOverrides'
  | 'noopKeepsUpdated'
  | 'fastSenderCheck'
  | 'bigQueue'
  | 'zeroNetIsOrdinary'
  | 'shortRetransmit'
  | 'overflowSparesPermanent'
  | 'pvlanThroughAll'
  | 'evictNoCarrier'
  | 'managed'
  | 'acceptWithinSubnet'
  | 'permanentPublished'
  | 'proxyQueuePerLink'
  | 'validated'
  | 'refusalEndsLookup'
  | 'hopOfSource';

/** Read from the sources of 4.0, 4.19, 5.4, 5.14, 6.1, 6.12 and 6.18; 6.1, 6.12 and 6.18 were measured too. */
export const CHANGED_RULES: Readonly<Record<ChangedRuleName, ChangedRule>> = {
  multicastResolicit: {
    since: '4.1',
    topic: 'mcast_resolicit',
    before: 'does not exist: after the unicast probes an entry fails',
    now: 'broadcast requests may follow the unicast probes',
  },
  dropGratuitous: {
    since: '4.6',
    topic: 'drop_gratuitous_arp',
    before: 'does not exist',
    now: 'frames with equal sender and target address can be dropped',
  },
  gratuitousOverrides: {
    since: '4.13',
    topic: 'announcements and locktime',
    before: 'an announcement changes a young entry only with arp_accept, and only as a request',
    now: 'an announcement (a reply needs tha = sha) always changes the entry',
  },
  noopKeepsUpdated: {
    since: '4.19',
    until: '4.0',
    topic: 'start of locktime',
    before: 'every ARP from the neighbour starts locktime again, even if nothing changed',
    now: 'only a change of state or MAC starts locktime again',
  },
  fastSenderCheck: {
    since: '4.19',
    until: '4.0',
    topic: 'sender check without rp_filter',
    before: 'always by a route look-up, so a sender routed as broadcast is refused',
    now: 'only our own addresses are refused, until a policy rule or a local route was added by hand',
  },
  bigQueue: {
    since: '4.19',
    until: '4.0',
    topic: 'unres_qlen_bytes',
    before: '65536 by default',
    now: '212992 by default',
  },
  zeroNetIsOrdinary: {
    since: '5.3',
    topic: 'addresses 0.x.x.x',
    before: 'all of 0.0.0.0/8 is refused as sender and target',
    now: 'only 0.0.0.0 itself is special',
  },
  shortRetransmit: {
    since: '5.14',
    until: '5.4',
    topic: 'smallest retrans_time',
    before: 'half a second',
    now: '10 ms',
  },
  overflowSparesPermanent: {
    since: '5.4',
    until: '4.19',
    topic: 'full neighbour table',
    before: 'all entries count towards the limits',
    now: 'PERMANENT and externally learned entries do not count',
  },
  pvlanThroughAll: {
    since: '5.14',
    until: '5.4',
    topic: 'proxy_arp_pvlan in conf/all',
    before: 'without effect: only the value of the link counts',
    now: 'switches it on for every link',
  },
  evictNoCarrier: {
    since: '5.16',
    topic: 'loss of carrier',
    before: 'always forgets the neighbours of the link',
    now: 'forgets them if arp_evict_nocarrier is set in all and on the link',
  },
  managed: {
    since: '5.16',
    topic: 'managed entries',
    before: 'do not exist',
    now: 'the kernel keeps them resolved by itself',
  },
  acceptWithinSubnet: {
    since: '6.0',
    topic: 'arp_accept',
    before: 'any value but 0 accepts; all or link',
    now: '2 accepts only addresses in a subnet of the link; the larger of all and link',
  },
  permanentPublished: {
    since: '6.1',
    until: '5.14',
    topic: 'published entries and carrier',
    before: 'every published entry of a link dies with its carrier',
    now: 'those made as permanent (ip neigh add proxy) survive it',
  },
  proxyQueuePerLink: {
    since: '6.1',
    until: '5.14',
    topic: 'queue of proxied answers',
    before: 'proxy_qlen counts the answers of all links together',
    now: 'proxy_qlen counts for each link by itself',
  },
  validated: {
    since: '6.17',
    topic: 'externally validated entries',
    before: 'do not exist',
    now: 'fall back to STALE instead of FAILED and are never collected',
  },
  refusalEndsLookup: {
    since: '6.12',
    until: '6.1',
    topic: 'refusing routes and table default',
    before:
      'behind a blackhole, unreachable or prohibit route, table default is asked (without policy rules)',
    now: 'such a route is the answer; only throw leads on to table default',
  },
  hopOfSource: {
    since: '6.16',
    topic: 'next hop of a multipath route',
    before: 'a hash picks it, whatever the source of the packet',
    now: 'a next hop whose own address is the source of the packet is preferred, but not in next-hop groups',
  },
};

export const CHANGED_RULE_NAMES = Object.keys(CHANGED_RULES) as readonly ChangedRuleName[];

/** For each rule that changed: whether a kernel follows the newer form. */
export type KernelRules = Readonly<Record<ChangedRuleName, boolean>>;

/** Between the last kernel known to be old and the first known to be new, the old form is taken. */
export function rulesOf(version: KernelVersion): KernelRules {
  const rules = {} as Record<ChangedRuleName, boolean>;
  for (const name of CHANGED_RULE_NAMES) {
    rules[name] = !isBefore(version, versionOf(CHANGED_RULES[name].since));
  }
  return rules;
}

export type VersionKnowledge = {
  readonly kind: 'known' | 'older' | 'newer' | 'unknown';
  /** null when there is nothing to say */
  readonly sentence: string | null;
  /** Rules of which it is not known which form this kernel follows. */
  readonly unsure: readonly ChangedRuleName[];
};

/** What the model can promise about a kernel, and which rules may differ. */
export function knowledgeOf(release: string): VersionKnowledge {
  const version = versionOf(release);
  if (version === 0) {
    const sentence = `"${release}" is no kernel version: the rules of ${NEWEST_KNOWN} are taken.`;
    return { kind: 'unknown', sentence, unsure: CHANGED_RULE_NAMES };
  }
  const unsure = CHANGED_RULE_NAMES.filter((name) => isUnsure(CHANGED_RULES[name], version));
  if (isBefore(version, versionOf(OLDEST_KNOWN))) {
    const sentence = `Linux ${release} is older than the model knows (${OLDEST_KNOWN}): any of its rules may differ.`;
    return { kind: 'older', sentence, unsure };
  }
  if (seriesOf(version) > seriesOf(versionOf(NEWEST_KNOWN))) {
    const sentence = `Linux ${release} is newer than the model knows (${NEWEST_KNOWN}): rules that changed since are missing.`;
    return { kind: 'newer', sentence, unsure };
  }
  if (unsure.length === 0) return { kind: 'known', sentence: null, unsure };
  const topics = unsure.map((name) => CHANGED_RULES[name].topic).join(', ');
  return {
    kind: 'known',
    sentence: `For Linux ${release} it is not known which form holds: ${topics}.`,
    unsure,
  };
}

function isUnsure(rule: ChangedRule, version: KernelVersion): boolean {
  const { since, until } = rule;
  if (until === undefined || !isBefore(version, versionOf(since))) return false;
  return seriesOf(version) > seriesOf(versionOf(until));
}

function seriesOf(version: KernelVersion): number {
  return Math.floor(version / 1_000_000);
}
