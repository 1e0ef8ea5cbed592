import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { faultsOf, schemaNamed } from '../records/schema.ts';
import { type LabHost, openLab, whyNoLab } from './lab.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const FLUX = '[flux]\ninterfaces = ["eth0", "eth1"]\n';

/** Every command with --dry-run; the words that follow it, and the types of the records. */
const COMMANDS: readonly (readonly [command: string, types: readonly string[]])[] = [
  ['scan', ['plan']],
  ['find 10.77.0.2', ['plan']],
  ['who 10.77.0.9', ['ping-plan']],
  ['ping 10.77.0.9', ['ping-plan']],
  ['check 10.77.0.9', ['plan']],
  ['free 10.77.0.0/28 -c 1', ['plan']],
  ['claim 10.77.0.9', ['plan']],
  ['announce 10.77.0.1', ['announce-plan']],
  ['move 10.77.0.9', ['move-plan']],
  ['proxy 10.9.0.0/24 -I eth1 --any', ['proxy-plan']],
  ['apply FOLDER/flux.toml', ['plan-step', 'answer-shift', 'plan-warning', 'plan-summary']],
  ['table verify', ['plan']],
  ['table add 10.77.0.9 02:00:00:00:00:09', ['table-change']],
  ['table replace 10.77.0.2 02:00:00:00:00:09', ['table-change']],
  ['table delete 10.77.0.2', ['table-change']],
  ['table flush --all', ['table-change']],
  ['table publish 10.77.0.7 -I eth0', ['table-change']],
  ['table load FOLDER/ethers', ['table-change']],
  ['table timers set gc_stale_time=90 -I eth0', ['timer-change']],
];

/** What a change would change. */
function stateOf(host: LabHost): string {
  const lists = [
    ['-o', 'address'],
    ['neigh'],
    ['neigh', 'show', 'proxy'],
    ['route', 'show', 'table', 'all'],
    ['rule'],
  ];
  const settings = host.run('sysctl', '-a', '-r', 'ipv4.(conf|neigh)');
  return [...lists.map((words) => host.run('ip', ...words)), settings].join('\n');
}

test('D18: --dry-run --json is JSON for every command, by its schema, and changes nothing', {
  skip: whyNoLab,
}, () => {
  const lab = openLab();
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  try {
    const host = lab.host('host', {
      nics: [
        { name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.77.0.1/24'] },
        { name: 'eth1', mac: '02:00:00:00:00:02', addresses: ['10.77.0.3/24'] },
      ],
      ip: [
        'neigh add 10.77.0.2 lladdr 02:00:00:00:00:22 nud permanent dev eth0',
        'neigh add 10.77.0.4 lladdr 02:00:00:00:00:44 nud stale dev eth0',
      ],
    });
    writeFileSync(join(folder, 'flux.toml'), FLUX);
    writeFileSync(join(folder, 'ethers'), '10.77.0.8 02:00:00:00:00:08\n');
    const env = { ...process.env, ARPIST_STATE: join(folder, 'state') };
    const before = stateOf(host);
    for (const [command, types] of COMMANDS) {
      const words = command.replace('FOLDER', folder).split(' ');
      const place = /^(announce|move|who|ping|check|claim|free|scan|find|table (add|replace|load))/.test(
        command,
      )
        ? ['-I', 'eth0']
        : [];
      const done = spawnSync(
        'ip',
        ['netns', 'exec', host.namespace, process.execPath, MAIN, ...words, ...place, '--dry-run', '--json'],
        { encoding: 'utf8', env },
      );
      assert.equal(done.status, 0, `${command}: ${done.stderr}`);
      const lines = done.stdout.split('\n').filter(Boolean);
      assert.ok(lines.length > 0, `${command}: nothing on stdout`);
      for (const line of lines) {
        const record = JSON.parse(line) as { readonly type: string };
        assert.ok(types.includes(record.type), `${command}: ${record.type}`);
        assert.deepEqual(faultsOf(record, schemaNamed(`${record.type}.v1`)), [], `${command}: ${line}`);
      }
    }
    assert.equal(stateOf(host), before);
    assert.ok(!readdirSync(folder).includes('state'), 'nothing was written down');
  } finally {
    lab.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
