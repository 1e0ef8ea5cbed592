import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { tokenFile } from './token-file.ts';
import { newToken, Tokens } from './tokens.ts';

function within(body: (path: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-tokens-'));
  try {
    body(join(folder, 'tokens.json'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a token is 160 bits in base32 that scanners find', () => {
  assert.equal(
    newToken(() => new Uint8Array(20)),
    `arp_${'a'.repeat(32)}`,
  );
  assert.equal(
    newToken(() => new Uint8Array(20).fill(255)),
    `arp_${'7'.repeat(32)}`,
  );
  assert.equal(
    newToken(() => Uint8Array.from({ length: 20 }, (_, at) => at)),
    'arp_aaaqeayeaudaocajbifqydiob4ibceqt',
  );
  assert.notEqual(newToken(), newToken());
});

test('only its hash is kept, for its owner alone; it is known until it ends or is revoked', () => {
  within((path) => {
    const tokens = new Tokens(tokenFile(path));
    const token = tokens.make({ name: 'page', role: 'viewer', expires: 1000 }, 5);
    const other = tokens.make({ name: 'script', role: 'admin', expires: null }, 6);
    assert.doesNotMatch(readFileSync(path, 'utf8'), new RegExp(token));
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.deepEqual([tokens.whose(token, 999)?.name, tokens.whose(token, 1000)], ['page', undefined]);
    assert.equal(tokens.whose(`${token}a`, 0), undefined);
    const { id, made, role } = tokens.whose(other, 1e15)!;
    assert.deepEqual([id, made, role], [2, 6, 'admin']);
    assert.deepEqual([tokens.revoke(2), tokens.revoke(2)], [true, false]);
    assert.equal(tokens.whose(other, 0), undefined);
    assert.deepEqual(
      new Tokens(tokenFile(path)).list().map(({ name }) => name),
      ['page'],
    );
  });
});

test('what is no list of tokens lets nobody in', () => {
  within((path) => {
    assert.deepEqual(new Tokens(tokenFile(path)).list(), []);
    for (const text of [
      '{',
      '[{"id":1}]',
      '[{"id":1,"name":"x","role":"root","hash":"","made":0,"expires":null}]',
    ]) {
      writeFileSync(path, text);
      assert.throws(() => new Tokens(tokenFile(path)).whose('arp_x', 0), /is no list of tokens/);
    }
    assert.throws(() =>
      new Tokens(tokenFile(`${path}/x`)).make({ name: '', role: 'viewer', expires: null }, 0),
    );
  });
});
