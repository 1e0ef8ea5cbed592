import type { BentFiles } from '../rule.ts';

export const PING: BentFiles = {
  'verbs/ping/plan.ts': [
    ['the first answer is looked into', "examine && until !== 'first' ? left : 0", 'examine ? left : 0'],
    ['who is not examined costs evidence', "examine && until !== 'first' ? left", "until !== 'first' ? left"],
    ['a question leaves when the time is over', 'Math.ceil(whole / part)', 'Math.floor(whole / part) + 1'],
    ['without time nobody is asked', 'Math.max(1, Math.ceil', 'Math.max(0, Math.ceil'],
    ['the count does not matter', 'Math.min(count, inTime)', 'inTime'],
    ['the time does not matter', 'Math.min(count, inTime)', 'count'],
  ],
  'verbs/ping/questions.ts': [
    ['sixty-three can be answered', 'KEPT = 64;', 'KEPT = 63;'],
    ['sixty-five can be answered', 'KEPT = 64;', 'KEPT = 65;'],
    ['a stamp is a whole millisecond coarse', 'STAMP_SLACK: Millis = 0.5;', 'STAMP_SLACK: Millis = 1;'],
    ['what is prompt takes a second', 'PROMPT: Millis = 10;', 'PROMPT: Millis = 1000;'],
    ['a stamp is that of any form', '!stamped && question.form === form && at', '!stamped && at'],
    ['a stamp is taken twice', '!stamped && question.form', 'question.form'],
    ['a stamp before the call counts', 'at >= from - STAMP_SLACK && ', ''],
    ['a stamp behind the call counts', ' && at <= to + STAMP_SLACK,', ','],
    ['a question is answered in any form', 'one.form === form && one.leftAt', 'one.leftAt'],
    ['an answer comes before its question', ' && one.leftAt <= at + STAMP_SLACK);', ');'],
    ['one that answered answers again', '.filter(({ answeredBy }) => !answeredBy.has(mac))', ''],
    ['a round trip is less than nothing', 'Math.max(0, at - one.leftAt)', 'at - one.leftAt'],
    [
      'of several the oldest, whatever is known',
      'return rtt(newest) <= PROMPT ? newest : open[0]!;',
      'return open[0]!;',
    ],
    [
      'of several the newest, whatever is known',
      'return rtt(newest) <= PROMPT ? newest : open[0]!;',
      'return newest;',
    ],
    ['an unsure answer teaches', 'if (certain) this.#usual.set(mac, rttMs);', 'this.#usual.set(mac, rttMs);'],
    ['nothing is learned', 'if (certain) this.#usual.set(mac, rttMs);', ''],
    ['of several every answer is sure', 'const certain = open.length === 1;', 'const certain = true;'],
    ['the unlikeliest is the cause', 'away(one) < away(best)', 'away(one) > away(best)'],
    [
      'a repetition is that of the oldest',
      'question: newest, rttMs: rtt(newest), certain: false',
      'question: asked[0]!, rttMs: rtt(newest), certain: false',
    ],
  ],
};
