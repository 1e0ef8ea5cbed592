import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Declaration } from '../../src/declare/declaration.ts';
import { faultsOn } from '../../src/declare/fits.ts';
import { planFor } from '../../src/declare/plan.ts';
import { readDeclaration } from '../../src/declare/read.ts';
import { after } from '../../src/change/after.ts';
import { canonical } from '../../src/change/canonical.ts';
import { commandOf } from '../../src/change/change.ts';
import type { HostSnapshot } from '../../src/kernel/host.ts';
import { readSnapshot } from '../../src/linux/snapshot.ts';
import { openSystem } from '../../src/linux/system.ts';
import { type HostPlan, openLab } from './lab.ts';

const hosts = fc
  .record({
    first: fc.constantFrom('10.0.0.11/24', '10.1.0.11/24', '10.0.0.11/16'),
    second: fc.constantFrom('10.0.0.12/24', '10.2.0.12/24'),
    third: fc.subarray(['10.0.0.13/24', '10.0.0.14/24', '10.3.0.13/24', '10.0.0.200/32']),
    up: fc.boolean(),
    lo: fc.constantFrom([], ['10.0.0.200/32'], ['10.0.0.200/24'], ['10.0.0.201/32']),
    all: fc.record({
      arp_ignore: fc.constantFrom(0, 1, 3),
      rp_filter: fc.constantFrom(0, 1, 2),
      promote_secondaries: fc.constantFrom(0, 1),
      forwarding: fc.constantFrom(0, 1),
    }),
    published: fc.subarray(['10.0.0.50 dev e0', '10.0.0.50 dev e1', '10.0.0.51 dev e2']),
    routes: fc.subarray([
      'default via 10.0.0.254 dev e0 onlink',
      '10.8.0.0/16 dev e0 metric 9',
      '10.9.0.0/16 dev e1 src 10.0.0.12',
    ]),
    neighbour: fc.boolean(),
  })
  .map((of): HostPlan => {
    const sysctls = Object.fromEntries(
      Object.entries(of.all).map(([name, value]) => [`net.ipv4.conf.all.${name}`, value]),
    );
    const lines = [
      ...of.lo.map((address) => `address add ${address} dev lo`),
      ...of.published.map((entry) => `neighbour add proxy ${entry}`),
      ...of.routes.filter((route) => fits(route, of)).map((route) => `route add ${route}`),
      ...(of.neighbour ? ['neighbour add 10.0.0.99 lladdr 02:00:00:00:00:99 nud permanent dev e0'] : []),
    ];
    const nics = [
      { name: 'e0', addresses: [of.first, ...of.third] },
      { name: 'e1', addresses: [of.second] },
      { name: 'e2', up: of.up },
    ];
    return { nics, sysctls, ip: lines };
  });

/** The kernel takes no gateway that is an address of its own, and no source that is none. */
function fits(route: string, of: { readonly lo: readonly string[]; readonly second: string }): boolean {
  if (route.includes('via')) return !of.lo.includes('10.0.0.200/24');
  return !route.includes('src') || of.second === '10.0.0.12/24';
}

/** For kernels that can make VLANs. */
const VLAN_ROUTERS = fc.record(
  {
    parent: fc.constantFrom('e1', 'e2'),
    vlans: fc.constantFrom([5], ['5-7']),
    address: fc.constantFrom('10.64.0.1/24', '10.65.0.1/32'),
    'public-side': fc.constant('e0'),
    machines: fc.constant(['10.0.0.60-62']),
    each: fc.constant(3),
    pvlan: fc.boolean(),
  },
  { requiredKeys: ['parent', 'vlans', 'public-side', 'each'] },
);

const flapping = fc.constantFrom(null, null, null, 'e0', 'e1');

