import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostWith } from '../kernel/build-host.ts';
import { commands, planned, reached } from './build-plan.ts';

/** What a plan says and does about an address that stands where it belongs, in another form than declared. */
const OTHER_FORMS: readonly (readonly [
  what: string,
  there: string,
  file: Readonly<Record<string, unknown>>,
  why: string,
  done: readonly string[],
])[] = [
  [
    'scope and label',
    '10.0.0.5/24 scope link label e0:1',
    { address: [{ address: '10.0.0.5/24', interface: 'e0', scope: 'global', label: 'e0:9' }] },
    'e0 has it with scope link instead of global, label e0:1 instead of e0:9: it goes and comes again as declared.',
    ['ip address del 10.0.0.5/24 dev e0', 'ip address add 10.0.0.5/24 dev e0 label e0:9'],
  ],
  [
    'the scope alone: the label stays',
    '10.0.0.5/24 scope link label e0:1',
    { address: [{ address: '10.0.0.5/24', interface: 'e0', scope: 'global' }] },
    'e0 has it with scope link instead of global: it goes and comes again as declared.',
    ['ip address del 10.0.0.5/24 dev e0', 'ip address add 10.0.0.5/24 dev e0 label e0:1'],
  ],
  [
    'the length alone: scope and label stay',
    '10.0.0.5/24 scope link label e0:1',
    { address: [{ address: '10.0.0.5/25', interface: 'e0' }] },
    'e0 has it with /24 instead of /25: it goes and comes again as declared.',
    ['ip address del 10.0.0.5/24 dev e0', 'ip address add 10.0.0.5/25 dev e0 scope link label e0:1'],
  ],
  [
    "a balancer's address that is for the host alone",
    '10.0.0.5/24 scope host label e0:1',
    { vip: { role: 'balancer', interface: 'e0', addresses: '10.0.0.5' } },
    'e0 has it with scope host instead of global, and others are to reach it.',
    ['ip address del 10.0.0.5/24 dev e0', 'ip address add 10.0.0.5/24 dev e0 label e0:1'],
  ],
];

for (const [what, there, file, why, done] of OTHER_FORMS)
  test(`the address is there in another form: ${what}`, () => {
    const host = hostWith({ links: { e0: { addresses: ['10.9.0.1/24', there] } } });
    const plan = planned(file, host);
    assert.deepEqual(commands(plan), done);
    assert.equal(plan.steps[0]?.why, why);
    assert.deepEqual(planned(file, reached(host, plan)).steps, []);
  });

test('one network on a link has one scope: another is not tried, and told', () => {
  const host = hostWith({
    links: { e0: { addresses: ['10.0.0.5/24 scope link', '10.0.0.6/24 scope link', '10.0.0.7/25'] } },
  });
  const file = { address: [{ address: '10.0.0.5/24', interface: 'e0', scope: 'global' }] };
  const { steps, warnings } = planned(file, host);
  assert.deepEqual(steps, []);
  assert.deepEqual(
    warnings.map(({ kind, sentence }) => [kind, sentence]),
    [
      [
        'cannot',
        '10.0.0.5 cannot have scope global on e0: 10.0.0.6 is there with scope link, and in one network (10.0.0.0/24) the kernel takes one scope.',
      ],
    ],
  );
  const fresh = { address: [{ address: '10.0.0.9/24', interface: 'e0' }] };
  assert.deepEqual(planned(fresh, host).steps, []);
});

test('what is not declared of an address stays: its scope and its label', () => {
  const host = hostWith({ links: { e0: { addresses: ['10.0.0.5/24 scope link label e0:1'] } } });
  assert.deepEqual(planned({ address: [{ address: '10.0.0.5/24', interface: 'e0' }] }, host).steps, []);
  const file = { vip: { role: 'balancer', interface: 'e0', addresses: '10.0.0.5' } };
  assert.deepEqual(planned(file, host).steps, []);
});
