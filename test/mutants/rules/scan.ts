import type { BentFiles } from '../rule.ts';

export const SCAN: BentFiles = {
  'verbs/scan/ear.ts': [
    [
      'one that answers a probe after all is not looked at again',
      "known.zero === 0 && form === 'zero'",
      'false',
    ],
    ['an answer before the question answers it', 'if (at >= again.askedAt) again.answered', 'again.answered'],
    ['nothing is learned from a sure answer', 'if (cause.certain) lane.patience.learn(cause.rttMs);', ''],
    ['late answers are not counted', 'if (cause.late) lane.late++;', ''],

    ['our own MAC, reflected, is a station', 'if (scratch.sha === mac) return;', ''],
    ['an answer to everybody that names nobody is none', ' || scratch.tha === BROADCAST_MAC;', ';'],
    [
      'an answer to everybody that names another is ours',
      '(scratch.dst === BROADCAST_MAC && named)',
      'scratch.dst === BROADCAST_MAC',
    ],
    [
      'an announcement is an answer to others',
      'if (scratch.spa !== scratch.tpa) lane.others++;',
      'lane.others++;',
    ],
    [
      'an own address that was not wanted counts as wanted',
      ' && field.targets.has(arp.spa)) lane.heardAddresses++;',
      ') lane.heardAddresses++;',
    ],
  ],
  'verbs/scan/loss.ts': [
    ['the loss that was seen has no margin', 'loss + 1.65 * Math.sqrt', 'loss + 0 * Math.sqrt'],
    ['one scan in ten may miss somebody', 'const ALLOWED_MISSES = 0.01;', 'const ALLOWED_MISSES = 0.1;'],
    ['all are lost for ever', 'if (loss >= 1) return null;', ''],
    ['loss makes it ask twice as often', 'MOST_SCAN_TRIES = 12;', 'MOST_SCAN_TRIES = 24;'],
    [
      'a loss that may be nearly whole is taken as it is',
      'Math.min(0.9, loss +',
      'Math.min(0.99, loss +',
      'with either, one that answered is asked for as often as is allowed',
    ],
  ],
  'verbs/scan/walk.ts': [
    [
      'our own addresses of other networks are not asked',
      '.filter((address) => !field.targets.has(address.ip))',
      '.filter(() => false)',
    ],
    ['our own addresses are asked twice', '.filter((address) => !field.targets.has(address.ip))', ''],
    [
      'our own addresses are asked with a tag',
      'field.vlan === null\n        ? field.link',
      'field.link !== null\n        ? field.link',
    ],
    ['our own are wanted', 'return this.size - this.#extras.length;', 'return this.size;'],
    [
      'our own have a place in a VLAN',
      'field.vlan === null ? this.#extraAt.get(ip) : undefined',
      'this.#extraAt.get(ip)',
    ],
    ['our own are asked again', ' && !isOwn(stop.field, stop.ip));', ');'],
    ['who answered is asked again', '(!this.answered.has(position) && !isOwn', '(!isOwn'],
    ['the first pass leaves out who answered', 'number === 1 || ', 'number === 0 || '],
    ['passes begin with none', 'this.passes.length + 1, form', 'this.passes.length, form'],
  ],
  'verbs/scan/paged-bits.ts': [
    ['a bit that was there is new', 'if ((page[bit >>> 3]! & mask) !== 0) return false;', ''],
    ['eight bits are one', '>>> (bit & 7)) & 1) === 1', '>>> (bit & 3)) & 1) === 1'],
    ['what is new is not counted', '    this.#count++;\n', ''],
  ],
  'verbs/scan/plan.ts': [
    ['it is asked no more often when packets get lost', 'MOST_SCAN_TRIES - tries : 0', '0 : 0'],
    [
      'who says how often is asked more often',
      'wishes.tries === undefined ? MOST_SCAN_TRIES - tries : 0',
      'MOST_SCAN_TRIES - tries',
    ],
    ['our own are asked with a tag', 'const untagged = vlans.length === 0;', 'const untagged = true;'],
    ['a link takes all at once', 'Math.min(wishes.rate, FAST_RATE)', 'wishes.rate'],
    ['nothing is waited for at the end', 'FAST_RATE) + LAST_WAIT,', 'FAST_RATE),'],
    ['VLANs cost nothing', 'targets.size * Math.max(1, vlans.length)', 'targets.size'],
    ['all wires are one', 'packets: targets * tries + own };', 'packets: targets * tries };'],
    ['a million a second', 'FAST_RATE = 150_000', 'FAST_RATE = 1_000_000'],
  ],
  'verbs/scan/conclude.ts': [
    ['gaps of five are folded', 'FOLD_GAP = 4;', 'FOLD_GAP = 5;'],
    ['gaps of four are none', 'FOLD_GAP = 4;', 'FOLD_GAP = 3;'],
    ['half as many are looked at in one go', 'AT_ONCE = 1024;', 'AT_ONCE = 512;'],
    ['half as many are told at the end', 'MOST_AT_THE_END = 16_384;', 'MOST_AT_THE_END = 8192;'],
    ['one of two is told at once', 'if (alone && (heard.zero', 'if ((heard.zero'],
    [
      'who is silent to a probe is not told at once',
      'heard.zero > 0 || heard.silentToProbe || isProxy',
      'heard.zero > 0 || isProxy',
    ],
    [
      'one that is not known well enough is told at once',
      'if (alone && (heard.zero > 0 || heard.silentToProbe || isProxy(book, heard)))',
      'if (alone)',
    ],
    ['the last wait is not kept', 'if (!busy && now >= endAt && crossAt', 'if (!busy && crossAt'],
    ['while one is looked at it is over', 'let busy = lane.fresh.length > 0;', 'let busy = false;'],
    ['what was told is told again', 'if (heard.told && isSame(heard.told, judgement)) return;', ''],
    ['those left out are not counted', 'if (told === undefined) lane.untold++;', ''],
    [
      'the addresses of owners are folded in',
      'foldRanges(ips, FOLD_GAP, owned)',
      'foldRanges(ips, FOLD_GAP, () => false)',
    ],
    ['whoever is no proxy has ranges', "if (heard.told?.verdict !== 'proxy') continue;", ''],
    ['what a proxy owns is not told', 'book.standingOf(mac).owner?.ip ?? null', 'null'],
    ['what was known early is decided', 'lane.cut = true;', ''],
  ],
  'verbs/scan/lane.ts': [
    ['two tags are one', 'if (tags > 1) return undefined;', ''],
    ['a priority alone is a VLAN', 'vid <= 0 ? null : vid', 'vid < 0 ? null : vid'],
    ['our own answer us', 'this.walk.wanted - own;', 'this.walk.wanted;'],
    ['one more is waited for', 'this.heardAddresses < this.walk', 'this.heardAddresses <= this.walk'],
    ['twice as many leave at once', 'BATCH = 1024;', 'BATCH = 2048;'],
    ['few leave at once', 'Math.max(64, this.walk.size)', '64'],
    [
      'with a VLAN beside it frames have no tag',
      'fields.some((field) => field.vlan !== null)',
      'fields.every((field) => field.vlan !== null)',
    ],
  ],
};
