import type { BentFiles } from '../rule.ts';

export const ASKING: BentFiles = {
  'asking/pacer.ts': [
    [
      'after a stall everything is caught up at once',
      'if (this.#next < now - CATCH_UP) this.#next =',
      'if (false) this.#next =',
    ],
    ['the first second is paced at twice the rate', 'this.#gap = 1000 / rate;', 'this.#gap = 500 / rate;'],
    ['one more leaves than is allowed', '/ this.#gap) + 1;', '/ this.#gap) + 2;'],
    ['what left does not count', 'if (this.#next !== undefined) this.#next += count * this.#gap;', ''],
  ],
  'asking/gate.ts': [
    [
      'one more passes than is let through',
      'if (this.#passed >= this.#most) {',
      'if (this.#passed > this.#most) {',
    ],
    [
      'a new stretch begins while some are kept back untold',
      'this.#every && this.#kept === 0)',
      'this.#every)',
    ],
    ['at the end nothing kept back is told', '(!atEnd && now < this.tellAt)', 'now < this.tellAt'],
    ['what was told is told again', '    this.#kept = 0;\n    return kept;', '    return kept;'],
    [
      'the time to tell begins with the last one kept back',
      'if (this.#kept++ === 0) this.#from = now;',
      'this.#kept++;\n    this.#from = now;',
    ],
  ],
  'asking/wires.ts': [
    [
      'interfaces of one wire have a rate each',
      'return wire ?? `${index}`;',
      'return `${index}${wire === null ? 0 : 1}`;',
    ],
    [
      'the wires a verb was given are not used',
      'return hands.wires ?? new Wires(rate);',
      'return new Wires(rate);',
    ],
    ['the loads of one wire are not added', '(sums.get(wireOf(facts)) ?? 0) + packets', 'packets'],
  ],
  'asking/evidence.ts': [
    [
      'a question for little may send as much as one for much',
      'Math.max(LEAST_EVIDENCE, Math.min(EVIDENCE, rate))',
      'EVIDENCE',
    ],
    [
      'a large network has no bound of evidence',
      'Math.min(MOST_EVIDENCE, Math.max(little, size))',
      'Math.max(little, size)',
    ],
  ],
  'asking/patience.ts': [
    [
      'whoever names few addresses waits no longer',
      'asked <= FEW ? SHORTEST_WAIT_FEW : SHORTEST_WAIT',
      'SHORTEST_WAIT',
    ],
    ['a suspected proxy is not waited for', 'suspects ? SHORTEST_WAIT_PROXY : 0', '0'],
    [
      'a faster answer makes it forget the slowest',
      'if (rtt > this.#slowest) this.#slowest = rtt;',
      'this.#slowest = rtt;',
    ],
    [
      'a very slow host is waited for without an end',
      'Math.min(LONGEST_WAIT, Math.max(least, this.#slowest * 3))',
      'Math.max(least, this.#slowest * 3)',
    ],
    ['the wait that was wished is not kept', 'if (this.#fixed !== undefined) return this.#fixed;', ''],
  ],
  'asking/attribution.ts': [
    [
      'an answer to one form of question is taken for one to the other',
      '    if (pass.form !== answer.form) continue;\n',
      '',
    ],
    [
      'a question asked after the answer may be its cause',
      'if (askedAt === undefined || askedAt > answer.at + STAMP_SLACK) continue;',
      'if (askedAt === undefined) continue;',
    ],
    [
      'the newest question is always the cause',
      'const useNewest = !certain && network.lossy &&',
      'const useNewest = !certain &&',
    ],
    [
      'an old question is believed although packets get lost',
      'young <= Math.max(5, network.usual * 2)',
      'young <= Math.max(5, network.usual * 2) / 100',
    ],
    ['no answer is late', 'late: caused < tries', 'late: caused < caused'],
  ],
  'asking/ledger.ts': [
    [
      'what was not asked yet was asked',
      'if (position >= this.progress) return undefined;',
      '',
      'no batch reaches beyond the progress: it only spares the search',
    ],
    [
      'a gap between batches was asked',
      '|| position > this.#last[low]!) return undefined;',
      ') return undefined;',
    ],
    ['nothing old is forgotten', 'if (this.#first.length % 4096 === 0) this.#forget(to - this.#keep);', ''],
    [
      'all of a batch was asked at its first moment',
      'const at = span === 0 ? from :',
      'const at = span >= 0 ? from :',
    ],
  ],
};
