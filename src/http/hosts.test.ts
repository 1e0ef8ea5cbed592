import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HostNames } from './hosts.ts';

const NAMES = new HostNames(['arpist.example.org', 'front:8443'], 'edge-1.lan');

test('own names and addresses are known, however they are written', () => {
  for (const host of [
    'localhost',
    'localhost:8471',
    'LOCALHOST.',
    'edge-1',
    'edge-1.lan:80',
    'arpist.example.org',
    'Arpist.Example.Org.:443',
    'front',
    '127.0.0.1:8471',
    '127.9.9.9',
    '[::1]:8471',
  ])
    assert.equal(NAMES.knows(host), true, host);
});

test('names of others are not, though they lead here', () => {
  for (const host of [
    '',
    'evil.example',
    'localhost.evil.example',
    'evil.example:8471',
    '192.0.2.1',
    '[2001:db8::1]',
    'localhost@evil.example',
    'localhost:8471:1',
    'arpist.example.org.evil',
  ])
    assert.equal(NAMES.knows(host), false, host);
});
