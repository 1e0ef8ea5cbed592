import type { BentFiles } from '../rule.ts';

export const KNOWN: BentFiles = {
  'known/differences.ts': [
    ['whoever comes is a stranger', '(pair.mac === null || pair.mac === one.mac)', 'pair.mac === one.mac'],
    ['a VLAN that is named is meant on all', '(pair.vlan === null || pair.vlan === one.vlan) && ', ''],
    ['what expired is known still', 'fitting.some((pair) => !isExpired(pair, at))', 'fitting.length > 0'],
    ['who expired is expected still', 'pair.mac === null || isExpired(pair, at)', 'pair.mac === null'],
    ['an address is one in all VLANs', 'return met === undefined || met.has(one.vlan);', 'return true;'],
    ['what was replaced is gone, too', ' && !replaced.has(pair)', ''],
    ['who may come is missed', 'pair.mac !== null && !replaced', '!replaced'],
    ['what was not asked is gone', '!covers(pair.ip, pair.vlan)', 'false'],
    ['a known MAC beside it is not told', 'before.some((pair) => metOn.has(pair))', 'false'],
  ],
  'known/known-pair.ts': [
    ['expired a moment late', 'at >= expires', 'at > expires'],
    ['no order of VLANs', '(a.vlan ?? 0) - (b.vlan ?? 0) || ', ''],
  ],
  'known/baseline.ts': [
    ['a pair may stand twice', 'if (before !== undefined) {', 'if (before === null) {'],
    ['a MAC has many addresses', "table.has('mac') && range.last > range.first", 'false'],
    ['to everybody is somebody', ' || read === BROADCAST_MAC', ''],
    ['a day ends as it begins', 'parsed + (day ? DAY_LENGTH : 0)', 'parsed'],
    ['the 31st of February is one of March', '!Number.isNaN(parsed) && exists', '!Number.isNaN(parsed)'],
  ],
  'known/arp-dat.ts': [
    ['0 is a moment', 'heard: heard === 0 ? null : heard * 1000', 'heard: heard * 1000'],
    ['a name begins a column', ".replaceAll(/[\\s\\p{Cc}]+/gu, '_')", ''],
  ],
  'known/dnsmasq-leases.ts': [
    ['0 is an end', 'expires: expires === 0 ? null : expires', 'expires'],
    ['a star is a name', "name: name === '*' ? null : name", 'name'],
    ['hardware of other kinds is Ethernet', "typed && typed[1] !== '01'", 'typed && false'],
  ],
  'known/kea-leases.ts': [
    ['a deleted lease stays', "lifetime === '0' || ", ''],
    ['a declined address is given', 'Number(state) !== IN_USE || ', ''],
    ['what never ends ends', 'Number(lifetime) === NEVER_ENDS ? null : ', ''],
  ],
  'known/dhcpd-leases.ts': [
    ['a free lease is active', "found.active = third === 'active'", 'found.active = true'],
    ['never is no time', "if (first === 'never') return null;", ''],
    [
      'a brace in quotes ends a block',
      "if (token.quoted) continue;\n      if (token.text === '{') depth++",
      "if (token.text === '{') depth++",
    ],
  ],
  'known/lease.ts': [['a lease that was given back stays', 'this.#last.delete(ip);', '']],
  'inventory/arpwatch-words.ts': [
    ['half a year is a month', '6 * 30 * 24 * 3600', '30 * 24 * 3600'],
    ['a probe is a station', 'else if (spa !== 0) this', 'else this'],
    [
      'a forged source is a station',
      "else if (src !== sha) this.#line('ethernet mismatch'",
      "else if (src === -1) this.#line('ethernet mismatch'",
    ],
    [
      'the third back is a flip flop',
      "at > 1 ? 'reused old ethernet address'",
      "at > 99 ? 'reused old ethernet address'",
    ],
    ['DECnet is like all', 'isDecnet(mac) || isDecnet(current)', 'false'],
    ['MACs of one address have no bound', 'else if (macs.length >= MOST_MACS)', 'else if (macs.length < 0)'],
    ['an arp.dat is in the order of its lines', 'had.toSorted((a, b) => b.seconds - a.seconds)', 'had'],
    ['VLANs are one network', "vid < 0 ? name : name === '' ? `vlan${vid}` : `${name}.${vid}`", 'name'],
  ],
  'verbs/baseline/heard.ts': [
    ['who had it before has it', "if (verdict === 'moved' && ", "if (verdict === 'ok' && "],
    ['an address of a proxy is its own', "verdict === 'proxy' || ", ''],
    ['who fights is known', "new Set(['conflict', 'own-conflict', 'undecided'])", 'new Set([])'],
  ],
  'cli/expect/until.ts': [
    ['a time that is past is today', 'return at > now ? at : local', 'return at > 0 ? at : local'],
    ['an hour that comes twice is the first', 'isAt(at + HOUR, hour, minute) ? at + HOUR : at', 'at'],
    ['an hour that does not come is another', 'if (!isAt(at, hour, minute))', 'if (at < 0)'],
  ],
  'linux/expectations.ts': [['what has ended is expected', 'one.until > now', 'one.until > 0']],
};
