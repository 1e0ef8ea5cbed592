import type { BentFiles } from '../rule.ts';

export const HEARD: BentFiles = {
  'inventory/watching/recent.ts': [
    ['a copy takes a tenth of a second', 'COPY: Millis = 10;', 'COPY: Millis = 100;'],
    ['the same after ten seconds is no new one', 'REPEAT: Millis = 1000;', 'REPEAT: Millis = 10_000;'],
    ['the edge of a second is within', 'this.#first[slot]! < REPEAT', 'this.#first[slot]! <= REPEAT'],
    ['the edge of a copy is outside', 'this.#first[slot]! <= COPY', 'this.#first[slot]! < COPY'],
    ['another source is the same frame', '      parts[from + 4] === seen.src &&\n', ''],
    ['another receiver is the same frame', '      parts[from + 3] === seen.dst &&\n', ''],
    ['another kind is the same frame', '      parts[from + 7] === seen.etherType &&\n', ''],
    ['another network is the same', '      parts[from + 8] === network &&\n', ''],
    ['repeats go on when it is new', 'this.#repeats[slot] = 0;', ''],
  ],
  'inventory/watching/frame-clock.ts': [
    ['a second back is a clock set back', 'DISORDER: Millis = 2000;', 'DISORDER: Millis = 1000;'],
    ['the edge of disorder is a clock set back', 'before - now <= DISORDER', 'before - now < DISORDER'],
    ['a clock set back twice is set back once', 'this.#shift += back;', 'this.#shift = back;'],
    ['times are told as they are reckoned', 'now - this.#shift : null', 'now : null'],
    ['without times there are some', 'this.isTimed ? now - this.#shift : null', 'now - this.#shift'],
  ],
  'inventory/watching/asked-pairs.ts': [
    ['an answer comes within a second', 'ANSWERED_WITHIN: Millis = 5000;', 'ANSWERED_WITHIN: Millis = 1000;'],
    ['who answers seconds later answers beside', 'TOGETHER: Millis = 1000;', 'TOGETHER: Millis = 3000;'],
    ['who answered answers again', 'open && first !== sha && second !== sha', 'open'],
    ['the second may answer again', ' && second !== sha;', ';'],
    ['the first is beside somebody', 'told.asked && first !== NOBODY', 'told.asked'],
    [
      'what was forgotten was never asked',
      'told.asked = at - this.#forgot[from / WAYS]! <= ANSWERED_WITHIN;',
      'told.asked = false;',
    ],
    [
      'what is old is forgotten as what is fresh',
      'isOther && at - this.#at[place]! <= ANSWERED_WITHIN',
      'isOther',
    ],
    [
      'the youngest goes first',
      'if (this.#at[way]! < this.#at[place]!) place = way;',
      'if (this.#at[way]! > this.#at[place]!) place = way;',
      'which pair of four goes is nobody’s business: all that is promised is that what was fresh may have been asked for',
    ],
    ['asked anew the old answers count', '    this.#first[place] = NOBODY;\n', ''],
    ['who was asked alone was asked with all', 'question.dst === BROADCAST_MAC ? 1 : 0', '1'],
    ['networks are one', ' && this.#network[way] === network) {\n        place', ') {\n        place'],
  ],
  'inventory/watching/networks.ts': [
    ['half as many', 'MOST_NETWORKS = 16_384;', 'MOST_NETWORKS = 8192;'],
    ['the inner tag is nothing', '`${interfaceIndex} ${vlan} ${inner}`', '`${interfaceIndex} ${vlan}`'],
    [
      'one common end is none',
      'Number.isNaN(heard.one) && Number.isNaN(heard.other)',
      'Number.isNaN(heard.one) || Number.isNaN(heard.other)',
    ],
    [
      'what was wide is narrow again',
      '    if (heard.wide) return;\n',
      '',
      'both ends are nobody’s for ever, so it stays wide by itself',
    ],
    ['a tag with a priority alone is a VLAN', 'return vid === 0 ? -1 : vid;', 'return vid;'],
    ['ids have sixteen bits', ' & 0xfff;', ';'],
  ],
};
