import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paperIo } from '../../../test/cli/paper-io.ts';
import { UsageFault } from '../../base/fault.ts';
import { faultsOn } from '../../declare/fits.ts';
import { planFor } from '../../declare/plan.ts';
import { ALL_STARTERS, STARTERS } from '../../declare/starter-kinds.ts';
import { hostWith, type HostWish } from '../../kernel/build-host.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import { declarationOf } from './file.ts';
import { initOver } from './init.ts';

async function init(kind: string, host: HostSnapshot): Promise<{ code: number; out: string; err: string }> {
  const io = paperIo();
  const code = await initOver(() => Promise.resolve(host), [kind], io);
  return { code, out: io.out(), err: io.err() };
}

function named(wish: HostWish): HostSnapshot {
  return { ...hostWith(wish), hostname: 'box.example' };
}

const HOSTS: Readonly<Record<string, HostSnapshot>> = {
  'a node with three NICs and published containers': named({
    links: {
      eth0: { addresses: ['192.168.18.10/24'] },
      eth3: { addresses: ['192.168.18.13/24'] },
      eth4: { addresses: ['192.168.18.14/24'] },
    },
    routes: ['default via 192.168.18.1 dev eth0'],
    published: ['192.168.18.101 dev eth3', '192.168.18.101 dev eth0'],
  }),
  'a real server': named({
    links: { lo: { addresses: ['10.0.0.200/32'] }, eth0: { addresses: ['10.0.0.7/24'] }, eth1: {} },
  }),
  'a router with VLANs and 10/8 in use': named({
    links: {
      eth0: { addresses: ['203.0.113.1/24'] },
      eth1: { up: false },
      'eth1.1234': { kind: 'vlan', lower: 'eth1', vlan: 1234, addresses: ['10.1.0.1/16'] },
    },
    routes: ['default via 203.0.113.254 dev eth0'],
  }),
  'two cards, whose names need quotes': {
    ...hostWith({ links: { 'a"b': { addresses: ['10.0.0.1/31'] }, "e'1": {} } }),
    hostname: null,
  },
};

for (const [words, host] of Object.entries(HOSTS))
  for (const kind of ALL_STARTERS)
    test(`D29: init ${kind} for ${words}: it is read and planned as it is`, async () => {
      const { code, out } = await init(kind, host);
      assert.equal(code, 0);
      const declaration = declarationOf(out, kind);
      assert.deepEqual(faultsOn(declaration, host), []);
      assert.ok(Array.isArray(planFor(declaration, host).steps));
      assert.equal(declaration.host?.value ?? null, host.hostname);
      assert.match(out, new RegExp(`docs/recipes/(${kind}|README)\\.md`));
    });

test('what the host has already is in the file', async () => {
  const node = HOSTS['a node with three NICs and published containers']!;
  assert.match((await init('flux', node)).out, /^interfaces = \["eth0", "eth3", "eth4"\]$/m);
  assert.match(
    (await init('published', node)).out,
    /^# Now on eth0 as well\.\naddresses = \["192\.168\.18\.101"\]$/m,
  );
  assert.match((await init('vip', HOSTS['a real server']!)).out, /^addresses = \["10\.0\.0\.200"\]$/m);
  const { out } = await init('vlan-router', HOSTS['a router with VLANs and 10/8 in use']!);
  assert.match(
    out,
    /^parent = "eth1"$[^]*^vlans = \[1235\]$[^]*^address = "10\.2\.0\.1\/24"$[^]*^# public-side = "eth0"$/m,
  );
});

test('the parts that are commented out are right as well', async () => {
  const { out } = await init('vlan-router', HOSTS['a router with VLANs and 10/8 in use']!);
  const [, publicPart = ''] = out.split('# A public network');
  const lines = publicPart
    .split('\n')
    .filter((line) => /^# (\[\[|parent|vlans|public-side|machines = \[)/.test(line));
  const whole = `${out}${lines.map((line) => line.slice(2)).join('\n')}\n`;
  const declaration = declarationOf(whole, 'both');
  assert.equal(declaration.vlanRouters.length, 2);
  assert.deepEqual(declaration.vlanRouters[1]?.publicSide?.value, 'eth0');
});

test('a host without a network has nothing to start from, which is said', async () => {
  const bare = hostWith({});
  for (const kind of STARTERS) {
    const { code, out, err } = await init(kind, bare);
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, /^arpist: [^\n]+\.\n$/);
  }
});

test('another word is refused, with the near one', async () => {
  await assert.rejects(init('vlan-ruter', hostWith({})), (cause: unknown) => {
    assert.ok(cause instanceof UsageFault);
    assert.match(cause.remedy, /vlan-router/);
    return true;
  });
});
