import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paperIo } from '../../../test/cli/paper-io.ts';
import { type JsonRecord, recordKind } from '../../records/kind.ts';
import { parseArgs } from '../../terminal/args/parse.ts';
import { listFlags, sortFlag } from './flags.ts';
import { Listing } from './listing.ts';

const KIND = recordKind(['thing'], { ip: 'ip', name: 'text', codes: { kind: 'text', at: 'why.code' } });
const FLAGS = {
  ...listFlags(KIND, { json: 'JSON', rows: 'things', where: 'name~a', format: '${ip}' }),
  sort: sortFlag(KIND, 'ip'),
};
const ROWS: readonly JsonRecord[] = [
  { type: 'thing', ip: '10.0.0.9', name: 'printer', why: [{ code: 'b' }, { code: 'c' }] },
  { type: 'thing', ip: '10.0.0.10', name: '=1+1', why: [] },
  { type: 'thing', ip: '10.0.0.2', name: null, why: [{ code: 'b' }] },
];

function told(...words: readonly string[]): string {
  const io = paperIo();
  const { values } = parseArgs(words, FLAGS);
  const listing = new Listing(io, KIND, values);
  for (const row of ROWS) listing.row(row, ({ ip }) => `people ${String(ip)}\n`);
  listing.end();
  listing.record({ type: 'summary' });
  return io.out();
}

const TOLD: Readonly<Record<string, string>> = {
  '': 'people 10.0.0.9\npeople 10.0.0.10\npeople 10.0.0.2\n',
  '--sort ip': 'people 10.0.0.2\npeople 10.0.0.9\npeople 10.0.0.10\n',
  '--where ip=10.0.0.8/29': 'people 10.0.0.9\npeople 10.0.0.10\n',
  '--where codes~b --sort -ip --format ${ip;10}|${name}': '  10.0.0.9|printer\n  10.0.0.2|\n',
  '--csv --where ip<10.0.0.10': 'ip,name,codes\r\n10.0.0.9,printer,b c\r\n10.0.0.2,,b\r\n',
  '--csv --where name^==1': `ip,name,codes\r\n10.0.0.10,"'=1+1",\r\n`,
  '--csv --where name=nobody': 'ip,name,codes\r\n',
  '--json --where name=printer': `${JSON.stringify(ROWS[0])}\n{"type":"summary"}\n`,
};

for (const [words, expected] of Object.entries(TOLD))
  test(`a list told with '${words}'`, () => {
    assert.equal(told(...words.split(' ').filter(Boolean)), expected);
  });

test('two forms at once are refused', () => {
  assert.throws(() => told('--json', '--csv'), /--json and --csv contradict each other/);
  assert.throws(() => told('--csv', '--format', '${ip}'), /--csv and --format contradict/);
});

test('a list that is known whole is one table at a terminal, of what fits and in its order', () => {
  const io = paperIo({ tty: true });
  const { values } = parseArgs(['--sort', '-ip', '--where', 'codes~b'], FLAGS);
  const shown = new Listing(io, KIND, values).all(ROWS, {
    line: () => assert.fail('a line'),
    table: (rows) => rows.map(({ ip }) => `| ${String(ip)}`),
  });
  assert.equal(io.out(), '| 10.0.0.9\n| 10.0.0.2\n');
  assert.equal(shown.length, 2);
});

const people = {
  line: ({ ip }: JsonRecord) => `line ${String(ip)}\n`,
  table: (rows: readonly JsonRecord[]) => ['head', ...rows.map(({ ip }) => `| ${String(ip)}`)],
};

test('a whole list is a table for people at a terminal alone, else line by line in the form that was asked for', () => {
  for (const [words, io, expected] of [
    ['', paperIo({ tty: true }), 'head\n| 10.0.0.9\n| 10.0.0.10\n| 10.0.0.2\n'],
    ['', paperIo({ tty: false }), 'line 10.0.0.9\nline 10.0.0.10\nline 10.0.0.2\n'],
    ['', paperIo({ tty: true, env: { TERM: 'dumb' } }), 'line 10.0.0.9\nline 10.0.0.10\nline 10.0.0.2\n'],
    ['--format ${name}', paperIo({ tty: true }), 'printer\n=1+1\n\n'],
    ['--csv --where name=nobody', paperIo({ tty: true }), 'ip,name,codes\r\n'],
    ['--csv --where name=printer', paperIo({ tty: true }), 'ip,name,codes\r\n10.0.0.9,printer,b c\r\n'],
  ] as const) {
    const { values } = parseArgs(words.split(' ').filter(Boolean), FLAGS);
    const listing = new Listing(io, KIND, values);
    assert.equal(listing.forPeople, words === '', words);
    const shown = listing.all(ROWS, people);
    listing.record({ type: 'summary' });
    assert.equal(io.out(), expected, words);
    assert.equal(listing.count, shown.length);
  }
  const io = paperIo({ tty: true });
  new Listing(io, KIND, parseArgs([], FLAGS).values).all(ROWS.slice(0, 1), { line: people.line });
  assert.equal(io.out(), 'line 10.0.0.9\n', 'one that has no table');
});

test('what fitted is counted, and told at once unless it is sorted', () => {
  for (const [words, atOnce] of [
    ['--where codes~b', 'people 10.0.0.9\npeople 10.0.0.2\n'],
    ['--where codes~b --sort ip', ''],
  ] as const) {
    const io = paperIo();
    const listing = new Listing(io, KIND, parseArgs(words.split(' '), FLAGS).values);
    const fitted = ROWS.map((row) => listing.row(row, ({ ip }) => `people ${String(ip)}\n`));
    assert.deepEqual([fitted, listing.count, io.out()], [[true, false, true], 2, atOnce]);
    listing.end();
    listing.end();
    assert.equal(io.out().split('\n').length, 3, 'nothing twice');
  }
});

test('every condition has to fit', () => {
  const { values } = parseArgs(['--where', 'codes~b', '--where', 'name=printer'], FLAGS);
  const listing = new Listing(paperIo(), KIND, values);
  assert.equal(listing.all(ROWS, people).length, 1);
});
