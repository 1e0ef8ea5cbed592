import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ip, mac, scanPaper } from '../../test/verbs/paper-scan.ts';
import type { SelfAnswer } from '../kernel/self-answer.ts';
import type { Host } from '../ports/host.ts';
import { openWorld } from '../sim/world.ts';
import { ownTableOf } from './own-table.ts';

const TABLED = { ip: ip('10.77.0.9'), mac: mac('02:de:ad:00:00:01') };

/** The third interface stands on the second, whose link answers itself. */
function hostWith(selfAnswer: SelfAnswer): Host {
  const world = openWorld({ seed: 1 });
  const names = ['br0', 'br0.10', 'eth0'];
  const paper = world.host(
    ...names.map((name, at) => ({ name, mac: 0x020000000001 + at, addresses: [`10.77.${at}.1/24`] })),
  );
  return {
    interfaces: () =>
      paper.interfaces().map((one) => (one.name.startsWith('br0') ? { ...one, selfAnswer } : one)),
    openLink: (wanted, how) => paper.openLink(wanted, how),
    neighbours: (link) => (link === 'br0.10' ? [TABLED] : []),
  };
}

const named = (host: Host, name: string) => host.interfaces().find((one) => one.name === name)!;

test('K9: all answers of a vxlan with proxy are its own, those of a bridge what a table above it has', () => {
  const vxlan = hostWith({ link: 'br0', because: 'vxlan-proxy' });
  assert.equal(ownTableOf(vxlan, named(vxlan, 'eth0')), undefined);
  assert.equal(ownTableOf(vxlan, named(vxlan, 'br0'))?.(1, 2).sure, true);
  for (const because of ['neigh-suppress', 'dat'] as const) {
    const host = hostWith({ link: 'p1', because });
    const says = ownTableOf(host, named(host, 'br0'));
    assert.equal(says?.(TABLED.ip, TABLED.mac).sure, true);
    for (const [ip, mac] of [
      [TABLED.ip, TABLED.mac + 1],
      [TABLED.ip + 1, TABLED.mac],
    ] as const)
      assert.equal(says?.(ip, mac).sure, false);
    assert.equal(says?.(TABLED.ip, 1).evidence.code, 'perhaps-own-table');
  }
});

test('K9: what the own table answers is no owner seen on the wire: undecided, and why', async () => {
  const selfAnswer = { link: 'p1', because: 'neigh-suppress' } as const;
  const { stations } = await scanPaper(
    [
      { mac: '02:de:ad:00:00:01', ips: ['10.77.0.9'] },
      { mac: '02:de:ad:00:00:02', ips: ['10.77.0.10'] },
    ],
    { targets: '10.77.0.8/29', neighbours: () => [TABLED], facts: { selfAnswer } },
  );
  const tabled = stations.get('10.77.0.9 02:de:ad:00:00:01')!;
  assert.deepEqual([tabled.verdict, tabled.why.map(({ code }) => code)], ['undecided', ['own-table']]);
  assert.match(
    tabled.why[0]!.text,
    /^p1 has answers made from the neighbour table of this host .*: nobody was heard/,
  );
  const heard = stations.get('10.77.0.10 02:de:ad:00:00:02')!;
  assert.deepEqual(
    [heard.verdict, heard.why.map(({ code }) => code)],
    ['ok', ['answered-probe', 'perhaps-own-table']],
  );
});
