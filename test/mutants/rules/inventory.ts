import type { BentFiles } from '../rule.ts';

export const INVENTORY: BentFiles = {
  'inventory/proxy.ts': [['two between proxies are enough', 'FEW_PROXIED = 3;', 'FEW_PROXIED = 2;']],
  'inventory/claimant.ts': [
    [
      'two of several cards spoke for all',
      'others.every(({ from }) => from === first.from)',
      'others.some(({ from }) => from === first.from)',
    ],
    ['one alone was spoken for', ' || others.length === 0) return undefined;', ') return undefined;'],
    ['two bits are one', 'bitsOf(high) + bitsOf(low) === 1', 'bitsOf(high) + bitsOf(low) <= 2'],
    [
      'the upper sixteen bits are never damaged',
      'bitsOf(high) + bitsOf(low) === 1',
      'high === 0 && bitsOf(low) === 1',
    ],
  ],
  'inventory/binding.ts': [
    ['an announced change may be quick', 'quick: !to.announced && pause <= QUICK', 'quick: pause <= QUICK'],
    ['two seconds are quick', 'QUICK: Millis = 1000;', 'QUICK: Millis = 2000;'],
    ['who defends itself may be new', 'to.announced && cameBack && to.at', 'to.announced && to.at'],
    ['an announcement late defends', 'cameBack && to.at - from.since <= QUICK ?', 'cameBack ?'],
    ['who comes back an hour later is back', 'cameBack && !(to.at - to.before > SOON)', 'cameBack'],
    ['without times nobody comes back', '!(to.at - to.before > SOON)', 'to.at - to.before <= SOON'],
    ['one way back is a quarrel', 'back > 1 || switches', 'back > 0 || switches'],
    ['as many changes as MACs are none', 'switches - announced >= macs', 'switches - announced > macs'],
    ['announced changes are a quarrel', 'switches - announced >= macs', 'switches >= macs'],
    ['a defence is no quarrel', 'quick > 0 || defended > 0 ||', 'quick > 0 ||'],
    ['of a full history the first is forgotten', 'const at = closed.length > 1 ? 1 : 0;', 'const at = 0;'],
    ['it was cut whenever it ended', "to.at - from.last <= QUICK ? 'cut' : 'quiet'", "'cut'"],
  ],
  'inventory/askers.ts': [
    [
      'what nobody asked for was asked at the beginning',
      'this.#station[index] = NOBODY;\n    this.#askedAt[index] = Number.NaN;',
      'this.#station[index] = NOBODY;',
    ],
    [
      'a third answer to a question counts',
      'this.#alike[index]!++;\n      this.#askedAt[index] = Number.NaN;',
      'this.#alike[index]!++;',
    ],
    ['one that answers twice is two', 'first !== station && at - askedAt', 'at - askedAt'],
    ['who got both unasked crosses nobody', 'answered === 0 && station !== SEVERAL', 'answered === 0'],
    ['all VLANs are one', 'key.c = vid + 1;', 'key.c = 0;'],
    ['twice as many pairs are kept', 'MOST_ASKERS = 262_144;', 'MOST_ASKERS = 524_288;'],
    ['without times nobody asked', 'Number.isNaN(at) ? 0 : at', 'at'],
    ['beyond the first thousands nobody is alike', 'this.#alike = grown(this.#alike, rows);', ''],

    ['answers a second apart are at once', 'const AT_ONCE: Millis = 100;', 'const AT_ONCE: Millis = 1000;'],
    ['a question to one is one to all', 'if (question.dst !== BROADCAST_MAC) return;', ''],
    [
      'every third is every other',
      'alike > 0 && alike * 2 >= answered',
      'alike > 0 && alike * 3 >= answered',
    ],
    ['an asker of two stations is of one', 'apart && !crossed', 'apart'],
  ],
  'inventory/judge.ts': [
    ['eight of nine are all', "return uncompared > 0 ? 'undecided' : 'flux';", "return 'flux';"],
    ['what nothing shows to be one is one', "if (has('unknown')) return 'conflict';", ''],
    [
      'one of several pairs is enough to doubt a conflict',
      "if (has('apart')) return 'conflict';\n  if (has('undecided')) return 'undecided';",
      "if (has('undecided')) return 'undecided';\n  if (has('apart')) return 'conflict';",
    ],
    [
      'a damaged frame is another host',
      'if (isDamaged(one) && rivals.some(({ mac }) => mac === one.from))',
      'if (false)',
    ],
    [
      'a damaged frame of one that is not there is damaged',
      'isDamaged(one) && rivals.some(({ mac }) => mac === one.from)',
      'isDamaged(one)',
    ],
    ['a damaged rival shadows', 'rival.mac !== one.mac && !isDamaged(rival)', 'rival.mac !== one.mac'],
    ['more MACs than are kept are none', 'if (seen.macs > rivals.length)', 'if (false)'],
    [
      'cut short, who was silent to a probe is undecided',
      'seen.cut && one.zero === 0 && !one.silentToProbe',
      'seen.cut && one.zero === 0',
    ],
    [
      'one that came later is in conflict with nobody',
      "apart.length > 0 ? 'conflict' : 'undecided'",
      "'undecided'",
    ],
    ['a proxy shadows nobody', 'shadow ? [proxy, shadow] : [proxy]', '[proxy]'],
    ['a proxy is compared', '!isProxy(rival) && !isCopy(rival, rivals)', '!isCopy(rival, rivals)'],
    ['a copy is compared', '!isProxy(rival) && !isCopy(rival, rivals)', '!isProxy(rival)'],
  ],
  'inventory/passive.ts': [
    [
      'what one card said of several is a move',
      'speaker === undefined && !isQuarrel(changes, macs.length)',
      '!isQuarrel(changes, macs.length)',
    ],
    ['what one card said is by asker', 'if (byAsker && speaker === undefined) {', 'if (byAsker) {'],
    [
      'the card of a router quarrels with its role',
      'if (isRoleOfAsker(claimants) && speaker === undefined)',
      'if (false)',
    ],
    [
      'one that answers is a card of the role',
      'claimants.every((one) => roles.includes(one) || one.asksOnly === true)',
      'true',
    ],
    ['a copy claims', 'copies.length === 0 ? all : all.filter((one) => !copies.includes(one))', 'all'],
  ],
  'inventory/same-host.ts': [
    ['one silence does not tell two hosts apart', '  if (apart) {', '  if (false) {'],
    [
      'a card that speaks for another is compared',
      'if (speaker !== undefined && macs.includes(speaker)) return',
      'if (false) return',
    ],
    [
      'a host with a whole network is one host with whom answers too',
      'const block = shared.length > 0 ? blockOf() : undefined;',
      'const block = undefined as ReturnType<typeof blockOf>;',
    ],
    ['what was not asked is answered', '  if (unfinished !== undefined) {', '  if (false) {'],
    ['an address that one claims alone is nothing', '  if (alone) {', '  if (false) {'],
  ],
  'inventory/ranges.ts': [
    ['a gap is one too wide', 'ip - open.last <= gap', 'ip - open.last < gap'],
    ['who is in between does not matter', ' && !holeBetween(open.last, ip, hole)', ''],
    ['two networks are one', 'if (only && prefixes.next().done)', 'if (only)'],
  ],
  'inventory/claims.ts': [
    ['who asked is who answered', 'asksOnly: frames === claims.request,', 'asksOnly: claims.request > 0,'],
    ['a MAC on two VLANs is one station', '| (vid + 1)) >>> 0;', ') >>> 0;'],
    [
      'one card that changes is one',
      'else if (this.#from[station] !== seen.src) this.#from[station] = Number.NaN;',
      '',
    ],
  ],
  'inventory/virtual.ts': [
    [
      'a forwarder is a group',
      'group >>> 8}, forwarder ${group & 255}',
      'group & 255}, forwarder ${group >>> 8}',
    ],
    ['HSRP version 2 has 256 groups', 'groupBits: 12,', 'groupBits: 8,'],
  ],
  'inventory/key-table.ts': [
    [
      'one key too many is kept',
      'if (this.#size >= this.#most) return -1;',
      'if (this.#size > this.#most) return -1;',
    ],
    ['two keys with the same beginning are one', ' && keys[at + 2] === c) return slot;', ') return slot;'],
  ],
  'inventory/judge-claims.ts': [
    ['nine MACs of an address are compared', 'MOST_TWINS = 8;', 'MOST_TWINS = 9;'],
    ['seventeen common addresses are named', 'MOST_SHARED = 16;', 'MOST_SHARED = 17;'],
    [
      'what both claim is one of one alone',
      'find((each) => !sightings.has(each, twin, vlan))',
      'find(() => true)',
    ],
    ['two that answer at once for two addresses are not alike', 'alike.length > 1', 'alike.length > 2'],
    ['two that answer at once for one address are alike', 'alike.length > 1', 'alike.length > 0'],
    [
      'within a second nothing has an order',
      'a.seconds - b.seconds || a.nanoseconds - b.nanoseconds',
      'a.seconds - b.seconds',
    ],
    [
      'an address in another VLAN is common',
      'return `${vlan} ${Math.min(one, other)}',
      'return `${Math.min(one, other)}',
    ],
    [
      'an address of the second alone is none',
      'for (const [at, mac] of pair.entries()) {',
      'for (const [at, mac] of [...pair.entries()].slice(0, 1)) {',
    ],
  ],
};
