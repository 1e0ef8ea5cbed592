import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { type LabHost, openLab, whyNoLab } from '../live/lab.ts';
import { needs } from '../programs.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** Every kind of entry that stands still: their states do not change while they are read. */
function withTable(body: (host: LabHost) => void): void {
  const lab = openLab();
  try {
    body(
      lab.host('host', {
        nics: [
          { name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.77.0.1/24'] },
          { name: 'a-long-name.123', mac: '02:00:00:00:00:02', addresses: ['10.78.0.1/24'] },
        ],
        ip: [
          'neigh add 10.77.0.2 lladdr 02:00:00:00:01:02 dev eth0',
          'neigh add 10.77.0.3 lladdr 02:00:00:00:01:03 dev eth0 nud stale router',
          'neigh add 10.77.0.4 lladdr 02:00:00:00:01:04 dev eth0 nud noarp',
          'neigh add 10.77.0.5 lladdr 02:00:00:00:01:05 dev eth0 extern_learn protocol static',
          'neigh add 10.77.0.8 dev eth0 nud none',
          'neigh add 10.77.0.9 lladdr 02:00:00:00:01:09 dev eth0 extern_learn protocol 77',
          'neigh add 10.78.0.222 lladdr 02:00:00:00:01:de dev a-long-name.123',
          'neigh add proxy 10.77.0.60 dev eth0',
          'neigh add proxy 10.77.0.61 dev a-long-name.123',
        ],
      }),
    );
  } finally {
    lab.close();
  }
}

function ours(host: LabHost, form: string): string {
  return host.run(process.execPath, MAIN, 'table', '-x', '--format', form);
}

test('--format ip is what ip neigh and ip neigh show proxy print', { skip: whyNoLab }, () => {
  withTable((host) => {
    const theirs = host.run('ip', 'neigh') + host.run('ip', 'neigh', 'show', 'proxy');
    assert.equal(ours(host, 'ip'), theirs);
    assert.equal(theirs.split('\n').length, 8);
  });
});

for (const [form, flags] of [
  ['arp', '-n'],
  ['bsd', '-an'],
] as const)
  test(`--format ${form} is what arp ${flags} prints`, { skip: whyNoLab || needs('arp') }, () => {
    withTable((host) => {
      const theirs = host.run('arp', flags);
      assert.equal(ours(host, form), theirs);
      assert.match(theirs, /10\.77\.0\.60/);
    });
  });
