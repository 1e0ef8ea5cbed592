import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostWith, type HostWish } from '../kernel/build-host.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import { commandOf } from '../change/change.ts';
import { diagnose } from './diagnose.ts';
import { seen } from './finding.ts';
import { folded, listedRanges } from './fold.ts';
import { finding } from './make.ts';

const numbers = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at);
const behind = (wish: HostWish): HostSnapshot =>
  hostWith({ ...wish, links: { e0: { addresses: ['10.99.0.1/24'] }, ...wish.links } });

test('K21: sixty hidden addresses that are answered for are one finding with a range, and two commands', () => {
  const vips = numbers(100, 159).map((last) => `10.99.0.${last}/32`);
  for (const nic of [
    { t0: { addresses: vips, arp: false } },
    { t0: { addresses: vips, arp: false, hardware: 768 } },
    { lo: { addresses: vips } },
  ]) {
    const { findings } = diagnose(behind({ links: nic }));
    assert.deepEqual(
      findings.map(({ kind }) => kind),
      ['vip-answered'],
    );
    const [found] = findings;
    assert.match(found!.sentence, /^10\.99\.0\.100-159 on (t0|lo) are answered for by e0/);
    assert.equal(found!.addresses.length, 60);
    assert.equal(found!.changes.length, 2);
    assert.match(found!.evidence.at(-1)!.text, /^and 5\d more of the same$/);
  }
});

test('K21: whatever is judged address by address is told once, with the changes for each', () => {
  const dead = numbers(100, 140).map((last) => `10.99.0.${last} dev e0`);
  const [published] = diagnose(behind({ published: dead, forwarding: true })).findings;
  assert.match(published!.sentence, /^The published entries 10\.99\.0\.100-140 on e0 can never answer/);
  assert.equal(published!.changes.length, 41);
  assert.equal(commandOf(published!.changes[40]!), 'ip neigh del proxy 10.99.0.140 dev e0');

  const wide = numbers(1, 9).map((third) => `172.16.${third}.7/24`);
  const prefixes = diagnose(behind({ links: { lo: { addresses: wide } } })).findings;
  assert.equal(prefixes.length, 9, 'each takes another prefix');

  const gateways = numbers(1, 20).map((last) => `10.${last}.0.0/16 via 192.168.1.${last} dev e0 onlink`);
  const offs = diagnose(behind({ routes: gateways })).findings.filter(
    ({ kind }) => kind === 'off-subnet-gateway',
  );
  assert.equal(offs.length, 1);
  assert.match(
    offs[0]!.sentence,
    /^The next hops 192\.168\.1\.1-20 are in no subnet of e0 \(networks are routed through them\): they are asked for by 10\.99\.0\.1/,
  );

  const entry = { link: 'e0', mac: '02:00:00:00:00:01', state: 'permanent' } as const;
  const fixed = numbers(2, 30).map((last) => ({ ...entry, ip: `10.99.0.${last}` }));
  const learned = fixed.map(({ ip }) => ({
    link: 'e1',
    ip,
    mac: '02:00:00:00:00:02',
    state: 'reachable' as const,
  }));
  const contradictions = diagnose(
    behind({ links: { e1: { addresses: ['10.99.0.253/24'] } }, neighbours: [...fixed, ...learned] }),
  ).findings.filter(({ kind }) => kind === 'permanent-contradicts');
  assert.equal(contradictions.length, 1);
  assert.match(contradictions[0]!.sentence, /^The PERMANENT entries 10\.99\.0\.2-30 on e0 say 02:/);
});

test('one finding stays as it is, and another address, link, severity or wording keeps them apart', () => {
  const of = (ip: string, more: Partial<Parameters<typeof finding>[1]> = {}) =>
    finding('vip-answered', {
      sentence: `${ip} on lo is answered.`,
      addresses: [ip],
      links: ['e0'],
      ...more,
    });
  const alone = [of('10.0.0.1')];
  assert.deepEqual(folded(alone), alone);
  for (const other of [
    { links: ['e1'] },
    { severity: 'risk' as const },
    { sentence: '10.0.0.10 is on lo.' },
    { addresses: ['10.0.0.10', '10.0.0.11'] },
  ])
    assert.equal(folded([of('10.0.0.1'), of('10.0.0.10', other)]).length, 2);
  const [both] = folded([
    of('10.0.0.1', { evidence: [seen('same')] }),
    of('10.0.0.10', { evidence: [seen('same')] }),
  ]);
  assert.equal(both!.sentence, '10.0.0.1 and 10.0.0.10 on lo are answered.');
  assert.equal(both!.evidence.length, 1);
});

test('ranges: two in a row are two, three are one, across a border in full', () => {
  assert.equal(listedRanges(['10.0.0.2', '10.0.0.1']), '10.0.0.1 and 10.0.0.2');
  assert.equal(listedRanges(['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.9']), '10.0.0.1-3 and 10.0.0.9');
  assert.equal(listedRanges(['10.0.0.254', '10.0.0.255', '10.0.1.0']), '10.0.0.254-10.0.1.0');
});
