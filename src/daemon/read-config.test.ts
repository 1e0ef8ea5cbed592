import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readToml } from '../cli/toml.ts';
import type { DaemonConfig } from './config.ts';
import { type ConfigKeys, type ConfigKey } from './key.ts';
import { KEEP_KEYS, NETWORK_KEYS, ROOT_KEYS, UPLINK_KEYS, VIP_KEYS, WATCH_KEYS, WEB_KEYS } from './keys.ts';
import { mergeConfig } from './merge.ts';
import { CONFIG_TABLES, defaultConfig, readDaemonConfig } from './read-config.ts';
import { NOTIFY_KEYS, TARGET_KEYS, TARGET_TYPES } from './target-keys.ts';
import { TableReader } from '../declare/table-reader.ts';

function merged(...texts: readonly string[]) {
  return mergeConfig(
    texts.map((text, at) => ({ name: `f${at + 1}`, ...readToml(text, { name: `f${at + 1}`, remedy: '' }) })),
  );
}

function read(...texts: readonly string[]): DaemonConfig {
  const { value, lineOf } = merged(...texts);
  const found = readDaemonConfig(value, lineOf);
  assert.ok(found.ok, JSON.stringify(found));
  return found.value;
}

/** `f1:3 sentence`, each. */
function faults(...texts: readonly string[]): readonly string[] {
  const { value, lineOf, placeOf } = merged(...texts);
  const found = readDaemonConfig(value, lineOf);
  assert.ok(!found.ok, 'nothing is wrong with it');
  return found.error.map(({ line, sentence, remedy }) => {
    const place = line === null ? '-' : `${placeOf(line).file}:${placeOf(line).line}`;
    return `${place} ${sentence}; ${remedy}`;
  });
}

test('without a file everything has a value', () => {
  const config = defaultConfig();
  assert.equal(config.promiscuous, true);
  assert.equal(config.keep.events, 400 * 86_400_000);
  assert.deepEqual(config.web.listen, []);
  assert.deepEqual(config, read(''));
});

test('every default is what stands beside it, and every example can be read', () => {
  const tables: readonly ConfigKeys[] = [
    ROOT_KEYS,
    WATCH_KEYS,
    NETWORK_KEYS,
    VIP_KEYS,
    KEEP_KEYS,
    WEB_KEYS,
    UPLINK_KEYS,
    NOTIFY_KEYS,
    ...Object.values(TARGET_KEYS),
  ];
  let seen = 0;
  for (const table of tables)
    for (const [name, key] of Object.entries<ConfigKey<unknown>>(table)) {
      const wrong: { sentence: string }[] = [];
      const { value, lineOf } = readToml(`${name} = ${key.shown}`, { name: 'f', remedy: '' });
      const taken = key.take(new TableReader(value, [], { lineOf, faults: wrong as never }), name);
      assert.deepEqual(wrong, [], name);
      if (key.standing === 'default') assert.deepEqual(taken, key.fallback, name);
      seen++;
    }
  assert.ok(seen > 70, `${seen} keys`);
});

test('all that can be written is read', () => {
  const config = read(`
site = "hq"
learn = "1w"
known = ["/etc/ethers"]
[[watch]]
interface = "eth0"
name = "hq-eth0"
[[network]]
cidr = "10.20.30.0/24"
new = "quiet"
sweep = "6h"
[[vip]]
address = "10.20.20.1"
macs = ["00:00:5e:00:01:14"]
[keep]
evidence = "7d, 512MiB"
anonymise-after = "90d"
[[notify]]
name = "ops"
type = "mail"
to = "ops@example.org"
severity = "critical"
quiet-hours = "22:00-06:00 except critical"
password = { credential = "smtp-password" }
[web]
listen = ["127.0.0.1:8471"]
base-path = "/arpist"
[uplink]
to = "https://centre.example:8470"
key = "/etc/arpist/core-1.key"
spool = "64MiB"
`);
  assert.deepEqual(config.uplink, {
    to: 'https://centre.example:8470',
    key: '/etc/arpist/core-1.key',
    ca: null,
    spool: 64 * 1024 * 1024,
    keep: 86_400_000,
  });
  assert.equal(config.site, 'hq');
  assert.deepEqual(config.watch, [{ interface: 'eth0', name: 'hq-eth0' }]);
  assert.deepEqual(config.networks, [
    { cidr: { network: 0x0a141e00, length: 24 }, name: '10.20.30.0/24', new: 'quiet', sweep: 21_600_000 },
  ]);
  assert.deepEqual(config.vips, [{ address: 0x0a141401, name: '10.20.20.1', macs: [0x00005e000114] }]);
  assert.deepEqual(config.keep.evidence, { time: 7 * 86_400_000, bytes: 512 * 1024 * 1024 });
  assert.equal(config.keep.anonymiseAfter, 90 * 86_400_000);
  assert.deepEqual(config.targets[0], {
    name: 'ops',
    type: 'mail',
    where: null,
    severity: 'critical',
    quiet: { from: 1320, until: 360, except: 'critical' },
    digest: null,
    to: ['ops@example.org'],
    from: null,
    server: 'localhost',
    port: 25,
    tls: 'starttls',
    user: null,
    password: { credential: 'smtp-password' },
    style: 'arpist',
  });
  assert.equal(config.web.basePath, '/arpist');
});

test('each type of target is read with what it needs alone, its keys as TargetConfig has them', () => {
  for (const type of TARGET_TYPES) {
    const own = Object.entries<ConfigKey<unknown>>(TARGET_KEYS[type]);
    const lines = own
      .filter(([, key]) => key.standing === 'needed')
      .map(([name, key]) => `${name} = ${key.shown}`);
    const more = type === 'apprise' ? ['argv = ["/usr/bin/apprise"]'] : [];
    const [target] = read(
      ['[[notify]]', 'name = "t"', `type = "${type}"`, ...lines, ...more].join('\n'),
    ).targets;
    assert.equal(target?.type, type);
    for (const key of Object.keys(target!)) assert.doesNotMatch(key, /-/);
  }
});

