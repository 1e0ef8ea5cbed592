import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import { arpwatchToToml, isArpwatchConfig } from './arpwatch-config.ts';
import type { Hearsay, HearsayFile } from './hearsay.ts';
import { HEARSAY_FORMS, type HearsayForm, hearsayFormOf, parseHearsay } from './forms.ts';
import { mergeHearsay } from './merge.ts';
import { momentOfText } from './moment.ts';

function shown({ claims }: Pick<HearsayFile, 'claims'>): readonly string[] {
  return claims.map(({ line, ip, mac, name, note, first, last, approved }) =>
    [
      line,
      ip === null ? '-' : formatIpv4(ip),
      mac === null ? '-' : formatMac(mac),
      name ?? '-',
      note ?? '-',
      first === null ? '-' : new Date(first).toISOString().slice(0, 19),
      last === null ? '-' : new Date(last).toISOString().slice(0, 19),
      approved ? 'approved' : '',
    ]
      .join(' ')
      .trim(),
  );
}

interface Sample {
  readonly text: string;
  readonly claims: readonly string[];
  readonly bad?: readonly string[];
  readonly passed?: number;
}

const SAMPLES: Readonly<Record<HearsayForm, Sample>> = {
  'arp.dat': {
    text: '0:1b:21:0:0:50\t10.77.0.50\t1700000000\tnas\teth0\n3c:5a:b4:0:0:50\t10.77.0.50\t1700000100\nx\t10.77.0.51\t1\n',
    claims: [
      '1 10.77.0.50 00:1b:21:00:00:50 nas - - 2023-11-14T22:13:20',
      '2 10.77.0.50 3c:5a:b4:00:00:50 - - - 2023-11-14T22:15:00',
    ],
    bad: ["3: 'x' is no MAC address"],
  },
  ethers: {
    text: '# who\n00:1b:21:00:00:50 10.77.0.50\n00:1b:21:00:00:51 printer\n00:1b:21:00:00:52\n',
    claims: [
      '2 10.77.0.50 00:1b:21:00:00:50 - - - - approved',
      '3 - 00:1b:21:00:00:51 printer - - - approved',
    ],
    bad: ["4: '00:1b:21:00:00:52' stands alone: a line has a MAC and a host"],
  },
  hosts: {
    text: '127.0.0.1 localhost\n::1 ip6-localhost\n10.77.0.50 nas.example.org nas # disk\n10.77.0.51\n10.77.0.555 x\n',
    claims: ['3 10.77.0.50 - nas.example.org - - -'],
    bad: ["4: '10.77.0.51' stands alone: a line has a name behind it", "5: '10.77.0.555' is no address"],
    passed: 2,
  },
  dnsmasq: {
    text: '1798749000 00:1b:21:00:00:50 10.77.0.50 nas 01:00:1b:21:00:00:50\n',
    claims: ['1 10.77.0.50 00:1b:21:00:00:50 nas - - -'],
  },
  kea: {
    text: 'address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state\n10.77.0.50,00:1b:21:00:00:50,,3600,1798749000,1,0,0,nas,0\n',
    claims: ['2 10.77.0.50 00:1b:21:00:00:50 nas - - -'],
  },
  dhcpd: {
    text: 'lease 10.77.0.50 { binding state active; ends never; hardware ethernet 00:1b:21:00:00:50; client-hostname "nas"; }\n',
    claims: ['1 10.77.0.50 00:1b:21:00:00:50 nas - - -'],
  },
  networkd: {
    text: `{"BootID":"d7f5041316de4f1f992a8a2822218a71","Address":[10,77,0,1],"PrefixLength":24,"Leases":[
{"ClientId":[1,0,27,33,0,0,80],"Address":[10,77,0,50],"Hostname":"nas","ExpirationRealtimeUSec":1785791504658855},
{"ClientId":[255,1,2,3],"Address":[10,77,0,51],"HardwareAddressType":1,"HardwareAddressLength":6,"HardwareAddress":[198,229,80,28,236,2]},
{"ClientId":[255,1,2,3],"Address":[10,77,0,52]},
{"ClientId":[1,0,27,33,0,0,80]}]}`,
    claims: ['2 10.77.0.50 00:1b:21:00:00:50 nas - - -', '3 10.77.0.51 c6:e5:50:1c:ec:02 - - - -'],
    bad: ['5: the lease has no address'],
    passed: 1,
  },
  'dhcp-host': {
    text: 'domain=lan\ndhcp-host=00:1b:21:00:00:50,10.77.0.50,nas,12h\ndhcp-host=id:x,set:y,infinite\ndhcp-host=00:1b:21:00:00:51,00:1b:21:00:00:52,10.77.0.51\n',
    claims: [
      '2 10.77.0.50 00:1b:21:00:00:50 nas - - - approved',
      '4 10.77.0.51 00:1b:21:00:00:51 - - - - approved',
      '4 10.77.0.51 00:1b:21:00:00:52 - - - - approved',
    ],
    bad: ["3: 'id:x,set:y,infinite' names no address and no MAC"],
    passed: 1,
  },
  'kea-reservations': {
    text: `{ "Dhcp4": { // servers
  "subnet4": [ { "subnet": "10.77.0.0/24", "reservations": [
    { "hw-address": "00:1b:21:00:00:50", "ip-address": "10.77.0.50", "hostname": "nas" }, # here
    { "duid": "01:02", "ip-address": "10.77.0.511" },
    { "circuit-id": "'x'" } ] } ] } }`,
    claims: ['3 10.77.0.50 00:1b:21:00:00:50 nas - - - approved'],
    bad: ["4: '10.77.0.511' is no IPv4 address"],
    passed: 1,
  },
  netalertx: {
    text: `"devMac","devName","devOwner","devComments","devFirstConnection","devLastConnection","devLastIP","devIsNew"
"Internet","Internet","House","None","2024-05-01 12:00:00","2024-05-02 12:00:00","198.51.100.7","0"
"00:1b:21:00:00:50","nas, the old","Vera","two
lines","2024-05-01 12:00:00+02:00","2026-11-01 08:00:00","10.77.0.50","0"
"3c:5a:b4:00:00:50","(unknown)","None","None","None","None","None","1"
"","x","","","","","10.77.0.51","1"
"00:1b:21:00:00:52","x","","","long ago","","10.77.0.52","1"
`,
    claims: [
      '3 10.77.0.50 00:1b:21:00:00:50 nas, the old of Vera; two lines 2024-05-01T10:00:00 2026-11-01T07:00:00 approved',
      '5 - 3c:5a:b4:00:00:50 - - - -',
    ],
    bad: ['6: the device has no MAC', "7: 'long ago' is no time"],
    passed: 1,
  },
  watchyourlan: {
    text: `[{"ID":1,"Name":"nas","DNS":"nas.lan","Iface":"eth0","IP":"10.77.0.50","Mac":"00:1b:21:00:00:50","Hw":"Intel","Date":"2026-11-01 08:00:00","Known":1,"Now":1},
{"ID":2,"Name":"","DNS":"tv.lan","Iface":"eth0","IP":"10.77.0.51","Mac":"00:1b:21:00:00:51","Hw":"","Date":"","Known":0,"Now":0},
{"ID":3,"Name":"x","IP":"10.77.0.52","Mac":"zz","Date":"","Known":0,"Now":0},
7]`,
    claims: [
      '1 10.77.0.50 00:1b:21:00:00:50 nas - - 2026-11-01T07:00:00 approved',
      '2 10.77.0.51 00:1b:21:00:00:51 tv.lan - - -',
    ],
    bad: ["3: 'zz' is no MAC address", '4: it is no host'],
  },
  netbox: {
    text: `{"count":3,"next":null,"results":[
{"id":1,"address":"10.77.0.50/24","status":{"value":"active"},"vrf":{"name":"Office"},"dns_name":"nas.lan","description":"disk","assigned_object":{"name":"eth0","mac_address":"00:1B:21:00:00:50"}},
{"id":2,"address":"10.77.0.51/24","status":{"value":"active"},"vrf":null,"dns_name":"","assigned_object":{"device":{"name":"sw-1"}}},
{"id":3,"address":"10.77.0.52/24","status":{"value":"reserved"}},
{"id":4,"address":"fd00::1/64"},
{"id":5,"dns_name":"x"}]}`,
    claims: [
      '2 10.77.0.50 00:1b:21:00:00:50 nas.lan disk; VRF Office - - approved',
      '3 10.77.0.51 - sw-1 - - - approved',
    ],
    bad: ['6: it has no address'],
    passed: 2,
  },
  'arp-scan': {
    text: 'Interface: eth0, type: EN10MB, MAC: 00:1b:21:00:00:01, IPv4: 10.77.0.1\nStarting arp-scan 1.10.0 with 256 hosts\n10.77.0.50\t00:1b:21:00:00:50\tIntel Corporate\n10.77.0.50\t3c:5a:b4:00:00:50\tGoogle (DUP: 2)\n10.77.0.51\tno\tx\n\n4 packets received by filter\n',
    claims: ['3 10.77.0.50 00:1b:21:00:00:50 - - - -', '4 10.77.0.50 3c:5a:b4:00:00:50 - - - -'],
    bad: ['5: there is no MAC behind the address'],
    passed: 3,
  },
  'ip-neigh': {
    text: '[{"dst":"10.77.0.50","dev":"eth0","lladdr":"00:1b:21:00:00:50","state":["REACHABLE"]},{"dst":"10.77.0.51","dev":"eth0","state":["FAILED"]},{"dst":"fe80::1","dev":"eth0","lladdr":"00:1b:21:00:00:51","state":["STALE"]}]',
    claims: ['1 10.77.0.50 00:1b:21:00:00:50 - - - -'],
    passed: 2,
  },
  ansible: {
    text: '{"_meta":{"hostvars":{"nas":{"ansible_host":"10.77.0.50","arpist_mac":"00:1b:21:00:00:50","arpist_note":"disk"}}},"all":{"children":["arpist_eth0"]}}',
    claims: ['1 10.77.0.50 00:1b:21:00:00:50 nas disk - -'],
  },
  file_sd: {
    text: '[{"targets":["10.77.0.50:9100"],"labels":{"__meta_arpist_mac":"00:1b:21:00:00:50","__meta_arpist_name":"nas"}}]',
    claims: ['1 10.77.0.50 00:1b:21:00:00:50 nas - - -'],
  },
  list: {
    text: `{"v":1,"ip":"10.77.0.50","mac":"00:1b:21:00:00:50","name":"nas","note":null,"approved":true,"first":"2024-05-01T10:00:00Z","last":"2026-11-01T08:00:00.5Z"}
{"ip":"10.77.0.51","mac":"00:1b:21:00:00:51","first":"soon"}
nonsense
{"v":1,"type":"other"}
`,
    claims: ['1 10.77.0.50 00:1b:21:00:00:50 nas - 2024-05-01T10:00:00 2026-11-01T08:00:00 approved'],
    bad: ["2: 'soon' is no time", '4: it names no address and no MAC', '3: it is no object in JSON'],
  },
};

