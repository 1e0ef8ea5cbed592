import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Provenance, refuseCrossSite } from './cross-site.ts';

const OWN: Provenance = {
  method: 'POST',
  host: 'localhost:8471',
  site: undefined,
  origin: undefined,
  cookie: true,
};

function passes(more: Partial<Provenance>): boolean {
  try {
    refuseCrossSite({ ...OWN, ...more });
    return true;
  } catch {
    return false;
  }
}

test('what the own page sends passes, and what a program sends with a token', () => {
  assert.equal(passes({ site: 'same-origin' }), true);
  assert.equal(passes({ site: 'none' }), true);
  assert.equal(passes({ origin: 'http://localhost:8471' }), true);
  assert.equal(passes({ origin: 'https://LOCALHOST:8471' }), true);
  assert.equal(passes({ cookie: false }), true);
  for (const method of ['GET', 'HEAD']) assert.equal(passes({ method, site: 'cross-site' }), true);
});

test("what another site's page sends does not, nor what says nothing but comes with a cookie", () => {
  for (const site of ['cross-site', 'same-site', 'x']) assert.equal(passes({ site, cookie: false }), false);
  assert.equal(passes({ site: 'cross-site', origin: 'http://localhost:8471' }), false);
  for (const origin of ['http://evil', 'null', '', 'http://localhost:84711', 'http://localhost'])
    assert.equal(passes({ origin, cookie: false }), false, origin);
  assert.equal(passes({}), false);
  assert.equal(passes({ method: 'DELETE' }), false);
});
