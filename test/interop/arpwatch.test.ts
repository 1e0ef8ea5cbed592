import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ArpwatchWords } from '../../src/inventory/arpwatch-words.ts';
import { openCaptureReader } from '../../src/wire/capture.ts';
import { whyNoLab } from '../live/lab.ts';
import { needs } from '../programs.ts';

const FOLDER = fileURLToPath(new URL('../watch/scenarios/', import.meta.url));
const CAPTURES = readdirSync(FOLDER).filter((name) => name.endsWith('.pcapng'));

/** In mounts of its own: it works in /var/lib/arpwatch, and nothing of the machine's is read or written. */
const SCRIPT = `mount -t tmpfs none /var/lib && mkdir -p /var/lib/arpwatch && cd /var/lib/arpwatch
for file in "$@"; do : > arp.dat; echo "== $file"; arpwatch -d -d -f arp.dat -r "$file" 2>&1; done`;

/** By capture, what arpwatch says: as it goes to the syslog, but for what only its debugging shows. */
function linesOfArpwatch(): ReadonlyMap<string, readonly string[]> {
  const paths = CAPTURES.map((name) => `${FOLDER}${name}`);
  const { status, stdout, stderr } = spawnSync('unshare', ['-mn', 'sh', '-c', SCRIPT, 'sh', ...paths], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  assert.equal(status, 0, stderr);
  const parts = stdout.split(/^== .*\/(.+)\n/m).slice(1);
  return new Map(
    Array.from({ length: parts.length / 2 }, (_, at) => [
      parts[2 * at]!,
      parts[2 * at + 1]!.split('\n')
        .filter((line) => line !== '')
        .map((line) => line.replace(/^arpwatch: /, '').replace(/ \(from file\)$/, ''))
        // `ignored 0.0.0.0 …`: its syslog has no such line.
        .filter((line) => !line.startsWith('ignored ')),
    ]),
  );
}

function ourLines(name: string, tagged: boolean): readonly string[] {
  const lines: string[] = [];
  const words = new ArpwatchWords({ networks: [], had: [] }, (line) => lines.push(line));
  // Its filter lets no frame with a tag pass.
  const isHeard = (bytes: Uint8Array, from: number): boolean => tagged || bytes[from + 12] !== 0x81;
  const reader = openCaptureReader((frame) => {
    if (isHeard(frame.bytes, frame.from)) words.hear(frame, '');
  });
  reader.push(readFileSync(`${FOLDER}${name}`));
  assert.equal(reader.end().broken, null);
  return lines;
}

/** Debian's -d writes MACs with leading zeros, its syslog without. */
function unpadded(line: string): string {
  return line.replaceAll(/\b0(?=[0-9a-f](?:[:) ]|$))/g, '');
}

test('line by line what arpwatch says of the same frames, in all scenarios', {
  skip: whyNoLab || needs('arpwatch'),
}, () => {
  const theirs = linesOfArpwatch();
  assert.equal(theirs.size, CAPTURES.length);
  let lines = 0;
  for (const name of CAPTURES) {
    const told = theirs.get(name)!.map(unpadded);
    assert.deepEqual(ourLines(name, false), told, name);
    lines += told.length;
  }
  // That the comparison compares: these captures have that much to say.
  assert.ok(lines > 3000, `${lines} lines`);
});

test('the one difference: VLANs, which arpwatch does not hear, are told as interfaces of their own', () => {
  const told = ourLines('vlan-same-addresses.pcapng', true);
  assert.deepEqual(ourLines('vlan-same-addresses.pcapng', false), []);
  assert.ok(told.some((line) => line.startsWith('new station ') && line.endsWith(' vlan10')));
  assert.ok(
    told.every((line) => line.startsWith('new station ')),
    'no address of two VLANs is a flip flop',
  );
});