for (const form of HEARSAY_FORMS) {
  const { text, claims, bad = [], passed = 0 } = SAMPLES[form];
  test(`${form}: told by its lines, each entry with its line, and what cannot be used as well`, () => {
    assert.equal(hearsayFormOf(text), form);
    const read = parseHearsay(text, form, 'Europe/Berlin');
    assert.deepEqual(shown(read), claims);
    assert.deepEqual(
      read.bad.map(({ line, why }) => `${line}: ${why}`),
      bad,
    );
    assert.equal(read.passed, passed);
  });

  test(`${form}: no text makes it throw, cut or torn wherever it is`, () => {
    const tried = (torn: string): void => {
      hearsayFormOf(torn);
      parseHearsay(torn, form, 'UTC');
    };
    for (let end = 0; end <= text.length; end += 3) tried(text.slice(0, end));
    fc.assert(
      fc.property(fc.nat({ max: text.length }), fc.string({ unit: 'binary', maxLength: 30 }), (at, torn) =>
        tried(text.slice(0, at) + torn + text.slice(at)),
      ),
    );
  });
}

test('NetBox in CSV, as its pages and as its API name the columns', () => {
  const pages =
    'IP Address,VRF,Status,Role,Parent,DNS Name,Description,MAC Address\n10.77.0.50/24,Office,Active,,nas-1,,"disk, old",00:1b:21:00:00:50\n10.77.0.51/24,,Deprecated,,,,,\n';
  assert.equal(hearsayFormOf(pages), 'netbox');
  assert.deepEqual(shown(parseHearsay(pages, 'netbox', 'UTC')), [
    '2 10.77.0.50 00:1b:21:00:00:50 nas-1 disk, old; VRF Office - - approved',
  ]);
  const api = 'address;dns_name;status\n10.77.0.50/24;nas.lan;active\n';
  assert.deepEqual(shown(parseHearsay(api, 'netbox', 'UTC')), ['2 10.77.0.50 - nas.lan - - - approved']);
});

