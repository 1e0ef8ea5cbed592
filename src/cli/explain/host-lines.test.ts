import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostWith } from '../../kernel/build-host.ts';
import { parseHost } from '../../kernel/host-json.ts';
import { hostLines } from './host-lines.ts';

const HOST = hostWith({
  links: { e0: { addresses: ['10.0.0.1/24'] }, e1: {} },
  routes: ['default via 10.0.0.254 dev e0'],
  neighbours: [{ link: 'e0', ip: '10.0.0.9', mac: '02:00:00:00:00:09' }],
});

test('what is written is what was there', () => {
  const text = [...hostLines(HOST)].join('');
  assert.deepEqual(JSON.parse(text), structuredClone(HOST));
  const read = parseHost(text);
  assert.ok(read.ok);
});

test('each link, address, route and entry has a line of its own', () => {
  const lines = [...hostLines(HOST)].join('').split('\n');
  for (const item of [...HOST.links, ...HOST.addresses, ...HOST.routes, ...HOST.neighbours])
    assert.equal(lines.filter((line) => line.trim().replace(/,$/, '') === JSON.stringify(item)).length, 1);
});

test('a host without anything is JSON, too', () => {
  const bare = {
    ...HOST,
    links: [],
    addresses: [],
    routes: [],
    neighbours: [],
    conf: { all: {}, default: {}, links: {} },
  };
  assert.deepEqual(JSON.parse([...hostLines(bare)].join('')), structuredClone(bare));
});
