import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageFault } from '../base/fault.ts';
import { many, one, type ReadFlag, text, toggle } from '../terminal/args/flags.ts';
import { bandwidth, list, packetRate, vlanIds, whole } from '../terminal/args/numbers.ts';
import { parseArgs } from '../terminal/args/parse.ts';
import { closest } from '../base/closest.ts';

const FLAGS = {
  interface: many('-I -i --interface', { value: 'NAME', help: '' }, list),
  rate: one('--rate', { value: 'RATE', help: '' }, packetRate),
  format: one('-F --format', { value: 'TEXT', help: '' }, text),
  fast: toggle('--fast', { help: '' }),
  plain: toggle('-x --plain', { help: '' }),
  quiet: toggle('-q --quiet', { help: '' }),
};

function read(line: string): unknown {
  const { words, values } = parseArgs(line.split(' ').filter(Boolean), FLAGS);
  return [words.join(' '), values];
}

const none = { interface: [], rate: undefined, format: undefined, fast: false, plain: false, quiet: false };

const UNDERSTOOD: Readonly<Record<string, unknown>> = {
  '': ['', none],
  '10.0.0.1 --fast -': ['10.0.0.1 -', { ...none, fast: true }],
  '-I eth0 -i eth1,eth2 --interface=eth3': ['', { ...none, interface: ['eth0', 'eth1', 'eth2', 'eth3'] }],
  '-qxIeth0 a': ['a', { ...none, quiet: true, plain: true, interface: ['eth0'] }],
  '-I=eth0': ['', { ...none, interface: ['eth0'] }],
  '-xF ${ip}': ['', { ...none, plain: true, format: '${ip}' }],
  '--format=': ['', { ...none, format: '' }],
  '--rate 5k': ['', { ...none, rate: 5000 }],
  '-- --fast -x': ['--fast -x', none],
};
for (const [line, meaning] of Object.entries(UNDERSTOOD))
  test(`'${line}' is understood`, () => assert.deepEqual(read(line), meaning));

const REFUSED: Readonly<Record<string, RegExp>> = {
  '--fsat': /no flag --fsat.*did you mean --fast\?/,
  '--interf eth0': /no flag --interf.*did you mean --interface\?/,
  '-z': /no flag -z.*--help/,
  '-xz': /no flag -z \(in -xz\)/,
  '--rate': /--rate needs a value.*--rate RATE/,
  '--rate --fast': /--rate needs a value/,
  '--rate 1 --rate 2': /--rate is given twice/,
  '--fast=yes': /takes no value/,
  '--rate abc': /'abc' is no rate/,
  '-I eth0,': /empty place/,
};
for (const [line, expected] of Object.entries(REFUSED))
  test(`'${line}' is refused`, () => {
    assert.throws(
      () => read(line),
      (fault) => {
        assert.ok(fault instanceof UsageFault);
        assert.match(`${fault.message}; ${fault.remedy}`, expected);
        return true;
      },
    );
  });

function values<T>(reader: ReadFlag<T>, texts: string): readonly (T | 'refused')[] {
  return texts.split(' ').map((word) => {
    try {
      return reader(word, '--flag');
    } catch (fault) {
      assert.ok(fault instanceof UsageFault && fault.where === '--flag');
      return 'refused';
    }
  });
}

test('a rate is packets or bits a second', () => {
  assert.deepEqual(values(packetRate, '5000 5k 1.5k 200pps 200/s 512bit 1Mbit 256kbit/s'), [
    5000,
    5000,
    1500,
    200,
    200,
    1,
    1e6 / 512,
    500,
  ]);
  assert.deepEqual(
    new Set(values(packetRate, 'abc 0 -5 5x k 1e3 1,000 NaN Infinity 5kk')),
    new Set(['refused']),
  );
});

test("a bandwidth is arp-scan's bits a second", () => {
  assert.deepEqual(values(bandwidth, '256000 1M 512'), [500, 1e6 / 512, 1]);
  assert.deepEqual(new Set(values(bandwidth, 'abc 0 5k/s -1')), new Set(['refused']));
});

test('numbers are whole, in bounds and nothing else', () => {
  assert.deepEqual(values(whole(1, 9, 'number'), '1 9 0 10 1.5 abc 0x5 1e0 -1'), [
    1,
    9,
    ...Array.from({ length: 7 }, () => 'refused'),
  ]);
});

test('VLAN ids are 1 to 4094, in lists and ranges, each once', () => {
  assert.deepEqual(values(vlanIds, '10,20,1234 4094 100-102,101'), [[10, 20, 1234], [4094], [100, 101, 102]]);
  assert.deepEqual(new Set(values(vlanIds, '5000 0 4095 10, 20-10 abc 1-5000')), new Set(['refused']));
});

test('the nearest candidate is proposed only when it is near', () => {
  const commands = ['scan', 'find', 'read', 'demo', 'version'];
  assert.equal(closest('scna', commands), 'scan');
  assert.equal(closest('fnd', commands), 'find');
  assert.equal(closest('vers', commands), 'version');
  assert.equal(closest('wibble', commands), undefined);
  assert.equal(closest('x', commands), undefined);
});
