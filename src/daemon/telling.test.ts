import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stationEvent } from '../../test/paper/telling.ts';
import { parsePrefix } from '../base/prefix.ts';
import type { NetworkConfig, WebConfig } from './config.ts';
import { pageAddress, quietNewcomers } from './telling.ts';

const WEB: WebConfig = {
  listen: [],
  hosts: [],
  tls: null,
  behindProxy: false,
  trustedProxies: [],
  basePath: '/',
  streams: 100,
};

test('links lead where the page is reached from', () => {
  const at = (web: Partial<WebConfig>): string | null => pageAddress({ web: { ...WEB, ...web } });
  const listen = ['127.0.0.1:8471'];
  assert.equal(at({}), null);
  assert.equal(at({ listen }), 'http://127.0.0.1:8471');
  const hosts = ['arpist.example.org'];
  assert.equal(at({ listen, hosts }), 'http://arpist.example.org:8471');
  assert.equal(at({ listen, hosts, tls: { certificate: 'c', key: 'k' } }), 'https://arpist.example.org:8471');
  assert.equal(at({ listen, hosts, behindProxy: true, basePath: '/arp/' }), 'https://arpist.example.org/arp');
});

test('new stations are quiet where that is said, and while it learns; nothing else is', () => {
  const network = (word: NetworkConfig['new']): NetworkConfig => ({
    cidr: parsePrefix('10.0.0.0/24')!,
    name: 'Guests',
    new: word,
    sweep: null,
  });
  const event = stationEvent(5, 1000);
  assert.ok(quietNewcomers({ networks: [network('quiet')] }, null)(event));
  assert.ok(!quietNewcomers({ networks: [network('tell')] }, 2000)(event));
  assert.ok(quietNewcomers({ networks: [network('learn')] }, 2000)(event));
  assert.ok(!quietNewcomers({ networks: [network('learn')] }, 1000)(event));
  assert.ok(quietNewcomers({ networks: [] }, 2000)(event) && !quietNewcomers({ networks: [] }, null)(event));
  assert.ok(!quietNewcomers({ networks: [network('quiet')] }, 2000)({ ...event, kind: 'scan' }));
});
