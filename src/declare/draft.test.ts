import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Change, commandOf, type SystemChange } from '../change/change.ts';
import { hostWith } from '../kernel/build-host.ts';
import { Draft } from './draft.ts';

const HOST = hostWith({
  links: {
    eth0: { addresses: ['10.0.0.1/24'] },
    eth1: { addresses: ['10.1.0.1/24'] },
    eth2: { up: false },
  },
  routes: [
    '198.18.0.1/32 dev eth0',
    '198.18.0.2/32 dev eth1 metric 5',
    '198.18.0.3/32 via 10.0.0.9 dev eth0',
  ],
});

const route: fc.Arbitrary<Change<'add-route'>> = fc
  .record({
    last: fc.nat(6),
    link: fc.constantFrom('eth0', 'eth1', 'eth2'),
    via: fc.constantFrom(null, null, '10.0.0.9'),
    metric: fc.constantFrom(0, 0, 5),
    table: fc.constantFrom(254, 254, 100),
  })
  .map(({ last, metric, ...plan }) => ({
    do: 'add-route',
    destination: `198.18.0.${last}/32`,
    source: null,
    ...plan,
    ...(metric === 0 ? {} : { metric }),
  }));

test('many routes at once are the same plan as one after the other', () => {
  const because = ({ destination }: Change<'add-route'>) => ({ why: `to ${destination}.`, line: 7 });
  fc.assert(
    fc.property(fc.array(route, { maxLength: 20 }), (changes) => {
      const [together, apart] = [new Draft(HOST), new Draft(HOST)];
      together.addRoutes(changes, because);
      for (const change of changes) apart.do(change, because(change));
      assert.deepEqual(together.steps, apart.steps);
      assert.deepEqual(together.host, apart.host);
      assert.deepEqual(together.warnings, apart.warnings);
    }),
  );
});

/** What becomes of the routes that go with the only address of e0, in words. */
function replaced(routes: readonly string[], instead: readonly SystemChange[]): readonly string[] {
  const host = hostWith({
    links: { e0: { addresses: ['10.0.0.1/24'] }, e1: { addresses: ['10.0.0.2/24'] } },
    routes,
  });
  const gone = { do: 'remove-address', link: 'e0', local: '10.0.0.1', prefixLength: 24, peer: null } as const;
  const draft = new Draft(host);
  draft.replace({ ...gone, scope: 'global', label: null }, instead, { why: 'so', line: 1 });
  const made = draft.steps.flatMap(({ change }) => (change.do === 'add-route' ? [commandOf(change)] : []));
  return [...made, ...draft.warnings.map(({ sentence }) => sentence)];
}

const address = (local: string): SystemChange =>
  ({
    do: 'add-address',
    link: 'e0',
    local,
    prefixLength: 24,
    peer: null,
    scope: 'global',
    label: null,
  }) as const;
const LOST = ['The route to 198.18.0.0/16 out of e0 goes with 10.0.0.1, and cannot be made again.'];

test('a route that goes along is made again where its gateway is reached, and an onlink one in any case', () => {
  const near = '198.18.0.0/16 via 10.0.0.254 dev e0';
  assert.deepEqual(replaced([near], [address('10.0.0.5')]), [`ip route add ${near}`]);
  // That e1 reaches the gateway helps nothing.
  assert.deepEqual(replaced([near], [address('10.9.0.5')]), LOST);
  const far = '198.18.0.0/16 via 192.0.2.254 dev e0 onlink';
  assert.deepEqual(replaced([far], [address('10.0.0.5')]), [`ip route add ${far}`]);
});

test('a gateway behind another gateway is not reached', () => {
  const behind = {
    do: 'add-route',
    table: 254,
    destination: '10.0.0.128/25',
    link: 'e0',
    via: '10.9.0.254',
  } as const;
  const [made, ...rest] = replaced(
    ['198.18.0.0/16 via 10.0.0.254 dev e0'],
    [address('10.9.0.5'), { ...behind, source: null }],
  );
  assert.equal(made, 'ip route add 10.0.0.128/25 via 10.9.0.254 dev e0');
  assert.deepEqual(rest, LOST);
});

test('a route that prefers the address that went cannot be made again', () => {
  const routes = ['198.18.0.0/16 via 10.0.0.254 dev e0 src 10.0.0.1'];
  assert.deepEqual(replaced(routes, [address('10.0.0.5')]), LOST);
});

test('routes out of a link that is down are no steps, and that is told once', () => {
  const draft = new Draft(HOST);
  const out = { do: 'add-route', table: 254, link: 'eth2', via: null, source: null } as const;
  for (const destination of ['198.18.5.0/24', '198.18.6.0/24'])
    draft.do({ ...out, destination }, { why: 'so', line: 3 });
  assert.deepEqual(draft.steps, []);
  assert.deepEqual(draft.warnings, [
    {
      kind: 'cannot',
      sentence:
        'eth2 is down: what is declared of routes out of it waits until it is up, and is planned then.',
      line: 3,
    },
  ]);
});

test('what can only be changed on the machine itself is told, and no step', () => {
  const draft = new Draft({ ...HOST, initial: false });
  draft.do({ do: 'set-threshold', setting: 'gc_thresh3', value: 9000 }, { why: 'so', line: 4 });
  assert.deepEqual(draft.steps, []);
  assert.deepEqual(
    draft.warnings.map(({ kind, line }) => [kind, line]),
    [['beyond', 4]],
  );
});