const SECTIONS = {
  vip: fc.constantFrom(
    { role: 'real-server', addresses: ['10.0.0.200', '10.0.0.202'] },
    { role: 'real-server', addresses: ['10.0.0.14'], arp_ignore: 3 },
    { role: 'balancer', interface: 'e1', addresses: ['10.0.0.200'] },
    { role: 'real-server', addresses: ['10.0.0.199-10.0.0.204'] },
    { role: 'balancer', interface: 'e0', addresses: '10.0.0.12-14' },
  ),
  flux: fc.record({
    interfaces: fc.constantFrom(['e0', 'e1'], ['e0', 'e2']),
    'source-routing': fc.boolean(),
  }),
  published: fc.constantFrom(
    [{ addresses: '10.0.0.50-51', interfaces: 'e1' }],
    [{ addresses: '10.0.0.50', interfaces: ['e0', 'e1'], to: 'e1' }],
    [{ addresses: '10.0.0.51', interfaces: 'e0', to: 'e2' }],
    [{ addresses: '10.0.0.48/29', interfaces: 'e1', to: 'e0' }],
  ),
  address: fc.constantFrom(
    [{ address: '10.7.0.1/24', interface: 'e2' }],
    [{ address: '10.0.0.12/24', interface: 'e0' }],
    [{ address: '10.0.0.11/20', interface: 'e1', scope: 'site', label: 'e1:x' }],
    [{ address: '10.0.0.13/25', interface: 'e0' }],
    [{ address: '10.0.0.12/24', interface: 'e1', scope: 'link', label: 'e1:z' }],
    [{ address: '10.0.0.13/24', interface: 'e0', scope: 'host' }],
    [{ address: '10.0.0.77/24', interface: 'e0', scope: 'link' }],
  ),
  route: fc.constantFrom(
    [{ to: '10.99.0.0/16', interface: 'e0', metric: 7 }],
    [{ to: '10.8.0.0/16', interface: 'e1', metric: 9 }],
    [{ to: 'default', via: '10.2.0.254', interface: 'e1', onlink: true }],
  ),
  neighbour: fc.constant([{ ip: '10.0.0.99', mac: '02:00:00:00:00:98', interface: 'e0' }]),
  mac: fc.constantFrom({ e0: '02:aa:00:00:00:01' }, { e1: '02:aa:00:00:00:02', e2: '02:aa:00:00:00:03' }),
  timers: fc.constantFrom({ locktime: '2s' }, { interfaces: 'e0', gc_stale_time: '90s', ucast_solicit: 5 }),
};

type Loose = Readonly<Record<'routes' | 'addresses' | 'published', readonly unknown[]>>;

/** The order among equal routes is left out: an address that comes again brings its routes last. */
function essence(host: HostSnapshot): Loose {
  const whole = canonical(host) as Loose;
  return { ...whole, routes: texts(whole.routes) };
}

/** As an undo leads back to: an address that comes again comes last itself. */
function unordered(host: HostSnapshot): Loose {
  const whole = essence(host);
  return { ...whole, addresses: texts(whole.addresses) };
}

function texts(items: readonly unknown[]): readonly string[] {
  return items.map((one) => JSON.stringify(one)).toSorted(compare);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : 1;
}

/** How many declarations were planned, applied and undone, and how many of them had VLANs. */
export interface Foretold {
  readonly judged: number;
  readonly withVlans: number;
}

/** Random declarations on random hosts: what the plan foretold is held against what the kernel made. Throws when it differs. */
export function foretell(wishes: { readonly runs: number; readonly vlans: boolean }): Foretold {
  const sections = wishes.vlans ? { ...SECTIONS, 'vlan-router': VLAN_ROUTERS } : SECTIONS;
  const files: fc.Arbitrary<object> = fc.record(sections, { requiredKeys: [] });
  let judged = 0;
  let withVlans = 0;
  fc.assert(
    fc.property(hosts, files, flapping, (base, file, flaps) => {
      const read = readDeclaration(file, () => null);
      if (!read.ok) return;
      const lab = openLab();
      try {
        lab.host('box', base).inside(() => {
          if (!thereAndBack(read.value, flaps)) return;
          judged++;
          if (read.value.vlanRouters.length > 0) withVlans++;
        });
      } finally {
        lab.close();
      }
    }),
    { numRuns: wishes.runs },
  );
  return { judged, withVlans };
}

/** A link goes down and up: what it takes along is as foretold, too. */
function flap(link: string): void {
  let foretold = readSnapshot();
  for (const up of [false, true]) {
    const change = { do: 'set-up', link, up } as const;
    assert.deepEqual(
      openSystem()
        .make([change])
        .map(({ code }) => code),
      [null],
    );
    foretold = after(foretold, [change]);
    const { routes, published } = canonical(foretold) as Loose;
    const now = canonical(readSnapshot()) as Loose;
    assert.deepEqual([texts(now.routes), now.published], [texts(routes), published], commandOf(change));
  }
}

/** False when the declaration does not fit the host. */
function thereAndBack(declaration: Declaration, flaps: string | null): boolean {
  const system = openSystem();
  const before = readSnapshot();
  if (faultsOn(declaration, before).length > 0) return false;
  const { steps } = planFor(declaration, before);
  const changes = steps.map(({ change }) => change);
  const words = changes.map(commandOf).join('; ');
  const outcomes = system.make(changes);
  const refused = outcomes.findIndex(({ code }) => code !== null);
  const { code, words: why } = outcomes[refused] ?? { code: '', words: '' };
  assert.equal(refused, -1, `${words}: at ${refused}: ${code} ${why}`);
  assert.deepEqual(essence(readSnapshot()), essence(after(before, changes)), words);
  if (flaps !== null) {
    flap(flaps);
    return true;
  }
  const undo = steps.toReversed().flatMap((step) => step.undo);
  const back = undo.map(commandOf).join('; ');
  assert.deepEqual(
    system.make(undo).flatMap((outcome) => outcome.code ?? []),
    [],
    back,
  );
  assert.deepEqual(unordered(readSnapshot()), unordered(before), back);
  return true;
}
