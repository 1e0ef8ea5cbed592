import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageFault } from '../base/fault.ts';
import { formatIpv4 } from '../base/ipv4.ts';
import { paperNetwork } from '../sim/scenarios.ts';
import { check, free } from './check.ts';

const NETWORK = {
  ours: '10.0.0.1/29',
  hosts: [{ mac: '02:00:00:00:00:02', addresses: ['10.0.0.2', '10.0.0.4'] }],
};

test('check says of each address whether it is free, and the report says it again', async () => {
  const states: string[] = [];
  for await (const event of check(paperNetwork(NETWORK).hands, { targets: ['10.0.0.2-3'], fast: true })) {
    if (event.type === 'result') states.push(`${formatIpv4(event.result.ip)} ${event.result.state}`);
    if (event.type === 'report') assert.equal(event.report.results.length, 2);
  }
  assert.deepEqual(states.toSorted(), ['10.0.0.2 used', '10.0.0.3 free']);
});

test('free finds as many as are wished, in the networks of the interfaces where nothing is named', async () => {
  for (const aim of [undefined, 'eth0', { targets: '10.0.0.0/29' }]) {
    const wishes = typeof aim === 'object' ? aim : { targets: aim };
    for await (const event of free(paperNetwork(NETWORK).hands, { ...wishes, fast: true, count: 2 }))
      if (event.type === 'report')
        assert.deepEqual(
          event.report.found.map(({ ip }) => formatIpv4(ip)),
          ['10.0.0.3', '10.0.0.5'],
        );
  }
});

test('a gateway of this host is never given as free', async () => {
  const { hands } = paperNetwork(NETWORK);
  const [, facts] = hands.host.interfaces();
  const hops = [{ index: facts!.index, gateway: 0x0a000003 }];
  const route = { table: 254, type: 'unicast', prefix: { network: 0, length: 0 }, metric: 0, hops } as const;
  const host = {
    interfaces: () => hands.host.interfaces(),
    openLink: hands.host.openLink.bind(hands.host),
    routing: { routes: () => [route], wayTo: () => 'none' as const },
  };
  for await (const event of free({ ...hands, host }, { targets: '10.0.0.0/29', fast: true }))
    if (event.type === 'report')
      assert.deepEqual(
        event.report.found.map(({ ip }) => formatIpv4(ip)),
        ['10.0.0.5'],
      );
});

test('what no host can have is refused', async () => {
  await assert.rejects(check(paperNetwork(NETWORK).hands, '10.0.0.7').next(), (cause) => {
    assert.ok(cause instanceof UsageFault);
    assert.match(cause.message, /broadcast address of 10\.0\.0\.0\/29/);
    return true;
  });
});
