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
  'asking/search.ts': [
    ['seven likely addresses', 'LIKELY = 8;', 'LIKELY = 7;'],
    ['the first handful is one', 'FIRST_HANDFUL = 4;', 'FIRST_HANDFUL = 1;'],
    ['handfuls grow without end', 'LARGEST_HANDFUL = 64;', 'LARGEST_HANDFUL = 1024;'],
    ['handfuls stay as they are', 'this.#size * 2);', 'this.#size);'],
    ['a table has as much to say as it likes', 'hints(mac).slice(0, LIKELY)', 'hints(mac)'],
    ['the address itself is asked for', 'hinted.filter((other) => other !== ip)', 'hinted'],
    ['what the walk asks for is asked again', '.filter((other) => !field.targets.has(other))', ''],
    [
      'what is likely is asked twice',
      'order.slice(LIKELY).filter((other) => !likely.has(other))',
      'order.slice(LIKELY)',
    ],
    ['of the likely the second MAC is not asked', 'this.#macs[at % 2]!', 'this.#macs[0]!'],
    ['what is no question fills the hand', 'if (form !== undefined) handful.push', 'if (true) handful.push'],
    ['the edges come last', '...nearest.slice(0, 2), ...edges, ...nearest', '...nearest, ...edges'],
    [
      'the farthest come first',
      'Math.abs(a - ip) - Math.abs(b - ip) || a - b',
      'Math.abs(b - ip) - Math.abs(a - ip) || a - b',
    ],
    ['it waits for nothing', "=== 'open',", "=== 'silent',"],
  ],
  'asking/hints.ts': [
    ['the table is read for each MAC', 'known ??= byMac', 'known = byMac'],
    ['a MAC has one address', 'if (ips) ips.push(ip);', 'if (ips) ips[0] = ip;'],
  ],
  'asking/pairs.ts': [
    ['pairs without end', 'MOST_PAIRS = 4096;', 'MOST_PAIRS = 8192;'],
    ['one pair more', 'this.#all.size >= MOST_PAIRS', 'this.#all.size > MOST_PAIRS'],
    ['nobody knows that there are more', '      this.#full = true;\n', ''],
    [
      'a pair is two, by who is named first',
      'macs[0] < macs[1] ? `${macs[0]} ${macs[1]}` : `${macs[1]} ${macs[0]}`',
      '`${macs[0]} ${macs[1]}`',
    ],
    [
      'the second MAC knows no pair',
      'for (const mac of macs) {\n      const pairs',
      'for (const mac of macs.slice(0, 1)) {\n      const pairs',
    ],
  ],
  'asking/lane-frames.ts': [
    ['everybody is asked', 'writeMac(bytes, at, way.dst);', ''],
    ['the last tag stays', 'bytes[at + 15] = tci;', ''],
    ['ids above 255 are cut', 'bytes[at + 14] = tci >>> 8;', ''],
    ['the sender stays', 'writeIpv4(bytes, arp + 14, source);', ''],
    ['with a tag all stands elsewhere', 'arp += TAG;', ''],
    ['what left leaves again', 'this.#count = 0;\n  }\n\n  /** One', '}\n\n  /** One'],
  ],
};