test('drop-ins: tables merge, lists replace, arrays of tables append', () => {
  const config = read(
    'site = "a"\nknown = ["/x"]\n[keep]\nevents = "10d"\nbindings = "20d"\n[[watch]]\ninterface = "eth0"',
    'known = ["/y", "/z"]\n[keep]\nevents = "11d"\n[[watch]]\ninterface = "eth1"',
  );
  assert.equal(config.site, 'a');
  assert.deepEqual(config.known, ['/y', '/z']);
  assert.deepEqual([config.keep.events, config.keep.bindings], [11 * 86_400_000, 20 * 86_400_000]);
  assert.deepEqual(
    config.watch.map((one) => one.interface),
    ['eth0', 'eth1'],
  );
});

test('what is wrong is told with its file and line, and the nearest key that there is', () => {
  assert.deepEqual(faults('promiscous = true'), [
    "f1:1 the configuration has no key 'promiscous'; 'promiscuous' is meant, perhaps",
  ]);
  assert.match(
    faults('site = "a"', '\n[keep]\nevent = "3d"')[0]!,
    /^f2:3 \[keep\] has no key 'event'; 'events' is meant/,
  );
  assert.match(
    faults('[[watch]]\ninterface = "eth0"', '[[watch]]\ninterface = "a b"')[0]!,
    /^f2:2 'interface' should be/,
  );
  assert.match(
    faults('[keep]\nevents = "10d"', '[keep]\nbindings = 3')[0]!,
    /^f2:2 'bindings' should be a time, not 3/,
  );
  assert.match(faults('[[notify]]\nname = "a"\ntype = "mial"')[0]!, /^f1:3 'type' should be one of mail/);
  assert.match(
    faults('[[notify]]\nname = "a"\ntype = "mail"\ntopic = "x"\nto = "x"')[0]!,
    /^f1:4 \[notify\] has no key 'topic'/,
  );
  assert.match(faults('[[notify]]\nname = "a"\ntype = "mail"')[0]!, /^f1:1 \[notify\] needs 'to'/);
  assert.match(
    faults('[[watch]]\ninterface = "eth0"', '[[watch]]\ninterface = "eth0"')[0]!,
    /^f2:2 eth0 stands in two \[\[watch\]\]/,
  );
  assert.match(faults('[web]\ncertificate = "/a"')[0]!, /TLS needs a certificate and its key/);
  assert.equal(faults('learn = "soon"\nknown = "etc"\n[web]\nlisten = "1.2.3.4:99999"').length, 3);
});

for (const [line, told] of [
  ['learn = 5', /should be a time, not 5; write it as "500ms"/],
  ['learn = "5"', /should be a time/],
  ['[keep]\nevents = "1min"', /too short a time; write "1h" or more/],
  ['[keep]\ncommit = "2h"', /too long a time/],
  ['[keep]\nevidence = "30d"', /a time and a size/],
  ['[keep]\nanonymise-after = "soon"', /or "never"/],
  ['[[network]]\ncidr = "10.0.0.7/24"', /which is an address in a network; write "10\.0\.0\.0\/24"/],
  ['[[network]]\ncidr = "10.0.0.0"', /should be a network/],
  ['[[network]]\ncidr = "fe80::/10"', /should be a network/],
  ['[[network]]\ncidr = "10.0.0.0/24"\nnew = "loud"', /should be one of learn, tell, quiet/],
  ['[[vip]]\naddress = "10.0.0.300"', /IPv4 address/],
  ['[[vip]]\naddress = "10.0.0.1"\nmacs = ["ff:ff:ff:ff:ff:ff"]', /should be a MAC address/],
  ['[web]\nlisten = "8471"', /an address and a port/],
  ['[web]\nstreams = 0', /whole number from 1/],
  ['[web]\nbase-path = "arpist/"', /a path of an URL/],
  ['[[notify]]\nname = "a"\ntype = "journald"\nwhere = "kimd=conflict"', /cannot be read: .*'?kimd/],
  ['[[notify]]\nname = "a"\ntype = "journald"\nquiet-hours = "25:00-06:00"', /hours of the day/],
  [
    '[[notify]]\nname = "a"\ntype = "journald"\nquiet-hours = "22:00-06:00 except serious"',
    /no severity; there are info/,
  ],
  ['[[notify]]\nname = "a"\ntype = "gotify"\nurl = "ftp://x"\ntoken = "t"', /an address of the web/],
  [
    '[[notify]]\nname = "a"\ntype = "gotify"\nurl = "https://x"\ntoken = { credential = "../x" }',
    /the name of a credential/,
  ],
  ['[[notify]]\nname = "a"\ntype = "gotify"\nurl = "https://x"\ntoken = { file = "x" }', /a path from \/ on/],
  ['[[notify]]\nname = "a"\ntype = "gotify"\nurl = "https://x"\ntoken = {}', /where the secret is, once/],
  ['watch = 3', /should be a table/],
  ['[[keep]]\nevents = "1d"', /'keep' should be one table/],
] as const)
  test(`refused: ${line.replaceAll('\n', ' / ')}`, () => {
    assert.match(faults(line).join('\n'), told);
  });

test('every table of the file is known to the reader', () => {
  assert.deepEqual([...CONFIG_TABLES].toSorted(), [
    'keep',
    'network',
    'notify',
    'uplink',
    'vip',
    'watch',
    'web',
  ]);
});
