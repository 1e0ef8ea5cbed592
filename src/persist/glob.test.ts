import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchesGlob } from './glob.ts';

test('a star and a question mark match no slash, a dot is a dot, and a set may be turned round', () => {
  const table: readonly (readonly [pattern: string, text: string, fits: boolean])[] = [
    ['eth*', 'eth0', true],
    ['/etc/*', '/etc/a/b', false],
    ['/etc?a', '/etc/a', false],
    ['eth0.10', 'eth0.10', true],
    ['eth0.10', 'eth0x10', false],
    ['eth[01]', 'eth1', true],
    ['eth[!01]', 'eth1', false],
    ['eth[!01]', 'eth2', true],
    ['[z-a]', 'b', false],
  ];
  for (const [pattern, text, fits] of table)
    assert.equal(matchesGlob(pattern, text), fits, `${pattern} ${text}`);
});
