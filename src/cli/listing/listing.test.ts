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
