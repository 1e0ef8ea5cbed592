import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { faultsOn } from '../../src/declare/fits.ts';
import { planFor } from '../../src/declare/plan.ts';
import { readDeclaration } from '../../src/declare/read.ts';
import { after } from '../../src/change/after.ts';
import { canonical } from '../../src/change/canonical.ts';
import { commandOf } from '../../src/change/change.ts';
import { apply } from '../../src/verbs/mend/apply.ts';
import { undo } from '../../src/verbs/mend/undo.ts';
import { openLab, whyNoLab } from './lab.ts';
import { handsIn } from './mend-hands.ts';

const RUNS = Number(process.env['ARPIST_RUNS'] ?? 25);

const link = fc.constantFrom('eth0', 'eth1', 'eth2');
const host = fc.integer({ min: 1, max: 40 });
const near = host.map((last) => `10.77.0.${last}`);
const mac = fc.integer({ min: 1, max: 99 }).map((last) => `02:00:00:00:77:${String(last).padStart(2, '0')}`);

const section = {
  vip: fc.record({
    role: fc.constant('real-server'),
    addresses: fc.uniqueArray(
      fc.integer({ min: 100, max: 110 }).map((last) => `10.77.0.${last}`),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
  }),
  flux: fc.record(
    { interfaces: fc.uniqueArray(link, { minLength: 2, maxLength: 3 }), 'source-routing': fc.boolean() },
    { requiredKeys: ['interfaces'] },
  ),
  published: fc.array(
    fc.record({
      addresses: fc.uniqueArray(
        fc.integer({ min: 120, max: 125 }).map((last) => `10.77.0.${last}`),
        {
          minLength: 1,
          maxLength: 2,
        },
      ),
      interfaces: fc.uniqueArray(link, { minLength: 1, maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 1 },
  ),
  route: fc.uniqueArray(
    fc.record({
      to: fc.constantFrom('10.90.0.0/16', '10.91.0.0/24', '10.77.0.130/32'),
      interface: link,
    }),
    { minLength: 1, maxLength: 2, selector: ({ to }) => to },
  ),
  address: fc.uniqueArray(
    fc
      .record({
        ip: near,
        length: fc.constantFrom(24, 32, 16),
        interface: link,
        scope: fc.constantFrom('global', 'link', 'host'),
      })
      // In a subnet that is there the kernel takes addresses of its scope alone.
      .map(({ ip, length, scope, ...rest }) => ({
        ...rest,
        address: `${ip}/${length}`,
        scope: length === 32 ? scope : 'global',
      })),
    { minLength: 1, maxLength: 3, selector: ({ address }) => address.split('/')[0] },
  ),
  neighbour: fc.uniqueArray(fc.record({ address: near, mac, interface: link }), {
    minLength: 1,
    maxLength: 2,
    selector: ({ address }) => address,
  }),
  mac: fc.record({ eth2: mac }),
  timers: fc.record({ locktime: fc.constantFrom('0', '500ms'), gc_stale_time: fc.constant('5min') }),
};

const declared = fc.record(section, { requiredKeys: [] }).filter((one) => Object.keys(one).length > 0);

/** What a host may have before: addresses in any order, secondary ones, routes that compete. */
const before = fc.record({
  addresses: fc.uniqueArray(fc.tuple(link, near, fc.constantFrom(24, 32)), {
    maxLength: 6,
    selector: ([, ip]) => ip,
  }),
  extras: fc.subarray([
    'route add 10.90.0.0/16 via 10.77.0.250 dev eth0 metric 0',
    'route add default via 10.77.0.254 dev eth0',
    'neigh add 10.77.0.5 lladdr 02:00:00:00:55:05 dev eth1',
    'neigh add proxy 10.77.0.120 dev eth2',
    'neigh add proxy 10.77.0.121 dev eth0',
    'rule add from 10.77.0.7 lookup 500 priority 700',
  ]),
  settings: fc.subarray([
    'net.ipv4.conf.all.arp_ignore=2',
    'net.ipv4.conf.eth0.arp_announce=1',
    'net.ipv4.conf.eth1.rp_filter=1',
    'net.ipv4.conf.all.promote_secondaries=1',
  ]),
});

test('random declarations on random hosts: as predicted, and back exactly', { skip: whyNoLab }, async () => {
  let planned = 0;
  await fc.assert(
    fc.asyncProperty(before, declared, async (start, wish) => {
      const lab = openLab();
      const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
      try {
        const there = lab.host('host', {
          nics: ['eth0', 'eth1', 'eth2'].map((name, at) => ({
            name,
            mac: `02:00:00:00:00:0${at}`,
            addresses: [
              `10.77.0.${201 + at}/24`,
              ...start.addresses.filter(([on]) => on === name).map(([, ip, length]) => `${ip}/${length}`),
            ],
          })),
          sysctls: { 'net.ipv4.conf.all.arp_ignore': 0, 'net.ipv4.conf.all.arp_announce': 0 },
          ip: start.extras,
        });
        for (const setting of start.settings) there.run('sysctl', '-qw', setting);
        const hands = handsIn(there, folder);
        const first = hands.system.snapshot();
        const read = readDeclaration(wish, () => null);
        fc.pre(read.ok);
        fc.pre(faultsOn(read.value, first).length === 0);
        const { steps, warnings } = planFor(read.value, first);
        fc.pre(steps.length > 0);
        planned++;
        const run = apply(hands, { command: 'apply', plan: () => steps, hinders: () => null });
        let next = await run.next();
        while (!next.done) next = await run.next();
        const commands = steps.map(({ change }) => commandOf(change)).join('\n');
        const report = next.value;
        assert.equal(report.ending, 'done', `${commands}\n${JSON.stringify(report.because)}`);
        const then = hands.system.snapshot();
        const changes = steps.map(({ change }) => change);
        assert.deepEqual(canonical(then), canonical(after(first, changes)), `prediction of\n${commands}`);
        if (warnings.length === 0)
          assert.deepEqual(
            planFor(read.value, then).steps.map(({ change }) => commandOf(change)),
            [],
            `once more after\n${commands}`,
          );
        const { complete, left } = undo(hands, null);
        // A mark that the kernel never takes back is told, and nothing else is left.
        const others = left.filter((sentence) => !sentence.startsWith('the kernel keeps the mark'));
        assert.deepEqual([complete, others], [true, []], commands);
        assert.deepEqual(canonical(hands.system.snapshot()), canonical(first), `undo of\n${commands}`);
      } finally {
        lab.close();
        rmSync(folder, { recursive: true });
      }
    }),
    { numRuns: RUNS, endOnFailure: false },
  );
  assert.ok(planned >= RUNS, `${planned} of ${RUNS} were planned`);
});
