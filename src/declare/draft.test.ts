import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Change } from '../change/change.ts';
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
