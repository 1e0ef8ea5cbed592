import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ARP_KINDS, type ArpKind, kindOf, kindOfOperation } from './arp-kinds.ts';

const A = 0x0a000001;
const B = 0x0a000002;
const ALL = 0xffffffffffff;

const table: [ArpKind, string, { op: number; spa: number; tpa: number; tha?: number; etherType?: number }][] =
  [
    ['request', 'who-has', { op: 1, spa: A, tpa: B }],
    ['request', 'unicast poll with the known MAC', { op: 1, spa: A, tpa: B, tha: 7 }],
    ['probe', 'RFC 5227 probe', { op: 1, spa: 0, tpa: B }],
    ['probe', 'nobody asks for nobody', { op: 1, spa: 0, tpa: 0 }],
    ['announcement', 'RFC 5227 announcement', { op: 1, spa: A, tpa: A }],
    ['gratuitous-request', 'keepalived', { op: 1, spa: A, tpa: A, tha: ALL }],
    ['gratuitous-request', 'own MAC as target', { op: 1, spa: A, tpa: A, tha: 7 }],
    ['reply', 'is-at', { op: 2, spa: A, tpa: B, tha: 7 }],
    ['reply', 'answer to a probe', { op: 2, spa: A, tpa: 0, tha: 7 }],
    ['gratuitous-reply', 'arping -A', { op: 2, spa: A, tpa: A, tha: ALL }],
    ['rarp-request', 'RARP', { op: 3, spa: 0, tpa: 0, etherType: 0x8035 }],
    ['rarp-reply', 'RARP', { op: 4, spa: A, tpa: B, etherType: 0x8035 }],
    ['unknown', 'ARP operation under the EtherType of RARP', { op: 1, spa: A, tpa: B, etherType: 0x8035 }],
    ['unknown', 'the same for a reply', { op: 2, spa: A, tpa: A, etherType: 0x8035 }],
    ['rarp-request', 'RARP operation under the EtherType of ARP', { op: 3, spa: 0, tpa: 0 }],
    ['drarp-request', 'DRARP', { op: 5, spa: 0, tpa: 0 }],
    ['drarp-reply', 'DRARP', { op: 6, spa: 0, tpa: 0 }],
    ['drarp-error', 'DRARP', { op: 7, spa: 0, tpa: 0 }],
    ['inarp-request', 'InARP, even when both addresses are the same', { op: 8, spa: A, tpa: A }],
    ['inarp-reply', 'InARP', { op: 9, spa: A, tpa: B }],
    ['nak', 'ARP-NAK', { op: 10, spa: A, tpa: B }],
    ['unknown', 'operation 0', { op: 0, spa: A, tpa: A }],
    ['unknown', 'operation 11', { op: 11, spa: A, tpa: B }],
    ['unknown', 'operation 65535', { op: 65535, spa: 0, tpa: B }],
  ];

for (const [kind, name, fields] of table) {
  test(`${name} (op ${fields.op}) is ${kind}`, () => {
    assert.equal(kindOf({ etherType: 0x0806, tha: 0, ...fields }), kind);
  });
}

test('every kind is named once and reached by the table', () => {
  assert.equal(new Set(ARP_KINDS).size, ARP_KINDS.length);
  assert.deepEqual(new Set(table.map(([kind]) => kind)), new Set(ARP_KINDS));
});

test('by the operation alone a request is a request', () => {
  assert.equal(kindOfOperation(0x0806, 1), 'request');
  assert.equal(kindOfOperation(0x0806, 2), 'reply');
});
