import type { BentFiles } from '../rule.ts';

export const GUARD: BentFiles = {
  'kernel/guard.ts': [
    ['a guard that counts refuses', "guard.mode === 'count' || guard.guarded", 'guard.guarded'],
    ['every link is guarded', 'guard.links.has(link) && !macs.has(sha)', '!macs.has(sha)'],
    ['whoever is listed is refused', '!macs.has(sha)', 'macs.has(sha)'],
    ['an entry without a MAC is a lie', 'mac !== null && links.has(link)', 'links.has(link)'],
    ['entries of other links are lies', 'mac !== null && links.has(link)', 'mac !== null'],
    ['links are named twice', '[...new Set(links)].toSorted()', '[...links].toSorted()'],
    ['addresses stand as they came', '.toSorted((a, b) => number(a.ip) - number(b.ip))', ''],
  ],
  'kernel/reply.ts': [
    [
      'what the guard refuses teaches',
      "return silent('guarded', 'learn-guarded')",
      "return overheard(kernel, one, 'guarded')",
    ],
  ],
  'declare/plan-guard.ts': [
    ['counting warns', "  if (guard.mode === 'drop') {\n    warnOfLies", '  {\n    warnOfLies'],
    ['the MAC of a router alone is enough', 'vrrp !== null && macs.length === 1', 'vrrp !== null && false'],
    ['every virtual router stands alone', 'vrrp !== null && macs.length === 1', 'vrrp !== null'],
    ['two routers are lonely', 'may.length === 1', 'may.length >= 1'],
    ['any address is a gateway', 'if (!gateways.includes(parseIpv4(ip) ?? -1)) continue;', ''],
    ['the permission alone is never enough to be known', 'mac !== null && may.includes(mac)', 'mac !== null'],
    ['a VRF hears for its members', "kind !== 'vrf'", 'true'],
  ],
  'declare/read-guard.ts': [
    ['any length of time', 'seconds >= 1 && seconds <= LONGEST', 'seconds >= 1'],
    ['no time at all', 'seconds >= 1 && seconds <= LONGEST', 'seconds <= LONGEST'],
    ['minutes are seconds', 'min: 60', 'min: 1'],
    ['hours are minutes', 'h: 3600', 'h: 60'],
    ['virtual routers count from one', 'value: VRRP + vrrp', 'value: VRRP + vrrp - 1'],
    ['the number of a router may be 0', 'whole(1, 255)', 'whole(0, 255)'],
    ['one address may be named twice', 'if (macsOf.has(value)) {', 'if (false) {'],
  ],
  'change/merge-states.ts': [
    [
      'a guard of others goes',
      'return { guard: ours ? before.guard : there };',
      'return { guard: before.guard };',
    ],
  ],
  'change/after.ts': [
    [
      'lies stay in the table',
      'neighbours: host.neighbours.filter((entry) => !gone.has(entry)) };',
      'neighbours: host.neighbours };',
    ],
    ['entries by hand go with the guard', 'lies.filter((entry) => !isByHand(entry))', 'lies'],
  ],
  'verbs/mend/offer.ts': [['whoever is cut off by a guard is not told', " || kind === 'guard-cuts-off'", '']],
  'verbs/guard/guard.ts': [
    ['lies about others are told', 'lies.filter((lie) => lie.ip === ip)', 'lies'],
    ['nameless lies are fewer than none', 'Math.max(0, refused - named)', 'refused - named'],
  ],
  'verbs/verify/verify.ts': [['advice is a difference', '!ADVICE.has(kind)', 'true']],
};
