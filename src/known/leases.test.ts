import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatIpv4 } from '../base/ipv4.ts';
import { formatMac } from '../base/mac.ts';
import { parseDhcpdLeases } from './dhcpd-leases.ts';
import { dhcpHostLine, parseDnsmasqLeases } from './dnsmasq-leases.ts';
import { leaseFormOf, parseLeases } from './forms.ts';
import { parseKeaLeases } from './kea-leases.ts';
import type { LeaseFile } from './lease.ts';
import { ip, mac } from '../../test/cli/stations.ts';

function shown({ leases }: LeaseFile): readonly string[] {
  return leases.map(
    (one) =>
      `${one.line} ${formatIpv4(one.ip)} ${formatMac(one.mac)} ${one.name} ${one.expires === null ? 'never' : new Date(one.expires).toISOString()}`,
  );
}

function badLines({ bad }: LeaseFile): readonly string[] {
  return bad.map(({ line, why }) => `${line}: ${why}`);
}

const DNSMASQ = `1798749000 00:1b:21:00:00:50 10.77.0.50 nas 01:00:1b:21:00:00:50
0 b8:27:eb:12:34:56 10.77.0.51 * *
1798749001 06-aa:bb:cc:dd:ee:ff 10.77.0.52 odd *
1798749002 01-00:1b:21:00:00:53 10.77.0.53 typed *
1798749003 00:1b:21:00:00:54
1798749004 00:1b:21:00:00 10.77.0.55 short *
soon 00:1b:21:00:00:56 10.77.0.56 x *
1798749005 00:1b:21:00:00:57 10.77.0.570 x *
duid 00:01:00:01:2c:1f:aa:bb:00:1b:21:00:00:01
1798749006 12345678 fd00::50 nas 00:01:00:01
`;

test('dnsmasq: 0 never ends, * is no name, hardware of other kinds and IPv6 are passed over, bad lines are told', () => {
  const read = parseDnsmasqLeases(DNSMASQ);
  assert.deepEqual(shown(read), [
    '1 10.77.0.50 00:1b:21:00:00:50 nas 2026-12-31T20:30:00.000Z',
    '2 10.77.0.51 b8:27:eb:12:34:56 null never',
    '4 10.77.0.53 00:1b:21:00:00:53 typed 2026-12-31T20:30:02.000Z',
  ]);
  assert.deepEqual(badLines(read), [
    '5: a lease has five words, and here are 2',
    "6: '00:1b:21:00:00' is no MAC address",
    "7: 'soon' is no time in seconds since 1970",
    "8: '10.77.0.570' is no address",
  ]);
});

const KEA = `address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context,pool_id
10.77.0.50,00:1b:21:00:00:50,01:00:1b:21:00:00:50,3600,1798749000,1,0,0,nas,0,,0
10.77.0.51,00:1b:21:00:00:51,,3600,1798749000,1,0,0,gone,0,,0
10.77.0.52,00:1b:21:00:00:52,,4294967295,1798749000,1,0,0,a&#x2cb,0,,0
10.77.0.53,,,3600,1798749000,1,0,0,,1,,0
10.77.0.50,00:1b:21:00:00:99,,3600,1798749100,1,0,0,new,0,,0
10.77.0.51,00:1b:21:00:00:51,,0,1798749000,1,0,0,gone,0,,0
10.77.0.54,00:1b:21:00:00:54,,3600,1798749000,1,0,0,reclaimed,2,,0
10.77.0.55,zz,,3600,1798749000,1,0,0,x,0,,0
10.77.0.56,00:1b:21:00:00:56,,3600,later,1,0,0,x,0,,0
nonsense
`;

test('Kea: the last line of an address counts, deletions and other states take it away, a comma in a name is none of CSV', () => {
  const read = parseKeaLeases(KEA);
  assert.deepEqual(shown(read), [
    '4 10.77.0.52 00:1b:21:00:00:52 a,b never',
    '6 10.77.0.50 00:1b:21:00:00:99 new 2026-12-31T20:31:40.000Z',
  ]);
  assert.deepEqual(badLines(read), [
    "9: 'zz' is no MAC address",
    "10: 'later' is no number",
    "11: 'nonsense' is no IPv4 address",
  ]);
});

