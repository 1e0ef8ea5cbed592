import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unfit } from './strict.ts';

function status(url: string, hosts: readonly string[] = ['localhost'], headers = {}): number | undefined {
  return unfit({ url, headers, rawHeaders: hosts.flatMap((host) => ['Host', host]) })?.status;
}

test('honest requests pass', () => {
  for (const url of [
    '/',
    '/api/v1/episodes?where=kind%3Dconflict',
    '/api/v1/addresses/10.0.0.1/holders',
    '/a?x=//',
  ])
    assert.equal(status(url), undefined, url);
});

test('two names, none, whole URLs and upgrades are refused', () => {
  assert.equal(status('/', ['a', 'b']), 400);
  assert.equal(status('/', []), 400);
  assert.equal(status('http://evil/x'), 400);
  assert.equal(status('*'), 400);
  assert.equal(status('/', ['localhost'], { upgrade: 'websocket' }), 400);
  assert.equal(status(`/${'a'.repeat(20_000)}`), 400);
});

test('paths that mean another one are nowhere', () => {
  for (const url of [
    '/../x',
    '/a/..',
    '/%2e%2e/x',
    '/.%2E/x',
    '/a%2fb',
    '/a%5cb',
    '/a\\b',
    '//x',
    '/a%2500',
    '/%00',
  ])
    assert.equal(status(url), 404, url);
});
