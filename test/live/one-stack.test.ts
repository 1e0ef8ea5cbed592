import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arpist, records } from './hostile-pair.ts';
import { type Lab, openLab, whyNoLab } from './lab.ts';

const skip = whyNoLab;

/** conf/all is written out: a new namespace takes it over from the machine. */
const SETTINGS = ['arp_ignore', 'arp_announce', 'arp_filter', 'rp_filter'];
const plain = Object.fromEntries(
  SETTINGS.flatMap((name) => ['all', 'eth0', 'eth1'].map((link) => [`net.ipv4.conf.${link}.${name}`, 0])),
);

function node(lab: Lab, second: readonly string[], sysctls: Readonly<Record<string, number>> = {}): void {
  lab.host('node', {
    nics: [
      { name: 'eth0', mac: '02:ff:00:00:00:00', addresses: ['10.66.0.90/24'] },
      { name: 'eth1', mac: '02:ff:00:00:00:01', addresses: second },
    ],
    sysctls: { ...plain, ...sysctls },
  });
}

function server(lab: Lab, nth: number, addresses: readonly string[]): void {
  lab.host(`server${nth}`, { nics: [{ name: 'eth0', mac: `02:aa:00:00:00:0${nth}`, addresses }] });
}

const VIPS = ['10.66.0.90/32', '10.66.0.91/32', '10.66.0.92/32'];

/** Who has 10.66.0.90: verdicts, exit code, and how many packets beside the question there may be. */
const CASES: readonly (readonly [string, (lab: Lab) => void, string, number, number])[] = [
  ['two cards, one address', (lab) => node(lab, []), 'flux', 0, 10],
  ['two cards, an address on each', (lab) => node(lab, ['10.66.0.30/24']), 'flux', 0, 10],
  [
    'two cards, the one that is asked answering for its own address alone',
    (lab) => node(lab, ['10.66.0.30/24'], { 'net.ipv4.conf.eth0.arp_ignore': 1 }),
    'flux',
    0,
    10,
  ],
  [
    'two cards, strict about senders',
    (lab) => node(lab, ['10.66.0.30/24'], { 'net.ipv4.conf.all.rp_filter': 1 }),
    'flux',
    0,
    288,
  ],
  [
    'two servers that share three addresses, each with one of its own',
    (lab) => {
      server(lab, 1, ['10.66.0.11/24', ...VIPS]);
      server(lab, 2, ['10.66.0.222/24', ...VIPS]);
    },
    'conflict',
    4,
    288,
  ],
  [
    'the same, their own in another network',
    (lab) => {
      for (const nth of [1, 2])
        lab.host(`server${nth}`, {
          nics: [{ name: 'eth0', mac: `02:aa:00:00:00:0${nth}`, addresses: [`10.9.0.${nth}/24`, ...VIPS] }],
          ip: ['route add 10.66.0.0/24 dev eth0'],
        });
    },
    'undecided',
    5,
    288,
  ],
];

for (const [what, people, verdict, code, most] of CASES)
  test(`K7: ${what}: ${verdict}, at most ${most} packets for evidence`, { skip }, async () => {
    const lab = openLab();
    try {
      const asker = lab.host('asker', {
        nics: [{ name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.66.0.1/24'] }],
      });
      people(lab);
      for (const line of ['who 10.66.0.90', 'scan 10.66.0.90']) {
        const done = await arpist(asker, `${line} --json`).done;
        const told = records(done);
        const stations = told.filter(({ type }) => type === 'station');
        assert.deepEqual(
          [...new Set(stations.map((one) => one['verdict']))],
          [verdict],
          `${line}: ${done.out}${done.err}`,
        );
        assert.equal(stations.length, 2, line);
        assert.equal(done.code, code, line);
        assert.ok(Number(told.at(-1)?.['sent']) <= most + 4, `${line}: ${done.out}`);
      }
    } finally {
      lab.close();
    }
  });
