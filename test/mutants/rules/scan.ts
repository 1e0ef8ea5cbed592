import type { BentFiles } from '../rule.ts';

export const SCAN: BentFiles = {
  'verbs/scan/ear.ts': [
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
};
