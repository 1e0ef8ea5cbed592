import assert from 'node:assert/strict';
import { test } from 'node:test';
import { glance, newGlance } from '../../src/wire/glance.ts';
import { formatIpv4 } from '../../src/base/ipv4.ts';
import { arpistIn } from './arpist-in.ts';
import { whyNoPing } from './announcing.ts';
import { type Lab, type LabHost, openLab, whyNoLab } from './lab.ts';

const skip = whyNoLab;
const GATEWAY_MAC = '02:00:00:00:33:01';

interface Cloud {
  readonly lab: Lab;
  /** A host with a /32 and a route to its gateway, as Hetzner, OVH and GCE set them up; and a second interface. */
  readonly host: LabHost;
  readonly gateway: LabHost;
}

function openCloud(lab: Lab, ...routes: readonly string[]): Cloud {
  const gateway = lab.host('gw', {
    nics: [
      { name: 'eth0', mac: GATEWAY_MAC, addresses: ['10.33.0.1/24'], segment: 's0' },
      { name: 'eth1', addresses: ['10.44.0.2/24'], segment: 's1' },
    ],
  });
  const host = lab.host('host', {
    nics: [
      { name: 'p32', addresses: ['10.33.0.5/32'], segment: 's0' },
      { name: 'eth1', addresses: ['10.44.0.1/24'], segment: 's1' },
    ],
    ip: routes,
  });
  return { lab, host, gateway };
}

function withLab(body: (lab: Lab) => void): void {
  const lab = openLab();
  try {
    body(lab);
  } finally {
    lab.close();
  }
}

const LINES = [
  ['who 10.33.0.1', 0],
  ['scan 10.33.0.1', 0],
  ['find 10.33.0.1', 0],
  ['check 10.33.0.1', 1],
  ['ping -c 1 10.33.0.1', 0],
  ['ping --compat iputils -c 1 10.33.0.1', 0],
  ['ping --compat habets -c 1 10.33.0.1', 0],
] as const;

const BY_LINK_ROUTE = ['route add 10.33.0.1 dev p32', 'route add default via 10.33.0.1 dev p32'];
const ONLINK = ['route add default via 10.33.0.1 dev p32 onlink'];
const BY_SOURCE = ['route add 10.33.0.1 dev p32 table 133', 'rule add from 10.33.0.5 lookup 133'];
const BY_RULE = ['route add 10.33.0.1 dev p32 table 133', 'rule add to 10.33.0.0/24 lookup 133'];

for (const [how, routes] of Object.entries({
  'a link-scope route': BY_LINK_ROUTE,
  'an onlink next hop': ONLINK,
  'a route of a table that a rule leads to': BY_RULE,
  'a route of a table that a rule leads packets of our address to': BY_SOURCE,
}))
  test(`K2: a gateway reached by ${how} is asked there, by every verb`, { skip }, () =>
    withLab((lab) => {
      const { host } = openCloud(lab, ...routes);
      const answered = new RegExp(GATEWAY_MAC, 'i');
      // One look-up for all verbs: each of them once, and the other ways by two.
      const lines = how === 'a link-scope route' ? LINES : LINES.slice(0, 2);
      for (const [line, code] of lines) {
        const ended = arpistIn(host, line);
        assert.equal(ended.code, code, `${line}: ${ended.out}${ended.err}`);
        if (code < 2) assert.match(ended.out, answered, line);
        assert.doesNotMatch(ended.out, /does not cross routers/);
      }
    }),
  );

test('K2: announce and move are proven by a gateway that no subnet holds', { skip: whyNoPing }, () =>
  withLab((lab) => {
    const { host } = openCloud(lab, ...BY_LINK_ROUTE);
    const announced = arpistIn(host, 'announce 10.33.0.5 --via gateway -c 1');
    assert.equal(announced.code, 0, announced.err);
    assert.match(announced.out, /10\.33\.0\.1 .* believes it/);
    const moved = arpistIn(host, 'move 10.33.0.9 -I p32 --via gateway -c 1');
    assert.equal(moved.code, 0, moved.err);
    const far = arpistIn(host, 'announce 10.33.0.5 --via 8.8.8.8');
    assert.equal(far.code, 2);
    assert.match(far.err, /8\.8\.8\.8 is reached through the router 10\.33\.0\.1 on p32/);
  }),
);

