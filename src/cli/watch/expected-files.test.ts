import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type PaperIo, paperIo } from '../../../test/cli/paper-io.ts';
import { ArpwatchWords } from '../../inventory/arpwatch-words.ts';
import { openCaptureReader } from '../../wire/capture.ts';
import { newCaptureFrame } from '../../wire/capture-frame.ts';
import { writeArpFrame } from '../../wire/arp-frame.ts';
import { ArpwatchLines } from './arpwatch-lines.ts';
import { runWatch } from './watch.ts';

/** A machine is replaced by another one: 10.77.0.50 goes from …:18:eb to …:2d:73. */
const NAME = 'machine-replaced.pcapng';
const CAPTURE = readFileSync(new URL(`../../../test/watch/scenarios/${NAME}`, import.meta.url));
const KNOWN = `known = [
  { address = "10.77.0.1", mac = "24:a4:3c:2c:0c:b7" },
  { address = "10.77.0.11", mac = "00:1b:21:89:e5:36" },
  { address = "10.77.0.12", mac = "3c:5a:b4:55:8f:4e" },
  { address = "10.77.0.13" },
  { address = "10.77.0.50", mac = "00:1b:21:bd:18:eb" },
]`;

async function watched(
  line: string,
  files: Readonly<Record<string, string>> = {},
): Promise<PaperIo & { readonly code: number }> {
  const io = paperIo({ files: { cap: CAPTURE, known: KNOWN, ...files } });
  return { ...io, code: await runWatch(['--read', 'cap', ...line.split(' ').filter(Boolean)], io) };
}

function kinds(out: string): readonly string[] {
  return out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ type }) => type === 'watch')
    .map(({ kind, ip }) => `${String(kind)} ${String(ip)}`);
}

test('what a baseline knows is no news, and another MAC than it knows is', async () => {
  const { out } = await watched('--json --known known');
  assert.deepEqual(kinds(out()), ['new-station 10.77.0.14', 'changed 10.77.0.50']);
  const other = KNOWN.replace('00:1b:21:89:e5:36', '00:1b:21:89:e5:99');
  const { out: told } = await watched('--json --known known', { known: other });
  assert.ok(kinds(told()).includes('changed 10.77.0.11'));
});

test('what has expired by the time of the capture is news again', async () => {
  const expired = KNOWN.replace('"3c:5a:b4:55:8f:4e"', '"3c:5a:b4:55:8f:4e", expires = 2001-01-01');
  const { out } = await watched('--json --known known', { known: expired });
  assert.ok(kinds(out()).includes('new-station 10.77.0.12'));
});

test('a lease explains why another machine has the address', async () => {
  const leases = '4000000000 b4:2e:99:e7:2d:73 10.77.0.50 pc *\nhalf a line\n';
  const { out, err } = await watched('--json --known known --leases leases', { leases });
  assert.deepEqual(kinds(out()), ['new-station 10.77.0.14', 'renumber 10.77.0.50']);
  assert.match(err(), /^arpist: leases:2: a lease has five words/);
});

test('a lease that had ended by then explains nothing', async () => {
  const leases = '1500000000 b4:2e:99:e7:2d:73 10.77.0.50 pc *\n';
  const { out } = await watched('--json --known known --leases leases', { leases });
  assert.deepEqual(kinds(out()), ['new-station 10.77.0.14', 'changed 10.77.0.50']);
});

test('--arpwatch says what arpwatch would, with the history of an arp.dat, and its exit code is that of the watch', async () => {
  const { out, code } = await watched('--arpwatch');
  const lines: string[] = [];
  const words = new ArpwatchWords({ networks: [], had: [] }, (line) => lines.push(`${line}\n`));
  const reader = openCaptureReader((frame) => words.hear(frame));
  reader.push(CAPTURE);
  assert.equal(out(), lines.join(''));
  assert.match(
    out(),
    /^changed ethernet address 10\.77\.0\.50 b4:2e:99:e7:2d:73 \(0:1b:21:bd:18:eb\) monitor$/m,
  );
  assert.equal(code, 0);
  const known = '24:a4:3c:2c:c:b7\t10.77.0.1\t5\n0:1b:21:0:0:1\t10.77.0.11\t5\n';
  const { out: told } = await watched('--arpwatch --known known', { known });
  assert.doesNotMatch(told(), /new station 10\.77\.0\.1 /);
  assert.match(told(), /^changed ethernet address 10\.77\.0\.11 /m);
});

test('its words are one form, and no other goes beside it', async () => {
  for (const other of ['--json', '--csv', '--format ${ip}', '--where kind=spoof'])
    await assert.rejects(watched(`--arpwatch ${other}`), /--arpwatch and --\w+ contradict/);
});

test('in a storm of two MACs the lines of a second have a bound, and what is left out is counted', () => {
  const io = paperIo();
  const lines = new ArpwatchLines({ networks: [], had: [] }, io);
  const bytes = new Uint8Array(42);
  const frame = { ...newCaptureFrame(), bytes, to: 42, linkType: 1, seconds: 7 };
  for (let count = 0; count < 5000; count++) {
    const sha = count % 2 === 0 ? 0x020000000001 : 0x020000000002;
    writeArpFrame(bytes, 0, {
      dst: 0xffffffffffff,
      src: sha,
      op: 1,
      sha,
      spa: 0x0a000001,
      tha: 0,
      tpa: 0x0a000002,
    });
    lines.hear(frame, 'eth0');
  }
  lines.hear({ ...frame, seconds: 8 }, 'eth0');
  assert.equal(io.out().split('\n').length - 1, 1000);
  assert.deepEqual(
    [lines.left, lines.leftWords()],
    [4000, ['4,000 lines of arpwatch left out: more than 1000 in a second']],
  );
});
