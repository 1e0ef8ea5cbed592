import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { between, seededDice } from '../../src/base/dice.ts';
import { type ArpDatLine, arpDatLine, parseArpDat } from '../../src/known/arp-dat.ts';
import { dhcpHostLine } from '../../src/known/dnsmasq-leases.ts';
import { openPcapWriter } from '../../src/wire/pcap-writer.ts';
import { whyNoLab } from '../live/lab.ts';
import { needs } from '../programs.ts';

let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'arpist-known-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

function pairs(count: number): readonly Omit<ArpDatLine, 'line'>[] {
  const dice = seededDice(7);
  return Array.from({ length: count }, (_, at) => ({
    ip: 0x0a4d0001 + Math.floor(at / 2),
    mac: 0x001b21000000 + between(dice, 0, 0xffff) * 0x100 + (at % 2),
    heard: (1_700_000_000 + at) * 1000,
    host: at % 3 === 0 ? `host-${at}` : null,
    interface: null,
  }));
}

test('arpwatch starts with our arp.dat without a word, and writes the same pairs and times again', {
  skip: whyNoLab || needs('arpwatch'),
}, () => {
  const written = pairs(200);
  const file = join(folder, 'arp.dat');
  writeFileSync(file, written.map(arpDatLine).join(''));
  const parts: Uint8Array[] = [];
  openPcapWriter((bytes) => parts.push(bytes.slice()));
  const empty = join(folder, 'empty.pcap');
  writeFileSync(empty, Buffer.concat(parts));
  // In mounts of its own: it works in /var/lib/arpwatch, and nothing of the machine's is read or written.
  const script = `mount -t tmpfs none /var/lib && mkdir -p /var/lib/arpwatch && cp ${file} /var/lib/arpwatch/arp.dat && arpwatch -d -f arp.dat -r ${empty}; cp /var/lib/arpwatch/arp.dat ${file}.out`;
  const { status, stderr, stdout } = spawnSync('unshare', ['-mn', 'sh', '-c', script], { encoding: 'utf8' });
  assert.deepEqual([status, stderr + stdout], [0, '']);
  const { lines, bad } = parseArpDat(readFileSync(`${file}.out`, 'utf8'));
  assert.deepEqual(bad, []);
  const bare = (one: Omit<ArpDatLine, 'line'>): string => `${one.ip} ${one.mac} ${one.heard} ${one.host}`;
  assert.deepEqual(lines.map(bare).toSorted(), written.map(bare).toSorted());
});

/** dnsmasq gives no address to two MACs. */
function onePerAddress(count: number): readonly Omit<ArpDatLine, 'line'>[] {
  return pairs(2 * count).filter((_, at) => at % 2 === 0);
}

test('dnsmasq takes our lines for its configuration', { skip: needs('dnsmasq') }, () => {
  const file = join(folder, 'dnsmasq.conf');
  const write = (more: string): number | null => {
    writeFileSync(file, onePerAddress(50).map(dhcpHostLine).join('') + more);
    return spawnSync('dnsmasq', ['--test', `--conf-file=${file}`], { encoding: 'utf8' }).status;
  };
  assert.equal(write(''), 0);
  const again = dhcpHostLine({ ip: 0x0a4d0001, mac: 0x02_00_00_00_00_01 });
  assert.notEqual(write(again), 0, 'the check can fail: one address has two MACs');
});
