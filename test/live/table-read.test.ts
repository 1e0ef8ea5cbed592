import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { formatIpv4 } from '../../src/base/ipv4.ts';
import { formatMac } from '../../src/base/mac.ts';
import { NEIGH, type NeighName } from '../../src/kernel/conf.ts';
import { openNeighbourTable } from '../../src/linux/neighbour-table.ts';
import { isChanged, timersOf } from '../../src/verbs/table/timers.ts';
import { openLab, whyNoLab } from './lab.ts';

test('entries of every kind are read as the kernel has them', { skip: whyNoLab }, () => {
  const lab = openLab();
  try {
    const host = lab.host('host', {
      nics: [{ name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.77.0.1/24'] }],
      ip: [
        'neigh add 10.77.0.2 lladdr 02:00:00:00:01:02 dev eth0',
        'neigh add 10.77.0.3 lladdr 02:00:00:00:01:03 dev eth0 nud stale router',
        'neigh add 10.77.0.5 lladdr 02:00:00:00:01:05 dev eth0 nud reachable extern_learn protocol static',
        'neigh add proxy 10.77.0.60 dev eth0',
      ],
    });
    const entries = host.inside(() => openNeighbourTable().entries());
    const shown = entries
      .filter(({ link }) => link !== 'lo')
      .map(({ ip, mac, state, flags, published, link, protocol, ages }) => ({
        ip: formatIpv4(ip),
        mac: mac === null ? null : formatMac(mac),
        state,
        flags: flags.join(' '),
        published,
        link,
        protocol,
        aged: ages !== null,
      }))
      .toSorted((a, b) => a.ip.localeCompare(b.ip));
    const known = { published: false, link: 'eth0', protocol: null, aged: true, flags: '' };
    assert.deepEqual(shown, [
      { ...known, ip: '10.77.0.2', mac: '02:00:00:00:01:02', state: 'permanent' },
      { ...known, ip: '10.77.0.3', mac: '02:00:00:00:01:03', state: 'stale', flags: 'router' },
      {
        ...known,
        ip: '10.77.0.5',
        mac: '02:00:00:00:01:05',
        state: 'reachable',
        flags: 'extern_learn',
        protocol: 4,
      },
      { ...known, ip: '10.77.0.60', mac: null, state: 'none', published: true, aged: false },
    ]);
  } finally {
    lab.close();
  }
});

test('timers are read as the files have them', { skip: whyNoLab }, () => {
  const lab = openLab();
  try {
    const host = lab.host('host', {
      nics: [{ name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.77.0.1/24'] }],
      sysctls: { 'net.ipv4.neigh.eth0.locktime': 250, 'net.ipv4.neigh.eth0.gc_stale_time': 300 },
    });
    const timers = host.inside(() => timersOf(openNeighbourTable().timers()));
    const folder = '/proc/sys/net/ipv4/neigh/eth0';
    const own = timers.filter(({ link, drawn }) => link === 'eth0' && !drawn);
    assert.ok(own.length >= 14, String(own.length));
    const files = host.inside(() =>
      own.map(({ setting }) => Number(readFileSync(`${folder}/${setting}`, 'latin1'))),
    );
    assert.deepEqual(
      own.map(({ setting, value }) => value / (NEIGH[setting as NeighName].unit ?? 1)),
      files,
    );
    assert.deepEqual(
      own.filter(isChanged).map(({ setting, value }) => `${setting} ${value}`),
      ['gc_stale_time 300000', 'locktime 2500'],
    );
    assert.ok(timers.some(({ link, setting }) => link === null && setting === 'gc_thresh3'));
    const interval = timers.find(({ setting }) => setting === 'gc_interval');
    assert.equal(
      interval?.value,
      Number(readFileSync('/proc/sys/net/ipv4/neigh/default/gc_interval', 'latin1')) * 1000,
    );
  } finally {
    lab.close();
  }
});
