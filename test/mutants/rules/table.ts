import type { BentFiles } from '../rule.ts';

export const TABLE: BentFiles = {
  'change/entry-again.ts': [
    ['an entry with more flags than wished is so already', 'entry.flags.length === flags.length &&', ''],
    [
      'an entry of another protocol is so already',
      '(protocol === null || entry.protocol === protocol) &&',
      '',
    ],
    ['an entry with another state is so already', 'entry.state === state &&', ''],
    ['what is added is so already', "how === 'replace' &&", ''],
    [
      'a managed entry comes back with its MAC',
      "if (flags.includes('managed') || (mac === null",
      'if ((mac === null',
    ],
    ['a learned entry comes back as reachable', "state: state === 'noarp' ? state : 'stale'", 'state'],
    ['NOARP comes back as stale', "state: state === 'noarp' ? state : 'stale'", "state: 'stale'"],
    ['a NOARP entry comes again by itself', "return state === 'noarp' || isMade", 'return isMade'],
    [
      'what a control plane made comes again by itself',
      "flags.includes('extern_learn') || flags.includes('managed');",
      "flags.includes('managed');",
    ],
  ],
  'verbs/table/plan.ts': [
    ['what is published on all links is on one', "return `${ip} ${link ?? ''}`;", 'return `${ip}`;'],
  ],
  'verbs/table/compare.ts': [
    ['an entry the kernel believes is stale', 'if (DOUBTED.has(state))', 'if (true)'],
    ['a delayed entry is believed', "['stale', 'delay', 'probe']", "['stale', 'probe']"],
    ['a failed entry has a MAC', "['none', 'incomplete', 'failed']", "['none', 'incomplete']"],
    [
      'the MAC of a proxy beside the owner is right',
      "if (own.verdict === 'proxy' && owners.length > 0)",
      'if (false)',
    ],
    [
      'the MAC of a proxy alone is wrong',
      "own.verdict === 'proxy' && owners.length > 0",
      "own.verdict === 'proxy'",
    ],
    [
      'the proxy has the truth',
      'const found = owners[0] ?? stations[0];',
      'const found = stations[0] ?? owners[0];',
    ],
    [
      'a published entry is held against a proxy',
      'if (entry.published) return comparePublished(owners);',
      'if (entry.published) return comparePublished(stations);',
    ],
    ['a permanent entry is asked for', "if (state === 'permanent')\n", 'if (false)\n'],
    [
      'what is undecided is told as right',
      'if (stations.some(({ verdict }) => isUndecided(verdict)))',
      'if (false)',
    ],
  ],
  'verbs/table/verify.ts': [
    [
      'what nobody answered before the end is silent',
      'if (answers.length === 0 && heard.cut !== null)',
      'if (false)',
    ],
    ['what a control plane made is asked for', "if (entry.flags.includes('extern_learn'))", 'if (false)'],
    ['a NOARP entry is asked for', "if (entry.state === 'noarp') return", 'if (false) return'],
    ['a group is asked for', ' || (mac !== null && isMulticastMac(mac)))', ')'],
    ['what has no carrier is asked on', 'if (!facts.carrier) return', 'if (false) return'],
    ['what answers itself is asked', 'if (facts.selfAnswer) return', 'if (false) return'],
    [
      'only the last station of an address counts',
      'if (known) known.set(station.mac, station);\n  else stations',
      'stations',
    ],
  ],
  'verbs/table/mend-of.ts': [
    ["a program's entry is mended", 'if (ownerOf(entry) !== null) return null;', ''],
    ['a router is a host afterwards', "${entry.flags.includes('router') ? ' --router' : ''}", ''],
    ['what nobody answered is looked at', 'answers.length > 0 ? `arpist who', 'true ? `arpist who'],
  ],
  'verbs/table/owner.ts': [
    ["an administrator's entry is a program's", 'protocol <= OF_NO_PROGRAM', 'protocol < OF_NO_PROGRAM'],
  ],
  'verbs/table/place.ts': [
    ['the widest network is home', 'prefixLength <= longest || ', ''],
    ['our own address has a home', 'own.ip === ip || prefixLength', 'prefixLength'],
    [
      'a link that is down is home',
      'if (facts.loopback || !facts.up) continue;',
      'if (facts.loopback) continue;',
    ],
    ['a /31 has a broadcast address', 'prefix.length < 31 && (', '('],
    ['a group has a MAC of a host', 'return isMulticastMac(mac) ?', 'return false ?'],
  ],
  'verbs/table/plan-load.ts': [
    [
      'a pair that stands twice is a fault',
      'earlier.mac === mac && earlier.publish === publish) continue;',
      'false) continue;',
    ],
    ['published and not published are one', ' && earlier.publish === publish) continue;', ') continue;'],
    [
      'force takes any MAC',
      "(force && macFault?.includes('multicast') ? undefined : macFault)",
      '(force ? undefined : macFault)',
    ],
    ['what is temporary is permanent', "temporary ? 'stale' : 'permanent'", "'permanent'"],
  ],
  'verbs/table/apply.ts': [
    [
      'what is gone already is refused',
      "said.code === 'ENOENT' && (change.do === 'remove-neighbour' || change.do === 'unpublish')",
      'false',
    ],
    [
      'what cannot be set for want of something is gone',
      "said.code === 'ENOENT' && (change.do === 'remove-neighbour' || change.do === 'unpublish')",
      "said.code === 'ENOENT'",
    ],
    ['it is taken back in the order it was made', 'back.toReversed()', 'back'],
    ['what could not be taken back is undone', '(one.undo === null || !lost.has(one.undo))', 'true'],
    ['what is so already is written down', 'planned.filter(({ same }) => !same)', 'planned'],
  ],
  'verbs/table/follow.ts': [
    ['an entry of another protocol is the same', ' && a.protocol === b.protocol &&', ' &&'],
    ['an entry with other flags is the same', ' && a.flags.join() === b.flags.join()', ''],
    ['what was never known is gone', 'if (before === null) return undefined;', ''],
    ['what left in an overrun is not told', 'return [...left, ...entries', 'return [...entries'],
    ['published addresses are read at every turn', 'lookAt = now() + PUBLISHED_EVERY;\n      }', '}'],
  ],
  'verbs/table/set-timers.ts': [
    [
      'milliseconds are what the file has',
      'return timer.value / (stepOf(setting) ?? 1);',
      'return timer.value;',
    ],
    ['what is drawn can be set', "if (setting === 'reachable_time_ms')", 'if (false)'],
    ['what is so already is written', 'same: before === change.value', 'same: false'],
  ],
  'verbs/table/silenced.ts': [
    ['a vxlan without proxy answers', 'up && vxlanProxy === true', 'up'],
    ['a vxlan that is down answers', 'up && vxlanProxy === true', 'vxlanProxy === true'],
    [
      'a stale entry is answered',
      "['permanent', 'noarp', 'reachable']",
      "['permanent', 'noarp', 'reachable', 'stale']",
    ],
    [
      'what is taken from one link is taken from all',
      '!gone.has(keyOf(ip, link))',
      '![...gone].some((key) => key.startsWith(`${ip} `))',
    ],
  ],
  'verbs/table/timers.ts': [
    ['what is drawn is changed', 'return value !== compiled && !drawn;', 'return value !== compiled;'],
    ['gc_interval is in milliseconds', 'value: gcInterval * 1000', 'value: gcInterval'],
  ],
  'known/ethers.ts': [
    ['half an address is a name', '!NAME.test(word) || /^[\\d.]+$/.test(word)', '!NAME.test(word)'],
    ['any mark is taken', "mark !== 'temp' && mark !== 'pub'", 'false'],
  ],
};
