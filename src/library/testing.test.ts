import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIpv4, formatMac, scan } from './index.ts';
import { openResponder, openWorld, paperNetwork, VirtualRouter } from './testing.ts';

async function answersOf(hands: Parameters<typeof scan>[0]): Promise<readonly string[]> {
  const found = new Set<string>();
  for await (const event of scan(hands, 'eth0'))
    if (event.type === 'station')
      found.add(`${formatIpv4(event.station.ip)} ${formatMac(event.station.mac)}`);
  return [...found].toSorted();
}

test('a network in words: hosts by address, with or without its length', async () => {
  const { hands } = paperNetwork({
    ours: '10.0.0.1/29',
    hosts: [{ mac: '02:00:00:00:00:02', addresses: ['10.0.0.2', '10.0.0.3/29'] }],
  });
  assert.deepEqual(await answersOf(hands), ['10.0.0.2 02:00:00:00:00:02', '10.0.0.3 02:00:00:00:00:02']);
  for (const [mac, address] of [
    ['02:00', '10.0.0.2'],
    ['02:00:00:00:00:02', '10.0.0'],
  ] as const)
    assert.throws(() => paperNetwork({ ours: '10.0.0.1/29', hosts: [{ mac, addresses: [address] }] }));
});

test('a world built by hand takes text and numbers alike', async () => {
  const built = (text: boolean): Promise<readonly string[]> => {
    const world = openWorld({ seed: 1 });
    const segment = world.segment('lan');
    const mac = text ? '02-00-00-00-00-01' : 0x020000000001;
    const host = world.host({ name: 'eth0', mac, addresses: ['10.0.0.1/29'], segment });
    openResponder(world, segment, {
      mac: text ? '0200.0000.0002' : 0x020000000002,
      answersFor: (ip) => ip === 0x0a000002,
      ignores: text ? ['0.0.0.0'] : [0],
    });
    const routers = text ? ['02:00:00:00:00:03'] : [0x020000000003];
    new VirtualRouter(segment, { vrid: 7, ips: text ? ['10.0.0.3'] : [0x0a000003], routers });
    return answersOf(world.hands(host));
  };
  const said = ['10.0.0.2 02:00:00:00:00:02', '10.0.0.3 00:00:5e:00:01:07'];
  assert.deepEqual(await built(true), said);
  assert.deepEqual(await built(false), said);
});