test('quotes of CSV that do not end, and a row that is too long, are told with their line', () => {
  const read = parseHearsay(
    'ip,mac\n10.0.0.1,00:1b:21:00:00:01,3\n"10.0.0.2,00:1b:21:00:00:02\n',
    'list',
    'UTC',
  );
  assert.deepEqual(
    read.bad.map(({ line, why }) => `${line}: ${why}`),
    ['2: there are 3 cells, and 2 columns', '3: the quotes do not end'],
  );
});

test('addresses and MACs that no station has are passed over, and long texts cut', () => {
  const line = (ip: string, mac: string, name = ''): string => JSON.stringify({ ip, mac, name });
  const read = parseHearsay(
    [
      line('0.0.0.0', '00:1b:21:00:00:01'),
      line('224.0.0.1', '00:1b:21:00:00:01'),
      line('10.0.0.1', '00:00:00:00:00:00'),
      line('10.0.0.1', 'ff:ff:ff:ff:ff:ff'),
      line('10.0.0.1', '00:1b:21:00:00:01', `a\u0007${'b'.repeat(600)}`),
    ].join('\n'),
    'list',
    'UTC',
  );
  assert.equal(read.passed, 4);
  assert.equal(read.claims[0]!.name, `a ${'b'.repeat(498)}…`);
});

