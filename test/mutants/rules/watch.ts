import type { BentFiles } from '../rule.ts';

export const WATCH: BentFiles = {
  'inventory/watching/recent.ts': [
    ['eleven milliseconds apart are copies', 'COPY: Millis = 10;', 'COPY: Millis = 11;'],
  ],
  'inventory/watching/line-allowance.ts': [
    [
      'networks have no bound together',
      'this.#of(network).has(at) && this.#all.has(at)',
      'this.#of(network).has(at)',
    ],
    ['one network takes from all', 'this.#of(network).has(at) && this.#all.has(at)', 'this.#all.has(at)'],
    ['what is used up never comes back', 'seconds * this.#times * EACH_SECOND', '0'],
  ],
  'inventory/watching/book.ts': [
    ['what is critical needs room', "severity === 'critical' || ALWAYS_TOLD", 'ALWAYS_TOLD'],
    ['a storm is told every second', 'Math.max(STORM_EVERY, toldAt - since)', 'STORM_EVERY'],
    ['a storm is told ever more rarely', 'Math.min(UPDATE_EVERY, Math.max', 'Math.max(0, Math.max'],
    ['what was not told ends with a word', '(ends ? !episode.told : ', '(ends ? false : '],
    ['one that was not told goes on', "first && state === 'update' ? 'open' : state", 'state'],
  ],
  'inventory/watching/floods.ts': [
    ['floods of all networks are told', 'this.#byNetwork.size >= MOST_FLOODS', 'false'],
  ],
  'inventory/watching/asked-pairs.ts': [
    [
      'a flood makes every unasked answer look asked for',
      'this.#forgot[from / WAYS] = at',
      'this.#forgot.fill(at)',
    ],
  ],
  'cli/watch/sparing.ts': [
    ['an update is told after 59 seconds', 'MINUTE: Millis = 60_000;', 'MINUTE: Millis = 59_000;'],
    ['an update waits for more than a minute', 'MINUTE: Millis = 60_000;', 'MINUTE: Millis = 60_001;'],
    ['what became graver waits', 'isAbove(severity, before.severity, WATCH_SEVERITIES)', 'false'],
    ['what became surer waits', 'isAbove(sure, before.sure, SURE)', 'false'],
    ['what goes on is not told as it ends', '{ ...before, untold: event }', 'before'],
    ['nothing is folded', '!this.#folds || ++this.#news <= ONE_BY_ONE', 'true'],
    ['a pipe is folded too', '!this.#folds || ', ''],
  ],
  'verbs/watch/links.ts': [
    ['frames are kept back for a tenth of a second', 'KEPT_BACK: Millis = 75;', 'KEPT_BACK: Millis = 100;'],
  ],
  'inventory/watching/storms.ts': [
    ['storms of all networks are told', 'this.#byNetwork.size >= MOST_STORMS', 'false'],
    ['fifteen times a second are a storm', 'STORM_REPEATS = 15;', 'STORM_REPEATS = 14;'],
    ['sixteen times a second are no storm', 'STORM_REPEATS = 15;', 'STORM_REPEATS = 16;'],
  ],
  'inventory/watching/in-vain.ts': [
    ['nineteen targets are a scan', 'SCAN_TARGETS = 20;', 'SCAN_TARGETS = 19;'],
    ['twenty targets are no scan', 'SCAN_TARGETS = 20;', 'SCAN_TARGETS = 21;'],
    [
      'twenty targets within twelve seconds are a scan',
      'SCAN_TIME: Millis = 10_000;',
      'SCAN_TIME: Millis = 12_000;',
    ],
    ['twenty-three targets in minutes are a scan', 'SLOW_TARGETS = 24;', 'SLOW_TARGETS = 23;'],
    ['only three minutes are looked back', 'SLOW_TIME: Millis = 300_000;', 'SLOW_TIME: Millis = 200_000;'],
    ['fourteen questions of three are many', 'VAIN_OF_MANY = 15;', 'VAIN_OF_MANY = 14;'],
    ['fifteen questions of three are few', 'VAIN_OF_MANY = 15;', 'VAIN_OF_MANY = 16;'],
    ['three questions to the old MAC are stale', 'STALE_QUESTIONS = 4;', 'STALE_QUESTIONS = 3;'],
    ['four questions to the old MAC are none', 'STALE_QUESTIONS = 4;', 'STALE_QUESTIONS = 5;'],
  ],
  'inventory/watching/contest.ts': [
    ['an owner defends itself within nine seconds', 'DOUBT: Millis = 10_000;', 'DOUBT: Millis = 9000;'],
    ['an owner defends itself within eleven seconds', 'DOUBT: Millis = 10_000;', 'DOUBT: Millis = 11_000;'],
  ],
  'inventory/watching/contests.ts': [
    [
      'whoever hears only itself knows of silence',
      'networks.isWide(network) &&\n      roll.vain',
      'roll.vain',
    ],
    [
      'a liar is forgotten when its victim is silent',
      "if (contest.episode.kind === 'spoof') contest.lastTurn = now;",
      '',
    ],
  ],
  'inventory/watching/frame-clock.ts': [
    ['a second of disorder is a jump', 'DISORDER: Millis = 2000;', 'DISORDER: Millis = 1000;'],
    ['a quarter of a minute is disorder', 'DISORDER: Millis = 2000;', 'DISORDER: Millis = 20_000;'],
  ],
  'inventory/episodes/spoof.ts': [
    ['ten announcements are a lie', 'MOST_ANNOUNCED = 10;', 'MOST_ANNOUNCED = 9;'],
    ['eleven announcements are none', 'MOST_ANNOUNCED = 10;', 'MOST_ANNOUNCED = 11;'],
    ['announcements of nine seconds are a lie', 'LONGEST_BURST = 10_000;', 'LONGEST_BURST = 9_000;'],
    ['two whispers are a lie', 'MOST_WHISPERED = 2;', 'MOST_WHISPERED = 1;'],
    ['whoever answers as much lies', 'pressed > answered;', 'pressed >= answered;'],
  ],
  'inventory/episodes/changed.ts': [
    ['silence of less than a second is silence', 'ANSWER_TIME = 1000;', 'ANSWER_TIME = 999;'],
    ['nine seconds are enough', 'DOUBT = 10_000;', 'DOUBT = 9_999;'],
  ],
  'inventory/episodes/conflict.ts': [
    ['beside each other for less is a conflict', 'DOUBT = 10_000;\nconst LONG', 'DOUBT = 9_999;\nconst LONG'],
    ['cards of one vendor are not waited for', 'LONG_DOUBT = 30_000;', 'LONG_DOUBT = 29_999;'],
  ],
};
