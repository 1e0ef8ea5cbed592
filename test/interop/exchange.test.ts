import assert from 'node:assert/strict';
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { hearsayFormOf, parseHearsay } from '../../src/known/hearsay/forms.ts';
import { ansibleText, dnsmasqText, keaText, type ListedStation } from '../../src/known/listed.ts';
import { needs } from '../programs.ts';

let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'arpist-exchange-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** With names of every kind: some are host names, some stand twice, some are meant to break what reads them. */
const NAMES = [
  'nas',
  'NAS',
  'printer.lan',
  null,
  'a "b"\n{{ 7*7 }}',
  ',tag:x',
  'ignore',
  '12h',
  '-x',
  '10.0.0.9',
  'ü',
];
const STATIONS: readonly ListedStation[] = Array.from({ length: 44 }, (_, at) => ({
  ip: 0x0a4d0032 + at,
  mac: 0x001b21000050 + at,
  vendor: 'Intel "x" {{ y }}',
  name: NAMES[at % NAMES.length]!,
  note: at % 5 === 0 ? '{% raw %}' : null,
  approved: false,
  interface: at % 2 === 0 ? 'eth0' : 'br-lan.20',
  vlan: null,
  first: at * 1000,
  last: at * 1000,
}));
const PAIRS = STATIONS.map(({ ip, mac }) => [ip, mac]);

function run(program: string, args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(program, args, { encoding: 'utf8' });
}

function pairsOf(text: string): readonly (readonly (number | null)[])[] {
  const form = hearsayFormOf(text);
  assert.ok(form !== undefined && form !== 'toml' && form !== 'empty');
  const { claims, bad } = parseHearsay(text, form, 'UTC');
  assert.deepEqual(bad, []);
  return claims.map(({ ip, mac }) => [ip, mac]);
}

test('dnsmasq takes our reservations with their names, and they are read again as the same', {
  skip: needs('dnsmasq'),
}, () => {
  const file = join(folder, 'dnsmasq.conf');
  const tried = (text: string): number | null => {
    writeFileSync(file, text);
    return run('dnsmasq', ['--test', `--conf-file=${file}`]).status;
  };
  const text = dnsmasqText(STATIONS);
  assert.equal(tried(text), 0);
  assert.notEqual(tried(`${text}dhcp-host=00:1b:21:00:00:99,10.77.0.50\n`), 0, 'the check can fail');
  assert.deepEqual(pairsOf(text), PAIRS);
});

test('Kea takes our reservations, and they are read again as the same, out of its configuration too', {
  skip: needs('kea-dhcp4'),
}, () => {
  const file = join(folder, 'kea.conf');
  const configuration = (reservations: string): string =>
    `{ "Dhcp4": { "interfaces-config": { "interfaces": [] }, "lease-database": { "type": "memfile", "persist": false },
  "subnet4": [ { "id": 1, "subnet": "10.77.0.0/24", "reservations": ${reservations} } ] } }\n`;
  const tried = (reservations: string): SpawnSyncReturns<string> => {
    writeFileSync(file, configuration(reservations));
    return run('kea-dhcp4', ['-t', file]);
  };
  const text = keaText(STATIONS);
  const taken = tried(text);
  assert.equal(taken.status, 0, taken.stdout + taken.stderr);
  const twice = keaText([STATIONS[0]!]).replace('[', `[${text.trim().slice(1, -1)},`);
  assert.notEqual(tried(twice).status, 0, 'the check can fail: a MAC stands twice');
  assert.deepEqual(pairsOf(text), PAIRS);
  assert.deepEqual(pairsOf(configuration(text)), PAIRS);
});

test('Ansible takes our inventory, names are no templates to it, and what it prints is read as the same', {
  skip: needs('ansible-inventory'),
}, () => {
  const script = join(folder, 'inventory');
  writeFileSync(script, `#!/bin/sh\ncat <<'ARPIST'\n${ansibleText(STATIONS)}ARPIST\n`);
  chmodSync(script, 0o755);
  const { status, stdout, stderr } = run('ansible-inventory', ['-i', script, '--list']);
  assert.equal(status, 0, stderr);
  const printed = JSON.parse(stdout) as {
    readonly _meta: { readonly hostvars: Readonly<Record<string, Readonly<Record<string, string>>>> };
    readonly arpist_eth0: { readonly hosts: readonly string[] };
  };
  const { hostvars } = printed._meta;
  assert.equal(Object.keys(hostvars).length, STATIONS.length);
  assert.equal(printed.arpist_eth0.hosts.length, 22);
  assert.deepEqual(
    pairsOf(stdout).toSorted((a, b) => a[0]! - b[0]!),
    PAIRS,
  );
  assert.ok(!/\{\{|\{%/.test(stdout));
});
