import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageFault } from '../base/fault.ts';
import { parseIpv4 } from '../base/ipv4.ts';
import { parseMac } from '../base/mac.ts';
import type { Station } from '../inventory/station.ts';
import { parseFormat } from './format.ts';
import type { Row } from './station.ts';
import { parseSort } from './sort.ts';
import { parseWhere } from './where.ts';

interface Traits extends Partial<Omit<Station, 'ip' | 'mac'>> {
  readonly vendor?: string | null;
  readonly name?: string | null;
  readonly dup?: number;
}

function row(ip: string, mac: string, { vendor = null, name = null, dup = 1, ...more }: Traits = {}): Row {
  const station: Station = {
    ip: parseIpv4(ip) ?? assert.fail(ip),
    mac: parseMac(mac) ?? assert.fail(mac),
    interface: 'eth0',
    vlan: null,
    rttMs: 1,
    tries: 1,
    late: false,
    macs: 1,
    verdict: 'ok',
    why: [],
    ...more,
  };
  return { station, vendor, name, dup };
}

const ROWS: Readonly<Record<string, Row>> = {
  pi: row('10.0.0.9', 'b8:27:eb:00:00:01', { vendor: 'Raspberry Pi Foundation', rttMs: 12.3456 }),
  esp: row('10.0.0.10', '24:0a:c4:00:00:02', {
    vendor: 'Espressif Inc.',
    name: 'lamp.lan',
    rttMs: 250,
    tries: 2,
  }),
  twin: row('10.0.1.9', '02:00:00:00:00:03', {
    verdict: 'conflict',
    dup: 2,
    vlan: 10,
    late: true,
    rttMs: 0.5,
  }),
};

function fitting(text: string): string {
  const { fits } = parseWhere(text, '--where');
  return Object.keys(ROWS)
    .filter((name) => fits(ROWS[name]!))
    .join(' ');
}

const FILTERS: Readonly<Record<string, string>> = {
  'vendor~espressif': 'esp',
  'vendor ~ PI': 'pi',
  'vendor!~pi': 'esp twin',
  'vendor="espressif inc."': 'esp',
  'vendor^=rasp': 'pi',
  'vendor=': 'twin',
  'name~lamp': 'esp',
  'ip=10.0.0.0/24': 'pi esp',
  'ip!=10.0.0.0/24': 'twin',
  'ip=10.0.0.9,10.0.1.9': 'pi twin',
  'ip>10.0.0.9': 'esp twin',
  'ip^=10.0.0.': 'pi esp',
  'mac=B827.EB00.0001': 'pi',
  'mac!=b8-27-eb-0-0-1': 'esp twin',
  'mac^=24:a:c4': 'esp',
  'mac~:00:00:0': 'pi esp twin',
  'rtt>1': 'pi esp',
  'rtt<=0.5': 'twin',
  'rtt>0.1s': 'esp',
  'rtt>=250ms': 'esp',
  'rtt<1min': 'pi esp twin',
  'tries=2': 'esp',
  'vlan=10': 'twin',
  'vlan=none': 'pi esp',
  'vlan!=10': 'pi esp',
  late: 'twin',
  'late=no': 'pi esp',
  local: 'twin',
  'verdict=conflict or vendor~pi': 'pi twin',
  'rtt>1 and vendor~esp or late': 'esp twin',
  'rtt>1 && vendor~"a or b" || ip=10.0.1.9': 'twin',
};
for (const [text, names] of Object.entries(FILTERS))
  test(`--where '${text}'`, () => assert.equal(fitting(text), names));

for (const text of [
  '',
  'vendor',
  'vender~x',
  'rtt~1',
  'rtt>abc',
  'rtt>5parsecs',
  'tries>1s',
  'ip=10.0.0.300',
  'ip=eth0',
  'mac=b8:27:eb',
  'mac^=xyz',
  'late=maybe',
  'a b',
  'vendor~x and ',
])
  test(`--where '${text}' is refused`, () => {
    assert.throws(
      () => parseWhere(text, '--where'),
      (fault) => fault instanceof UsageFault && fault.where === '--where',
    );
  });

test('only a filter on the verdict waits for the last word', () => {
  assert.equal(parseWhere('late and verdict=ok', '').needsLastWord, true);
  assert.equal(parseWhere('vendor~verdict', '').needsLastWord, false);
});

function sorted(text: string): string {
  const order = parseSort(text, '--sort');
  return Object.keys(ROWS)
    .toSorted((a, b) => order(ROWS[a]!, ROWS[b]!))
    .join(' ');
}

test('rows are sorted by numbers as numbers, text without case, the unknown last', () => {
  assert.equal(sorted('ip'), 'pi esp twin');
  assert.equal(sorted('-ip'), 'twin esp pi');
  assert.equal(sorted('rtt'), 'twin pi esp');
  assert.equal(sorted('vendor'), 'esp pi twin');
  assert.equal(sorted('-vendor'), 'pi esp twin');
  assert.equal(sorted('late,-rtt'), 'esp pi twin');
  assert.throws(() => sorted('colour'), /no field 'colour'/);
});

const FORMATS: Readonly<Record<string, string>> = {
  '${ip} ${mac}': '10.0.0.9 b8:27:eb:00:00:01',
  '${IP;-12}|${ip;12}|': '10.0.0.9    |    10.0.0.9|',
  '${rtt}\\t${vlan}[${dup}]\\x': '12.346\t[]x',
  '$${ip}$ {x}': '$10.0.0.9$ {x}',
  '${ipnum}': '167772169',
  'plain\\n': 'plain\n',
};
for (const [template, expected] of Object.entries(FORMATS))
  test(`--format '${template}'`, () => assert.equal(parseFormat(template, '-F')(ROWS['pi']!), expected));

for (const template of ['${ip', '${colour}', '${ip;wide}', '${hdrmac}', '${}'])
  test(`--format '${template}' is refused`, () => {
    assert.throws(
      () => parseFormat(template, '-F'),
      (fault) => fault instanceof UsageFault && fault.where === '-F',
    );
  });

test('A12: --where with a million spaces is read (its way there was once the square of that)', () => {
  const spaces = ' '.repeat(1_000_000);
  for (const text of [
    `late${spaces}and${spaces}late`,
    `late${spaces}`,
    `vendor=a${spaces}b`,
    `late${spaces}||late`,
  ])
    assert.equal(typeof parseWhere(text, '--where').fits, 'function');
});