test('Kea: columns are found by name, in any order and without those that came later', () => {
  const read = parseKeaLeases('expire,address,hwaddr\n1798749000,10.77.0.50,00:1b:21:00:00:50\n');
  assert.deepEqual(shown(read), ['2 10.77.0.50 00:1b:21:00:00:50 null 2026-12-31T20:30:00.000Z']);
  assert.deepEqual(badLines(parseKeaLeases('address,duid,expire\nfd00::1,00:01,1\n')), [
    '1: the first line names no column hwaddr',
  ]);
});

const DHCPD = `# The format of this file is documented in the dhcpd.leases(5) manual page.
authoring-byte-order little-endian;
server-duid "\\000\\001\\"}{;lease 9.9.9.9 {";

failover peer "a" state {
  my state normal at 4 2026/11/19 10:00:00;
}
host printer {
  dynamic;
  hardware ethernet 00:1b:21:00:00:99;
  fixed-address 10.77.0.99;
}
lease 10.77.0.50 {
  starts 4 2026/12/31 10:00:00;
  ends 4 2026/12/31 20:30:00;
  binding state active;
  next binding state free;
  rewind binding state free;
  hardware ethernet 00:1b:21:00:00:50;
  uid "\\001\\000\\033!;}\\000P";
  set vendor-class-identifier = "x } y";
  on expiry { set x = "}"; }
  client-hostname "nas";
}
lease 10.77.0.51 { ends epoch 1798749000; # Thu
  binding state active; hardware ethernet 00:1b:21:00:00:51; }
lease 10.77.0.52 {
  ends never;
  hardware ethernet 00:1b:21:00:00:52;
}
lease 10.77.0.51 { binding state free; hardware ethernet 00:1b:21:00:00:51; }
lease 10.77.0.53 { binding state active; hardware ethernet 00:1b:21; }
lease 10.77.0.54 { binding state active; ends tomorrow; hardware ethernet 00:1b:21:00:00:54; }
lease 10.77.0 { binding state active; }
lease 10.77.0.55 {
  binding state active;
  hardware ethernet 00:1b:21:00:00:55;
  ends never;
}
ia-na "x" { cltt 4 2026/11/19 10:00:00; iaaddr fd00::1 { binding state active; } }
lease 10.77.0.50 {
  starts 4 2026/12/31`;

test('dhcpd: the last block of an address counts, only an active one; quotes, comments and other declarations hide nothing', () => {
  const read = parseDhcpdLeases(DHCPD);
  assert.deepEqual(shown(read), [
    '13 10.77.0.50 00:1b:21:00:00:50 nas 2026-12-31T20:30:00.000Z',
    '27 10.77.0.52 00:1b:21:00:00:52 null never',
    '35 10.77.0.55 00:1b:21:00:00:55 null never',
  ]);
  assert.deepEqual(badLines(read), [
    "32: '00:1b:21' is no MAC address",
    "33: 'ends tomorrow' is no time",
    "34: 'lease 10.77.0' names no IPv4 address",
    '41: the lease does not end: the file was cut, or is being written',
  ]);
});

test('which server wrote a file is told by its lines', () => {
  assert.deepEqual(
    [DNSMASQ, KEA, DHCPD, '', '# nothing yet\n', 'known = []\n', '00:1b:21:00:00:50 10.0.0.1\n'].map(
      leaseFormOf,
    ),
    ['dnsmasq', 'kea', 'dhcpd', 'empty', 'empty', undefined, undefined],
  );
  assert.equal(parseLeases('hello'), undefined);
  assert.deepEqual(parseLeases(''), { leases: [], bad: [], form: 'empty' });
  assert.equal(parseLeases(KEA)?.leases.length, 2);
});

test('a lease for good is a line of configuration for dnsmasq', () => {
  assert.equal(
    dhcpHostLine({ ip: ip('10.77.0.50'), mac: mac('00:1b:21:00:00:50') }),
    'dhcp-host=00:1b:21:00:00:50,10.77.0.50\n',
  );
});

for (const [name, read, sample] of [
  ['dnsmasq', parseDnsmasqLeases, DNSMASQ],
  ['kea', parseKeaLeases, KEA],
  ['dhcpd', parseDhcpdLeases, DHCPD],
] as const)
  test(`${name}: no text makes it throw, cut or torn wherever it is`, () => {
    for (let end = 0; end <= sample.length; end++) read(sample.slice(0, end));
    fc.assert(
      fc.property(
        fc.nat({ max: sample.length }),
        fc.string({ unit: 'binary', maxLength: 30 }),
        (at, torn) => {
          read(sample.slice(0, at) + torn + sample.slice(at));
        },
      ),
    );
  });
