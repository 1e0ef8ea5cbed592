import type { BentFiles } from '../rule.ts';

/** Verbs that were made of others, and the doors of the library. */
export const HOUSE: BentFiles = {
  'verbs/find/find.ts': [
    ['the first find does not end it', 'first ? { ...asked, until: fits } : asked', 'asked'],
    ['all that answers is found', 'if (isIt) found.add(key);', 'found.add(key);'],
    ['what does not fit is found', 'found: isIt }', 'found: true }'],
    ['after the first others are found too', '(!first || found.size === 0) && ', ''],
  ],
  'verbs/verify/verify.ts': [
    [
      'what the model finds is told as what the wire says',
      'findings.filter(({ kind }) => ON_THE_WIRE.has(kind))',
      'findings',
    ],
    ['warnings are no difference', "for (const warning of warnings) yield { type: 'warning', warning };", ''],
  ],
  'verbs/move/home.ts': [
    ['an address that is on another card is brought over', 'if (elsewhere)', 'if (false)'],
    ['the subnet says nothing of the prefix', 'near?.prefixLength ?? 32', '32'],
    ['a prefix that is wished is not taken', 'wanted ?? near', 'near'],
  ],
  'library/declaring.ts': [
    ['nobody is asked for consent', 'if (objection)', 'if (false)'],
    ['a plan that was agreed to may be another', 'if (agreed) asAgreed(agreed, first, REMEDY);', ''],
    ['who came by a connection is not known', 'machine.logins?.() ?? ', ''],
    ['a declaration for another host is taken', 'if (faults.length > 0) throw', 'if (false) throw'],
  ],
  'library/table.ts': [
    ['published addresses go with the cache', '!entry.published && fits(entry)', 'fits(entry)'],
    ['a host of our own is a neighbour', 'whyNoNeighbour(ip, interfaces) ?? ', ''],
    ['a group is a neighbour', ' ?? whyNoHostMac(mac)', ''],
  ],
  'library/find.ts': [
    ['all that answers is told', 'found ? [{ type, station }] : []', '[{ type, station }]'],
  ],
  'inventory/claims.ts': [
    ['one address on two VLANs is one', 'before?.ip === ip && before.vlan === vlan', 'before?.ip === ip'],
    [
      'what is missing stands with the first holder',
      'missing: at === 1 ? left : 0',
      'missing: at === 0 ? left : 0',
    ],
  ],
  'cli/read/fold.ts': [['a signal ends nothing', 'this.most = told + SHOWN_STILL;', '']],
};