test('a time without a zone is of the machine that is named; what is no day is no time', () => {
  assert.equal(momentOfText('2024-05-01 12:00:00', 'Europe/Berlin'), Date.UTC(2024, 4, 1, 10));
  assert.equal(momentOfText('2024-05-01T12:00:00.25-03:30', 'Europe/Berlin'), Date.UTC(2024, 4, 1, 15, 30));
  assert.equal(momentOfText('2024-05-01', 'UTC'), Date.UTC(2024, 4, 1));
  assert.equal(momentOfText('', 'UTC'), null);
  assert.equal(momentOfText('2024-02-31', 'UTC'), undefined);
  assert.equal(momentOfText('yesterday', 'UTC'), undefined);
});

test('several files become one list: the earliest and the latest time, the words of whoever met it last', () => {
  const claim = (more: Partial<Hearsay>): Hearsay => ({
    ip: 1,
    mac: 2,
    name: null,
    note: null,
    first: null,
    last: null,
    approved: false,
    expires: null,
    line: 1,
    ...more,
  });
  assert.deepEqual(
    mergeHearsay([
      claim({ name: 'new', last: 50, first: 40 }),
      claim({ name: 'old', note: 'kept', last: 30, first: 20, approved: true }),
      claim({ ip: null }),
    ]),
    [claim({ ip: null }), claim({ name: 'new', note: 'kept', first: 20, last: 50, approved: true })],
  );
});

test("arpwatch's configuration of Debian becomes one of arpist, and what cannot be said in it is told", () => {
  const machine = `# Global options
ARGS="-N -p"
PCAP_FILTER="not ether host 00:11:22:33:44:55"
RUNAS="arpwatch"
INTERFACES="eth0 eth1"
nonsense
`;
  const eth1 =
    'ARGS="-a"\nIFACE_ARGS="-m ops@example.org -n 10.20/16 -n192.168.3.0 -z 10.20.0.0/255.255.255.0"\nPCAP_FILTER=\n';
  const eth2 = "IFACE_ARGS='-Q'\n";
  assert.ok(isArpwatchConfig(machine) && isArpwatchConfig(eth1));
  const { toml, left, bad } = arpwatchToToml([
    { name: '/etc/default/arpwatch', interface: null, text: machine },
    { name: 'eth1.iface', interface: 'eth1', text: eth1 },
    { name: 'eth2.iface', interface: 'eth2', text: eth2 },
  ]);
  assert.deepEqual(toml.split('\n'), [
    '# What arpwatch was told, as arpist import read it.',
    'known = ["/var/lib/arpwatch/eth0.dat", "/var/lib/arpwatch/eth1.dat", "/var/lib/arpwatch/eth2.dat"]',
    '',
    '[[watch]]',
    'interface = "eth0"',
    '',
    '[[watch]]',
    'interface = "eth1"',
    '',
    '[[watch]]',
    'interface = "eth2"',
    '',
    '[[network]]',
    'cidr = "10.20.0.0/16"',
    'new = "tell"',
    '',
    '[[network]]',
    'cidr = "192.168.3.0/24"',
    'new = "tell"',
    '',
    '[[notify]]',
    'name = "mail"',
    'type = "sendmail"',
    'program = "/usr/sbin/sendmail"',
    'to = ["root", "ops@example.org"]',
    'style = "arpwatch"',
    'severity = "info"',
    '',
  ]);
  assert.deepEqual(left, [
    'a filter (PCAP_FILTER="not ether host 00:11:22:33:44:55"): mute what it kept away with arpist mute',
    'addresses to pass over (-z 10.20.0.0/255.255.255.0): mute them with arpist mute',
  ]);
  assert.deepEqual(bad, [
    { file: '/etc/default/arpwatch', line: 6, why: "'nonsense' is no variable with a value" },
  ]);
  assert.match(
    arpwatchToToml([{ name: 'x', interface: null, text: 'ARGS="-p"' }]).toml,
    /promiscuous = false\nknown = \["\/var\/lib\/arpwatch\/arp.dat"\]/,
  );
});
