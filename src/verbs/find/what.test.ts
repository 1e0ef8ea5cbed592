import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageFault } from '../../base/fault.ts';
import { parseIpv4 } from '../../base/ipv4.ts';
import { formatMac, parseMac } from '../../base/mac.ts';
import { type Candidate, fitsWhat, parseWhat } from './what.ts';

function candidate(ip: string, mac: string, more: Partial<Candidate> = {}): Candidate {
  const found = { ip: parseIpv4(ip) ?? assert.fail(ip), mac: parseMac(mac) ?? assert.fail(mac) };
  return { ...found, vendor: null, name: null, ...more };
}

const PI = candidate('10.0.0.9', 'b8:27:eb:00:00:01', {
  vendor: 'Raspberry Pi Foundation',
  name: 'kiosk.lan',
});
const NAS = candidate('10.0.0.10', '00:11:32:ca:fe:02', { vendor: 'Synology Incorporated' });
const CAFE = candidate('10.0.1.7', 'ca:fe:00:00:00:03');

function found(word: string): string {
  return Object.entries({ PI, NAS, CAFE })
    .filter(([, one]) => fitsWhat(parseWhat(word), one))
    .map(([name]) => name)
    .join(' ');
}

const QUESTIONS: Readonly<Record<string, string>> = {
  'b8:27:eb': 'PI',
  'B8-27-EB': 'PI',
  'b827.eb': 'PI',
  b827eb: 'PI',
  'b8:27:eb:*': 'PI',
  'B8:27:EB:0:0:1': 'PI',
  'b827.eb00.0001': 'PI',
  '0011.32': 'NAS',
  '0011.32ca.fe02': 'NAS',
  '00-11-32': 'NAS',
  raspberry: 'PI',
  'SYNOLOGY inc': 'NAS',
  kiosk: 'PI',
  cafe: 'CAFE',
  'ca:fe': 'CAFE',
  '10.0.0.9': 'PI',
  '10.0.0.0/24': 'PI NAS',
  '10.0.0.10-10.0.1.9': 'NAS CAFE',
  nobody: '',
  'aa:bb:cc:dd:ee:ff': '',
};
for (const [word, names] of Object.entries(QUESTIONS))
  test(`find ${word}`, () => assert.equal(found(word), names));

for (const word of ['', '  ', '10.0.0', '10.0.0.300', '10.0.0.0/33', '10.0.0.9-3'])
  test(`find '${word}' is refused`, () => {
    assert.throws(() => parseWhat(word), UsageFault);
  });

test('a host name is found by the addresses it resolves to', () => {
  const what = parseWhat('fileserver');
  assert.equal(fitsWhat(what, NAS), false);
  assert.equal(fitsWhat(what, NAS, [NAS.ip]), true);
  assert.equal(formatMac(NAS.mac), '00:11:32:ca:fe:02');
});
