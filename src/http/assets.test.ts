import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assetAt, type Assets } from './assets.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const ASSETS: Assets = new Map([
  ['index.html', { bytes: bytes('<p>'), type: 'text/html; charset=utf-8' }],
  ['app-1.js', { bytes: bytes('1'), type: 'text/javascript; charset=utf-8' }],
]);

test('a part of the page is answered by its exact name, and kept; the page itself is not', async () => {
  const script = assetAt(ASSETS, '/assets/app-1.js')!;
  assert.equal(await script.text(), '1');
  assert.match(script.headers.get('cache-control')!, /immutable/);
  for (const path of ['/', '/addresses', '/addresses/10.0.0.1', '/episodes/e-7']) {
    const page = assetAt(ASSETS, path)!;
    assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8');
    assert.equal(page.headers.get('cache-control'), 'no-store');
    assert.match(
      page.headers.get('content-security-policy')!,
      /default-src 'none'.*require-trusted-types-for/,
    );
  }
});

test('what is no page and no part of it is not there', () => {
  for (const path of [
    '/nothing',
    '/addressesx',
    '/assets/',
    '/assets/app-2.js',
    '/assets/../x',
    '/api/v1/none',
  ])
    assert.equal(assetAt(ASSETS, path), undefined, path);
  assert.equal(assetAt(new Map(), '/'), undefined, 'none was built');
});
