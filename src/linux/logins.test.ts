import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { endianness } from 'node:os';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { endOf, readLogins } from './logins.ts';

const little = endianness() === 'LE' ? false : 'the words are those of a little-endian machine';

test('A4: ends of connections are read from /proc/net/tcp and tcp6, IPv4 inside of IPv6 as IPv4', {
  skip: little,
}, () => {
  assert.deepEqual(endOf('0100007F:0016'), ['127.0.0.1', 22]);
  assert.deepEqual(endOf('0000000000000000FFFF00000200000A:0016'), ['10.0.0.2', 22]);
  assert.deepEqual(endOf('B80D01200000000000000000010000FF:01BB'), ['2001:db8:0:0:0:0:ff00:1', 443]);
  assert.deepEqual(endOf('')[0], '');
});

test('A4: SSH_CONNECTION is found in a parent, when the environment of sudo has none', {
  skip: process.platform !== 'linux',
}, () => {
  const here = fileURLToPath(new URL('./logins.ts', import.meta.url));
  const body = `const { readLogins } = await import(${JSON.stringify(here)}); console.log(JSON.stringify(readLogins(process.env).inherited))`;
  // As sudo does it: a shell that has the variable starts what has an environment of its own.
  const inner = `env -i "$NODE" --no-warnings --input-type=module -e "$BODY"; true`;
  const done = spawnSync('sh', ['-c', inner], {
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      NODE: process.execPath,
      BODY: body,
      SSH_CONNECTION: '192.0.2.7 50000 192.0.2.1 22',
    },
  });
  assert.equal((JSON.parse(done.stdout) as string[])[0], '192.0.2.7 50000 192.0.2.1 22', done.stderr);
});

test('A4: what cannot be read is no error', () => {
  const { inherited, connections } = readLogins({ SSH_CONNECTION: '192.0.2.8 50000 192.0.2.1 22' });
  assert.equal(inherited[0], '192.0.2.8 50000 192.0.2.1 22');
  assert.ok(Array.isArray(connections));
});