test(
  'K2: a bare scan asks for the routes of a link, not for our own /32, and not for the whole world',
  { skip },
  () =>
    withLab((lab) => {
      const { host } = openCloud(lab, 'route add 10.33.0.1 dev p32', 'route add default dev p32 scope link');
      const ear = host.open('p32', { outgoing: true });
      const ended = arpistIn(host, 'scan -x');
      assert.equal(ended.code, 0, ended.err);
      assert.match(ended.out, new RegExp(`^10\\.33\\.0\\.1\t${GATEWAY_MAC}`, 'm'));
      const asked = new Set<string>();
      const arp = newGlance();
      ear.drain(({ bytes, outgoing }) => {
        if (outgoing && glance(bytes, arp) && arp.op === 1) asked.add(formatIpv4(arp.tpa));
      });
      // Our own address is asked for in every scan: somebody else may have it.
      asked.delete('10.33.0.5');
      assert.deepEqual([...asked], ['10.33.0.1']);
    }),
);

test('K2: the router is named where one is in the way, and only there', { skip }, () =>
  withLab((lab) => {
    const { host } = openCloud(lab, ...BY_LINK_ROUTE, 'route add 10.66.0.0/16 via 10.44.0.2');
    const far = arpistIn(host, 'who 10.66.1.1');
    assert.equal(far.code, 2);
    assert.match(far.err, /10\.66\.1\.1 is reached through the router 10\.44\.0\.2 on eth1/);
    assert.match(far.err, /ask for the router \(10\.44\.0\.2\)/);
    const near = arpistIn(host, 'who 10.44.0.2 -I p32 -q');
    assert.match(near.err, /10\.44\.0\.2 is in the network of eth1; it is asked for on p32 all the same/);
    host.ip('route del default', 'route add unreachable 10.77.0.0/16');
    assert.match(
      arpistIn(host, 'who 10.88.0.1').err,
      /on none of the local networks .*, and no route leads there/,
    );
    assert.match(arpistIn(host, 'scan 10.77.0.1').err, /10\.77\.0\.1 is refused by a route/);
  }),
);

test(
  'K2: a link without an address is asked on for what its routes lead to, with our address',
  { skip },
  () =>
    withLab((lab) => {
      const host = lab.host('host', {
        nics: [
          { name: 'cali1', segment: 's0' },
          { name: 'eth1', addresses: ['10.44.0.1/24'], segment: 's1' },
        ],
        ip: ['route add 192.168.5.37 dev cali1'],
      });
      lab.host('pod', {
        nics: [{ name: 'eth0', mac: GATEWAY_MAC, addresses: ['192.168.5.37/32'], segment: 's0' }],
        ip: ['route add default dev eth0'],
      });
      const ended = arpistIn(host, 'who 192.168.5.37');
      assert.equal(ended.code, 0, ended.err);
      assert.match(ended.out, new RegExp(GATEWAY_MAC));
      // The whole internet is on the link of the pod, and no list of targets.
      assert.equal(arpistIn(host, 'scan -I cali1 -x').code, 0);
    }),
);

