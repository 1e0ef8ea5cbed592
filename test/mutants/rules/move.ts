import type { BentFiles } from '../rule.ts';

export const MOVE: BentFiles = {
  'verbs/move/old-owner.ts': [
    ['it is asked for once', 'PROBES = 3;', 'PROBES = 1;'],
    ['four probes', 'PROBES = 3;', 'PROBES = 4;'],
    ['probes follow at once', '[150, 250];', '[15, 25];'],
    ['the last probe is not waited for', 'LAST_WAIT: Millis = 250;', 'LAST_WAIT: Millis = 50;'],
    ['an owner is watched ten times a second', 'WATCH: Millis = 30;', 'WATCH: Millis = 100;'],
    ['others are never looked for', 'WATCHES_PER_BROADCAST = 20;', 'WATCHES_PER_BROADCAST = 2000;'],
    ['two unanswered are a silence', 'GONE = 3;', 'GONE = 2;'],
    ['seventeen owners', 'MOST_MACS = 16;', 'MOST_MACS = 17;'],
    ['towards the end it alone is asked', ' && unanswered === 0 && nth', ' && nth'],
    ['our own MAC is an owner', ' || this.#ours.has(arp.sha)) return;', ') return;'],
    ['who speaks as another is an owner', 'arp.spa !== this.#ip || ', ''],
    ['a frame with two tags is heard', 'arp.tags > 1 || ', ''],
    ['a tag with a priority alone is one', 'arp.tags > 1 || ', 'arp.tags > 0 || '],
    [
      'an answer does not end the silence',
      '        unanswered = 0;\n        this.firstSilenceAt = null;',
      '        this.firstSilenceAt = null;',
    ],
    ['the first answer does not end the look', '() => stopped() || this.macs.size > 0);', 'stopped);'],
  ],
  'verbs/move/plan.ts': [
    ['the wait is not planned', 'Math.ceil(wishes.wait / WATCH) + GONE : 0', '0 : 0'],
    ['without a wait its end is planned', 'wishes.wait > 0 ?', 'true ?'],
    ['nothing is proven', 'verify: via.length > 0,', 'verify: false,'],
    ['one form is told', "forms: ['request', 'reply'],", "forms: ['request'],"],
    ['an owner that is back is not put up with', 'takeover: true,', 'takeover: false,'],
  ],
  'verbs/move/move.ts': [
    [
      'one that answers is taken over',
      'if (!takeover) return this.#whyNot(owner);\n      } else {',
      '} else {',
    ],
    ['one that never falls silent is taken over', 'else if (!takeover) return this.#whyNot(owner);', ''],
    ['an address that is here is added again', 'if (this.#already) return null;', ''],
    ['a peer that sends elsewhere is none', " || proofs.some(({ belief }) => belief === 'stale');", ';'],
    ['it is kept whatever comes', 'if (!failed || this.#wishes.keep) {', 'if (true) {'],
    ['it is never kept', 'if (!failed || this.#wishes.keep) {', 'if (!failed) {'],
    [
      'who reads no further leaves it half done',
      'if (this.#standing !== null) this.#takeBack(this.#standing);',
      '',
    ],
    [
      'an outage is claimed of what nobody believes',
      "if (proofs.some(({ belief }) => belief !== 'believed')) return null;",
      '',
    ],
    [
      'an outage is claimed of what was taken back',
      "ending !== 'moved' || announcedAt === null",
      'announcedAt === null',
    ],
    [
      'from the first silence an outage is told as from the last answer',
      "this.#outageFrom = 'first-silence';",
      "this.#outageFrom = 'last-answer';",
    ],
    ['questions do not count as sent', 'sent: this.#asked + (', 'sent: ('],
  ],
};
