import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SystemFault, UsageFault } from '../base/fault.ts';
import { hostWith } from '../kernel/build-host.ts';
import { paperNetwork } from '../sim/scenarios.ts';
import type { ProxyReport } from '../verbs/proxy/events.ts';
import { proxy, type ProxyWishes } from './proxy.ts';

interface Proxied {
  readonly told: readonly string[];
  readonly report: ProxyReport;
  readonly closed: number;
}

async function proxied(wishes: Partial<ProxyWishes>): Promise<Proxied> {
  const { hands } = paperNetwork({
    ours: '10.0.0.1/24',
    hosts: [{ mac: '02:00:00:00:00:02', addresses: ['10.0.0.2/24'] }],
  });
  const snapshot = hostWith({
    links: { eth0: { addresses: ['10.0.0.1/24'] }, eth1: { addresses: ['10.9.0.1/24'] } },
  });
  let closed = 0;
  const view = { snapshot: () => snapshot, changed: () => false, close: () => void closed++ };
  const stop = new AbortController();
  const told: string[] = [];
  const run = proxy(
    { ...hands, openView: () => view },
    { nets: '10.9.0.0/29', on: 'eth0', signal: stop.signal, ...wishes },
  );
  for await (const event of run) {
    told.push(event.type);
    if (event.type === 'ready') stop.abort();
    if (event.type === 'report') return { told, report: event.report, closed: closed + 1 };
  }
  return assert.fail('no report');
}

test('planned, gone through, ready, and ended by the signal with a report', async () => {
  const { told, report } = await proxied({});
  assert.deepEqual([told[0], told.at(-1)], ['plan', 'report']);
  assert.ok(told.includes('ready'));
  assert.deepEqual([report.interrupted, report.lanes[0]?.interface], [true, 'eth0']);
});

test('a plan alone opens nothing', async () => {
  const { told, report } = await proxied({ dryRun: true });
  assert.deepEqual([told.filter((type) => type !== 'note'), report.lanes], [['plan', 'report'], []]);
});

test('nets of no host, nothing left, and interfaces that are not there are refused', async () => {
  await assert.rejects(proxied({ nets: '224.0.0.0/24' }), UsageFault);
  await assert.rejects(proxied({ except: '10.9.0.0/24' }), UsageFault);
  await assert.rejects(proxied({ on: 'eth9' }), SystemFault);
  await assert.rejects(proxied({ limit: 0 }), UsageFault);
  await assert.rejects(proxied({ mac: 'x' }), UsageFault);
});
