import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { whyNoLab } from '../live/lab.ts';
import { needs } from '../programs.ts';
import {
  NETWORKD,
  NICS,
  runIfup,
  runNetworkd,
  startAgain,
  SYSCTL,
  theirFiles,
  writeSettings,
} from './start-again.ts';

const FLUX = '[flux]\ninterfaces = ["eth0", "eth1"]\n';
const VIP = '[vip]\nrole = "real-server"\naddresses = ["10.77.0.100", "10.77.0.101"]\n';
const PLAIN = `
[[address]]
address = "10.77.0.60/24"
interface = "eth0"
label = "eth0:1"
[[route]]
to = "10.90.0.0/16"
via = "10.77.0.253"
[[neighbour]]
ip = "10.77.0.253"
mac = "02:00:00:00:02:53"
interface = "eth0"
[timers]
interfaces = ["eth0"]
gc_stale_time = "30s"
`;
const PUBLISHED = '[[published]]\naddresses = ["10.77.0.200"]\ninterfaces = ["eth0"]\nto = "eth2"\n';

for (const [name, toml] of Object.entries({ flux: FLUX, vip: VIP, plain: PLAIN })) {
  test(
    `systemd-networkd, ${name}: the files make a machine that starts as declared, and what others gave stays`,
    {
      skip: whyNoLab || needs(NETWORKD, SYSCTL),
    },
    () =>
      startAgain({ kind: 'systemd-networkd', toml, bare: false }, async (fresh) => {
        await runNetworkd(fresh);
        for (const { name: link, addresses } of NICS)
          assert.ok(
            fresh.host.run('ip', 'address', 'show', 'dev', link).includes(`inet ${addresses[0]} `),
            link,
          );
      }),
  );
}

test(
  'systemd-networkd has the links already: drop-ins beside its files',
  { skip: whyNoLab || needs(NETWORKD, SYSCTL) },
  () =>
    startAgain({ kind: 'systemd-networkd', toml: FLUX, bare: true, managed: true }, async (fresh) => {
      const place = join(fresh.folder, 'etc', 'systemd', 'network');
      assert.deepEqual(
        readdirSync(place),
        NICS.map(({ name }) => `80-${name}.network.d`),
      );
      theirFiles(fresh, NICS);
      await runNetworkd(fresh);
    }),
);

for (const [name, toml, nics] of [
  ['flux', FLUX, NICS],
  ['vip', VIP, NICS],
  ['plain', PLAIN, NICS],
  [
    'published',
    PUBLISHED,
    [...NICS, { name: 'eth2', mac: '02:00:00:00:00:03', addresses: ['10.78.0.1/24'] }],
  ],
] as const) {
  test(
    `ifupdown, ${name}: ifup reads it beside the files of the machine`,
    { skip: whyNoLab || needs('/usr/sbin/ifup') },
    () => startAgain({ kind: 'ifupdown', toml, nics, bare: true }, (fresh) => runIfup(fresh, nics)),
  );
}

test(
  'sysctl.d: what is settings alone comes back by systemd-sysctl',
  { skip: whyNoLab || needs(SYSCTL) },
  () =>
    startAgain(
      { kind: 'sysctl.d', toml: '[timers]\ninterfaces = ["eth0"]\ngc_stale_time = "30s"\n', bare: false },
      writeSettings,
    ),
);