test('K2: the other end of an address is asked for, and asked by the address it belongs to', { skip }, () =>
  withLab((lab) => {
    const host = lab.host('host', {
      nics: [{ name: 'eth0', addresses: ['10.1.0.1/24'], segment: 's0' }],
      ip: ['address add 10.50.0.1 peer 10.51.0.2/32 dev eth0'],
    });
    lab.host('far', {
      nics: [{ name: 'eth0', mac: GATEWAY_MAC, addresses: ['10.51.0.2/32'], segment: 's0' }],
      ip: ['route add 10.50.0.1 dev eth0'],
    });
    for (const line of ['who 10.51.0.2', 'scan 10.51.0.2 -x', 'ping --compat iputils -c 1 10.51.0.2']) {
      const { code, out, err } = arpistIn(host, line);
      assert.equal(code, 0, `${line}: ${err}`);
      assert.match(out, new RegExp(GATEWAY_MAC, 'i'));
    }
    assert.match(arpistIn(host, 'ping --compat iputils -c 1 10.51.0.2').out, /from 10\.50\.0\.1 eth0/);
    assert.match(arpistIn(host, 'table add 10.51.0.2 02:00:00:00:00:01 --dry-run').out, /dev eth0/);
  }),
);

test('K1: an interface is found as other tools spell it, and told by its real name', { skip }, () =>
  withLab((lab) => {
    const { host } = openCloud(lab);
    host.ip('link property add dev eth1 altname enp0s8', 'address add 10.44.0.8/24 dev eth1 label eth1:1');
    host.ip('neigh replace 10.44.0.2 lladdr 02:00:00:00:00:02 dev eth1');
    for (const line of [
      'who 10.44.0.2 --json -I enp0s8',
      'who 10.44.0.2 --json -I eth1:1',
      'who 10.44.0.2 --json -I enp0s8@if7',
      'scan 10.44.0.2 --json -I enp0s8',
      'scan eth1:1 --json --exclude 10.44.0.16-10.44.0.255',
      'check 10.44.0.2 --json -I enp0s8',
      'table list --json -I eth1@if7 10.44.0.2',
    ]) {
      const { out, err, code } = arpistIn(host, line);
      assert.match(out, /"interface":"eth1"/, `${line}: ${code} ${err}`);
    }
    assert.equal(arpistIn(host, 'ping --compat iputils -c 1 10.44.0.2 -I enp0s8').code, 0);
    assert.equal(arpistIn(host, 'ping --compat habets -c 1 10.44.0.2 -i eth1:1').code, 0);
    const explained = arpistIn(host, 'explain who-has 10.44.0.1 --on enp0s8');
    assert.deepEqual([explained.code, /on eth1/.test(explained.out)], [0, true], explained.err);
    const added = arpistIn(host, 'table add 10.44.0.77 02:00:00:00:00:77 -I enp0s8 --dry-run');
    assert.match(added.out, /dev eth1\b/, added.err);
    for (const line of [
      'who 10.44.0.2 -I eth9',
      'vlan -I eth9',
      'explain who-has 10.44.0.1 --on eth9',
      'table list -I eth9',
    ])
      assert.equal(arpistIn(host, line).code, 3, `D26: ${line}`);
  }),
);

test(
  'a second interface of this host is named, not taken for a station; an own address is checked once',
  { skip },
  () =>
    withLab((lab) => {
      const host = lab.host('host', {
        nics: [
          { name: 'eth0', addresses: ['10.99.0.1/24'] },
          { name: 'eth1', addresses: ['10.99.0.2/24'] },
        ],
        sysctls: { 'net.ipv4.conf.all.arp_ignore': 1 },
      });
      const scanned = arpistIn(host, 'scan 10.99.0.2 -I eth0 --json');
      assert.match(scanned.out, /"code":"our-interface","text":"[0-9a-f:]+ is eth1 of this machine itself"/);
      assert.match(arpistIn(host, 'scan 10.99.0.2 -I eth0 -x').out, /\(this host\)/);
      const who = arpistIn(host, 'who 10.99.0.2 -I eth0');
      assert.match(who.err, /10\.99\.0\.2 is an address of this host itself \(eth1\)/);
      assert.match(who.out + who.err, /is eth1 of this machine itself/);
      host.ip(
        'link add mv0 link eth0 type macvlan mode bridge',
        'link set mv0 up',
        'address add 10.99.0.3/24 dev mv0',
      );
      const checked = arpistIn(host, 'check 10.99.0.1');
      assert.equal(checked.out.trim().split('\n').length, 1, checked.out);
      assert.match(checked.out, /own address/);
    }),
);
