import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { paperIo, type PaperTraits } from '../../../test/cli/paper-io.ts';
import { faultsOf, schemaNamed } from '../../../test/records/schema.ts';
import { tellFault } from '../faults.ts';
import { runWatch } from './watch.ts';

const SCENARIOS = new URL('../../../test/watch/scenarios/', import.meta.url);
const capture = (name: string): Uint8Array => readFileSync(new URL(`${name}.pcapng`, SCENARIOS));
const GATEWAY = '--gateways 10.77.0.1=24:a4:3c:f4:c9:45';

interface Done {
  readonly code: number;
  readonly out: readonly string[];
  readonly err: string;
}

async function watch(words: string, file: Uint8Array, traits: PaperTraits = {}): Promise<Done> {
  const io = paperIo({ ...traits, files: { f: file, '-': file } });
  const code = await runWatch(words.split(' '), io).catch((fault: unknown) => {
    const told = tellFault(fault);
    io.stderr.write(`${told.sentence}\n`);
    return told.code;
  });
  return { code, out: io.out().split('\n').slice(0, -1), err: io.err() };
}

test('a poisoned gateway is told in sentences with their evidence, and ends with 4', async () => {
  const { code, out, err } = await watch(`--read f ${GATEWAY} --why`, capture('arpspoof-one-way'));
  assert.equal(code, 4);
  assert.match(
    out.find((line) => line.includes('spoof')) ?? '',
    /^19:13:24 critical spoof: 08:00:27:96:c6:96 lies about 10\.77\.0\.1, a gateway or virtual address, which 24:a4:3c:f4:c9:45 has \(likely\)$/,
  );
  assert.ok(out.some((line) => line.includes('told single hosts that it has it')));
  assert.match(err, /102 frames, 101 of them ARP; 8 stations at 7 addresses\n.*1 spoof; 1 still open/);
});

test('records follow their schemas, the summary last', async () => {
  const { out } = await watch(
    `--read - --json ${GATEWAY} --networks 10.77.0.0/24 --learn 3s`,
    capture('arpspoof-one-way'),
  );
  const records = out.map((line) => JSON.parse(line) as Record<string, unknown>);
  for (const record of records.slice(0, -1)) assert.deepEqual(faultsOf(record, schemaNamed('watch.v1')), []);
  assert.deepEqual(faultsOf(records.at(-1), schemaNamed('watch-summary.v1')), []);
  assert.deepEqual(
    records.map(({ type, kind, state, id }) => [type, kind, state, id].filter(Boolean).join(' ')),
    ['watch spoof open spoof-1', 'watch spoof update spoof-1', 'watch spoof update spoof-1', 'watch-summary'],
  );
  assert.equal(records.at(-1)?.['alarm'], true);
});

test('every form of a list, and a choice', async () => {
  const csv = await watch(`--read f --csv --where severity=critical ${GATEWAY}`, capture('arpspoof-one-way'));
  assert.match(csv.out[0] ?? '', /^at,kind,state,id,since,seconds,ip,/);
  assert.ok(csv.out.length > 1 && csv.out.slice(1).every((line) => line.includes(',spoof,')));
  const own = await watch(
    '--read f --format ${kind}|${ip}|${codes} --where kind=changed',
    capture('machine-replaced'),
  );
  assert.deepEqual(own.out, ['changed|10.77.0.50|owner-silent new-machine']);
});

const ENDS: Readonly<Record<string, readonly [string, number]>> = {
  'quiet-lan': ['', 0],
  'conflict-plain': ['', 4],
  'machine-replaced': ['', 0],
  'spoof-request-form': ['--gateways 10.77.0.1=24:a4:3c:ab:bf:db', 4],
};
for (const [name, [words, code]] of Object.entries(ENDS))
  test(`watching ${name} ends with ${code}`, async () => {
    assert.equal((await watch(`--read f ${words}`.trim(), capture(name))).code, code);
  });

test('--until and -c end it as they do on a network: 4 or 0 for what came, 1 for what did not, 5 where it may have', async () => {
  const came = await watch('--read f --json --until conflict', capture('conflict-plain'));
  const told = came.out.map((line) => JSON.parse(line) as { kind?: string; error?: unknown });
  assert.deepEqual([came.code, told.at(-2)?.kind, told.at(-1)?.error], [4, 'conflict', null]);
  assert.equal(told.filter(({ kind }) => kind === 'conflict').length, 1);
  assert.equal((await watch('--read f --until new-station', capture('quiet-lan'))).code, 0);
  assert.equal((await watch('--read f --until conflict', capture('quiet-lan'))).code, 1);
  assert.equal((await watch('--read f --until conflict', capture('quiet-lan').slice(0, -9))).code, 5);
  const two = await watch('--read f --json -c 2', capture('conflict-plain'));
  assert.deepEqual([two.code, two.out.length], [0, 3]);
});

test('a capture that was cut is told as far as it goes, and ends with 5, or with 4 after a conflict', async () => {
  const cut = (name: string, bytes: number): Uint8Array => capture(name).slice(0, -bytes);
  const quiet = await watch('--read f --json', cut('quiet-lan', 9));
  assert.equal(quiet.code, 5);
  const summary = JSON.parse(quiet.out.at(-1)!) as { error: unknown; arp: number };
  assert.notEqual(summary.error, null);
  assert.ok(summary.arp > 100);
  assert.equal((await watch('--read f', cut('conflict-plain', 9))).code, 4);
});

test('what is no capture, no file, no gateway or no network is refused in one sentence', async () => {
  const file = capture('quiet-lan');
  assert.equal((await watch('--read f', new TextEncoder().encode('not a capture at all'))).code, 2);
  assert.match((await watch('--read f --gateways 10.0.0.1=zz', file)).err, /'10\.0\.0\.1=zz' is no gateway/);
  assert.match((await watch('--read f --networks 10.0.0.0/99', file)).err, /'10\.0\.0\.0\/99' is no network/);
  assert.match((await watch('--read f --json --csv', file)).err, /contradict each other/);
});
