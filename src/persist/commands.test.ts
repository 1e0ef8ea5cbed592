import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimsOf } from './claims.ts';
import { commandAgain } from './commands.ts';

const ENTRY = { do: 'set-neighbour', link: 'eth0', ip: '10.0.0.9', mac: '02:00:00:00:00:09' } as const;

test('an entry that was to be a new one does no harm where it is already', () => {
  for (const how of ['add', 'replace'] as const)
    assert.equal(
      commandAgain({ ...ENTRY, how }),
      'ip neigh replace 10.0.0.9 lladdr 02:00:00:00:00:09 nud permanent dev eth0',
    );
});

test('and it can be held against the host', () => {
  const { ip, mac, link } = ENTRY;
  assert.deepEqual(claimsOf('script', commandAgain({ ...ENTRY, how: 'add' })), [
    { of: 'neighbour', ip, link, mac },
  ]);
});
