import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ip,
  mac,
  openWorld,
  paperView,
  puppet,
  rangesOf,
  ROUTER,
  ROUTER_MAC,
  runProxyOn,
  type Said,
} from '../../../test/paper/proxy-place.ts';
import { openResponder } from '../../sim/responder.ts';
import { arpFrame } from '../../sim/who-has.ts';

const ASKER = '02:aa:00:00:00:01';
const QUESTION: Said = { spa: '10.77.0.1', tpa: '10.9.0.5' };

test('after the walk the first question is answered at once, by unicast to the asker alone', async () => {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('s0');
  const asker = puppet(world, segment, ASKER);
  const other = puppet(world, segment, '02:aa:00:00:00:02');
  world.at(3000, () => asker.say(QUESTION));
  const { told, counts } = await runProxyOn(world, segment, { until: 4000 });
  assert.deepEqual(told, ['ready 254 0']);
  const answer = asker.heard.filter(({ op }) => op === 2);
  assert.deepEqual(answer, [
    {
      at: answer[0]?.at ?? Number.NaN,
      op: 2,
      src: ROUTER_MAC,
      dst: ASKER,
      sha: ROUTER_MAC,
      spa: '10.9.0.5',
      tpa: '10.77.0.1',
    },
  ]);
  assert.ok((answer[0]?.at ?? Number.NaN) - 3000 < 0.1, 'it took no more than the cable');
  assert.deepEqual(other.answers(), []);
  assert.equal(counts.answered, 1);
});

test('a question before the walk has come to its address is checked first, and answered all the same', async () => {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('s0');
  const asker = puppet(world, segment, ASKER);
  world.at(5, () => asker.say({ ...QUESTION, tpa: '10.9.0.200' }));
  await runProxyOn(world, segment, { until: 3000 });
  const answers = asker.heard.filter(({ op }) => op === 2);
  assert.equal(answers.length, 1);
  const at = answers[0]?.at ?? Number.NaN;
  assert.ok(at > 400 && at < 800, `after two looks: ${at}`);
});

test('nets too large for a walk: each address is checked when it is first asked for', async () => {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('s0');
  const asker = puppet(world, segment, ASKER);
  const owner = ip('10.8.3.3');
  openResponder(world, segment, { mac: mac('02:0f:00:00:00:01'), answersFor: (one) => one === owner });
  for (const tpa of ['10.8.1.2', '10.8.3.3']) world.at(1000, () => asker.say({ spa: '10.77.0.1', tpa }));
  world.at(3000, () => asker.say({ spa: '10.77.0.1', tpa: '10.8.1.2' }));
  const { counts } = await runProxyOn(world, segment, {
    until: 4000,
    wishes: { nets: rangesOf('10.0.0.0/8'), any: true },
  });
  const ours = asker.heard.filter(({ op, sha }) => op === 2 && sha === ROUTER_MAC);
  assert.deepEqual(
    ours.map(({ spa }) => spa),
    ['10.8.1.2', '10.8.1.2'],
  );
  assert.ok((ours[1]?.at ?? Number.NaN) - 3000 < 0.1, 'known now');
  assert.equal(counts['owner-lives'], 1);
});

const REASONS: Readonly<Record<string, readonly [Said, string]>> = {
  'an address in no net': [{ spa: '10.77.0.1', tpa: '10.77.0.9' }, 'not-in-nets'],
  'an excepted one': [{ spa: '10.77.0.1', tpa: '10.9.0.66' }, 'excepted'],
  'an address of ours': [{ spa: '10.77.0.1', tpa: '10.9.0.1' }, 'own'],
  'the broadcast address of the net behind': [{ spa: '10.77.0.1', tpa: '10.9.0.255' }, 'no-host'],
  'what is routed back': [{ spa: '10.77.0.1', tpa: '10.7.0.1' }, 'same-link'],
  'what has no route': [{ spa: '10.77.0.1', tpa: '10.6.0.1' }, 'no-route'],
  'a question to another machine': [
    { spa: '10.77.0.1', tpa: '10.9.0.5', dst: '02:aa:00:00:00:77' },
    'nothing',
  ],
  'a tagged question': [{ spa: '10.77.0.1', tpa: '10.9.0.5', vlan: 7 }, 'tagged'],
  'a probe': [{ spa: '0.0.0.0', tpa: '10.9.0.5' }, 'probe'],
  'an announcement': [{ spa: '10.9.0.5', tpa: '10.9.0.5' }, 'gratuitous'],
  'an asker at a multicast address': [{ spa: '224.0.0.1', tpa: '10.9.0.5' }, 'bad-asker'],
  'an asker with our own address': [{ spa: '10.77.0.254', tpa: '10.9.0.5' }, 'bad-asker'],
  'a question that is none': [{ op: 3, spa: '10.77.0.1', tpa: '10.9.0.5' }, 'nothing'],
};
for (const [what, [said, reason]] of Object.entries(REASONS))
  test(`never answered, and counted: ${what}`, async () => {
    const world = openWorld({ seed: 1 });
    const segment = world.segment('s0');
    const asker = puppet(world, segment, ASKER);
    world.at(3000, () => asker.say(said));
    const { counts } = await runProxyOn(world, segment, {
      until: 4000,
      wish: { ...ROUTER, routes: ['10.7.0.0/24 via 10.77.0.253 dev eth1'] },
      wishes: {
        nets: rangesOf('10.9.0.0/24', '10.7.0.0/24', '10.6.0.0/24'),
        excepted: rangesOf('10.9.0.64-10.9.0.67'),
      },
    });
    assert.deepEqual(asker.answers(), []);
    const counted = Object.entries(counts).filter(([, count]) => count > 0);
    assert.deepEqual(counted, reason === 'nothing' ? [] : [[reason, 1]]);
  });

test('--any answers what is routed back, and never for our own', async () => {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('s0');
  const asker = puppet(world, segment, ASKER);
  const spa = '10.77.0.1';
  for (const tpa of ['10.77.0.9', '10.77.0.254', '10.9.0.1']) world.at(3000, () => asker.say({ spa, tpa }));
  const { counts } = await runProxyOn(world, segment, {
    until: 4000,
    wishes: { nets: rangesOf('10.77.0.0/24', '10.9.0.0/24'), any: true },
  });
  assert.deepEqual(asker.answers(), [`10.77.0.9 is at ${ROUTER_MAC}`]);
  assert.equal(counts.own, 2);
});

test('a live address is never taken: neither at the start nor when its owner comes later', async () => {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('s0');
  const asker = puppet(world, segment, ASKER);
  const late = puppet(world, segment, '02:0f:00:00:00:02');
  openResponder(world, segment, {
    mac: mac('02:0f:00:00:00:01'),
    answersFor: (one) => one === ip('10.9.0.7'),
  });
  const spa = '10.77.0.1';
  world.at(3000, () => asker.say({ spa, tpa: '10.9.0.7' }));
  world.at(3000, () => asker.say({ spa, tpa: '10.9.0.8' }));
  world.at(4000, () => late.say({ spa: '10.9.0.8', tpa: '10.9.0.8' }));
  world.at(5000, () => asker.say({ spa, tpa: '10.9.0.8' }));
  const { told, counts, report } = await runProxyOn(world, segment, { until: 6000 });
  assert.deepEqual(told, [
    'left 10.9.0.7 02:0f:00:00:00:01 answered-probe',
    'ready 253 1',
    'stepped back 10.9.0.8 02:0f:00:00:00:02 spoke',
  ]);
  const ours = asker.answers().filter((line) => line.endsWith(ROUTER_MAC));
  assert.deepEqual(ours, [`10.9.0.8 is at ${ROUTER_MAC}`]);
  assert.deepEqual([counts['owner-lives'], counts.gratuitous, report.lanes[0]?.owned], [2, 1, 2]);
});

test('an owner that came without a word is found by asking on', async () => {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('s0');
  let there = false;
  openResponder(world, segment, {
    mac: mac('02:0f:00:00:00:01'),
    answersFor: (one) => there && one === ip('10.9.0.7'),
  });
  world.at(5000, () => (there = true));
  const { told } = await runProxyOn(world, segment, { until: 120_000 });
  assert.deepEqual(told, ['ready 254 0', 'stepped back 10.9.0.7 02:0f:00:00:00:01 answered-probe']);
});

test('an address whose owner is gone for long is answered for again, one of a VRRP group never', async () => {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('s0');
  const owner = puppet(world, segment, '02:0f:00:00:00:01');
  const master = puppet(world, segment, '00:00:5e:00:01:33');
  world.at(3000, () => owner.say({ spa: '10.9.0.7', tpa: '10.9.0.7' }));
  world.at(3000, () => master.say({ spa: '10.9.0.9', tpa: '10.9.0.9' }));
  const { told, report } = await runProxyOn(world, segment, {
    until: 600_000,
    wishes: { giveBack: 60_000 },
  });
  assert.deepEqual(told.slice(1), [
    'stepped back 10.9.0.7 02:0f:00:00:00:01 spoke',
    'stepped back 10.9.0.9 00:00:5e:00:01:33 spoke',
    'back 10.9.0.7',
  ]);
  assert.equal(report.lanes[0]?.owned, 1);
});

test('an owner that ignores probes is believed by its answer', async () => {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('s0');
  let there = false;
  openResponder(world, segment, {
    mac: mac('02:0f:00:00:00:01'),
    ignoresProbes: true,
    answersFor: (one) => there && one === ip('10.9.0.7'),
  });
  world.at(5000, () => (there = true));
  const { told } = await runProxyOn(world, segment, { until: 120_000 });
  assert.deepEqual(told, ['ready 254 0', 'stepped back 10.9.0.7 02:0f:00:00:00:01 answers']);
});

test('a proxy that was there first keeps its net', async () => {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('s0');
  openResponder(world, segment, {
    mac: mac('02:ff:00:00:00:01'),
    ignoresProbes: true,
    answersFor: (one) => one >= ip('10.9.0.16') && one <= ip('10.9.0.31'),
  });
  const { told, report } = await runProxyOn(world, segment, { until: 5000 });
  assert.ok(told.includes('rival 02:ff:00:00:00:01 first'), told.join('\n'));
  assert.deepEqual([report.lanes[0]?.yielded, report.lanes[0]?.owned], [16, 0]);
});

test('two that begin at once do not fight: the lower MAC goes on, both say so', async () => {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('s0');
  const asker = puppet(world, segment, ASKER);
  const second = '02:ee:00:00:00:99';
  const twin = {
    links: {
      eth1: { mac: second, addresses: ['10.77.0.253/24'] },
      eth2: { mac: '02:ee:00:00:00:98', addresses: ['10.9.0.2/24'] },
    },
    forwarding: true,
  };
  const tpas = ['10.9.0.3', '10.9.0.77', '10.9.0.200', '10.9.0.254'];
  for (const tpa of tpas) world.at(90_000, () => asker.say({ spa: '10.77.0.1', tpa }));
  const [one, other] = await Promise.all([
    runProxyOn(world, segment, { until: 95_000 }),
    runProxyOn(world, segment, {
      until: 95_000,
      mac: second,
      address: '10.77.0.253/24',
      wish: twin,
      seed: 2,
    }),
  ]);
  assert.ok(one.told.includes(`rival ${second} we-keep`), one.told.join('\n'));
  assert.ok(other.told.includes(`rival ${ROUTER_MAC} we-yield`), other.told.slice(0, 5).join('\n'));
  assert.deepEqual(
    asker.answers(),
    tpas.map((tpa) => `${tpa} is at ${ROUTER_MAC}`),
  );
});

test('beside a proxy that does not follow the rule it stops, whatever the MACs', async () => {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('s0');
  let there = false;
  openResponder(world, segment, {
    mac: mac('02:ff:00:00:00:01'),
    ignoresProbes: true,
    answersFor: (one) => there && one >= ip('10.9.0.0') && one <= ip('10.9.0.255'),
  });
  world.at(4000, () => (there = true));
  const { told, report } = await runProxyOn(world, segment, { until: 60_000 });
  const rivals = told.filter((line) => line.startsWith('rival'));
  assert.deepEqual(rivals, ['rival 02:ff:00:00:00:01 we-keep', 'rival 02:ff:00:00:00:01 stays']);
  assert.equal(report.lanes[0]?.free, 0);
});

test('a proxy that ended leaves its addresses to us', async () => {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('s0');
  let there = true;
  openResponder(world, segment, {
    mac: mac('02:00:00:00:00:01'),
    ignoresProbes: true,
    answersFor: () => there,
  });
  world.at(5000, () => (there = false));
  const { report } = await runProxyOn(world, segment, { until: 400_000 });
  assert.deepEqual([report.lanes[0]?.free, report.lanes[0]?.yielded], [254, 0]);
});

test('one asker gets so many answers a second, others theirs', async () => {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('s0');
  const asker = puppet(world, segment, ASKER);
  const other = puppet(world, segment, '02:aa:00:00:00:02');
  for (let nth = 0; nth < 20; nth++) world.at(3000 + nth, () => asker.say(QUESTION));
  world.at(3010, () => other.say({ ...QUESTION, spa: '10.77.0.2' }));
  world.at(4500, () => asker.say(QUESTION));
  const { counts } = await runProxyOn(world, segment, { until: 5000, wishes: { limit: 5 } });
  assert.deepEqual([asker.answers().length, other.answers().length], [6, 1]);
  assert.equal(counts['rate-limited'], 15);
});

test('a delayed answer leaves when told, and not at all when an owner came meanwhile', async () => {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('s0');
  const asker = puppet(world, segment, ASKER);
  world.at(3000, () => asker.say(QUESTION));
  world.at(3000, () => asker.say({ ...QUESTION, tpa: '10.9.0.6' }));
  world.at(3100, () => asker.say({ op: 1, spa: '10.9.0.6', tpa: '10.9.0.6' }));
  const { counts } = await runProxyOn(world, segment, { until: 4000, wishes: { delay: 200 } });
  assert.deepEqual(asker.answers(), [`10.9.0.5 is at ${ROUTER_MAC}`]);
  const at = asker.heard.find(({ op }) => op === 2)?.at ?? Number.NaN;
  assert.ok(at >= 3200 && at < 3201, String(at));
  assert.equal(counts['owner-lives'], 1);
});

test('another MAC is told, and the frame still comes from ours', async () => {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('s0');
  const asker = puppet(world, segment, ASKER);
  world.at(3000, () => asker.say(QUESTION));
  await runProxyOn(world, segment, { until: 4000, wishes: { mac: mac('02:00:00:00:00:fe') } });
  const answer = asker.heard.find(({ op }) => op === 2);
  assert.deepEqual([answer?.sha, answer?.src], ['02:00:00:00:00:fe', ROUTER_MAC]);
});

test('routes that change are followed', async () => {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('s0');
  const asker = puppet(world, segment, ASKER);
  const view = paperView(ROUTER);
  world.at(3000, () => asker.say(QUESTION));
  world.at(4000, () =>
    view.become({
      ...ROUTER,
      routes: ['10.9.0.0/25 via 10.77.0.253 dev eth1', '10.9.0.128/25 via 10.77.0.253 dev eth1'],
    }),
  );
  world.at(5000, () => asker.say(QUESTION));
  const { told, counts } = await runProxyOn(world, segment, { until: 6000, view });
  assert.deepEqual(told, ['ready 254 0', 'routes 0', 'ready 254 0']);
  assert.deepEqual([counts.answered, counts['same-link']], [1, 1]);
});

test('a link that goes down ends it with a report', async () => {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('s0');
  const host = { down: () => undefined as void };
  world.at(3000, () => host.down());
  const own = world.host({ name: 'eth1', mac: mac(ROUTER_MAC), addresses: ['10.77.0.254/24'], segment });
  host.down = () => own.takeDown('eth1');
  const { proxy } = await import('./proxy.ts');
  const facts = own.interfaces()[1] ?? assert.fail();
  const run = proxy(
    { host: own, clock: world.clock, dice: () => 0.5, view: paperView(ROUTER) },
    {
      interfaces: [facts],
      nets: rangesOf('10.9.0.0/24'),
      excepted: [],
      mac: null,
      any: false,
      delay: 0,
      limit: 100,
      rate: 1000,
      giveBack: 1e6,
      dryRun: false,
    },
  );
  for (;;) {
    const step = await run.next();
    if (step.done !== true) continue;
    assert.match(step.value.lanes[0]?.linkLost ?? '', /eth1/);
    assert.equal(step.value.interrupted, false);
    break;
  }
});

test('R5: a link where nobody asks is asked one question a second at most, whatever the nets and whoever holds addresses', async () => {
  for (const nets of [['10.9.0.7'], ['10.9.0.0/24'], ['10.9.0.0/20']]) {
    const world = openWorld({ seed: 1 });
    const segment = world.segment('s0');
    const listener = puppet(world, segment, ASKER);
    openResponder(world, segment, {
      mac: mac('02:0f:00:00:00:01'),
      answersFor: (one) => one === ip('10.9.0.9') || one === ip('10.9.0.10'),
    });
    const readyBy = 15_000;
    await runProxyOn(world, segment, {
      until: readyBy + 60_000,
      wishes: { nets: rangesOf(...nets), rate: 20_000 },
      wish: { ...ROUTER, routes: ['10.9.0.0/16 dev eth2'] },
    });
    const idle = listener.heard.filter(({ at, src }) => at > readyBy && src === ROUTER_MAC);
    assert.ok(idle.length <= 61, `${nets.join()}: ${idle.length} frames in 60 s`);
    assert.ok(idle.length >= 20, `${nets.join()}: owners that come quietly are still looked for`);
  }
});

test('A12: under a flood of forged askers the answers in sum are limited, that is said, and a known asker gets its own', async () => {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('s0');
  const asker = puppet(world, segment, ASKER);
  const forger = segment.plug({ mac: mac('02:bb:00:00:00:01') });
  for (let at = 3000; at < 8000; at += 1000) world.at(at + 900, () => asker.say(QUESTION));
  for (let nth = 0; nth < 6000; nth++)
    world.at(4000 + nth / 2, () => {
      const sha = 0x02cc00000000 + nth;
      const fields = { dst: 0xffffffffffff, src: sha, op: 1, sha, spa: ip('10.77.0.9'), tha: 0 };
      forger.send(arpFrame({ ...fields, tpa: ip('10.9.0.5') }));
    });
  const { counts, told } = await runProxyOn(world, segment, {
    until: 9000,
    wishes: { limit: 100, limitInAll: 200 },
  });
  assert.equal(asker.answers().length, 5, 'the honest one is answered every time');
  assert.ok(counts.answered <= 4 * 200, `${counts.answered} answers`);
  assert.equal(counts.answered + counts.flooded, 6005);
  assert.deepEqual(
    told.filter((line) => line.startsWith('note')),
    ['note flooded'],
  );
});
test('A6: owners made up for a large net: lines, memory and the own questions stay bounded', async () => {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('s0');
  const forger = segment.plug({ mac: mac('02:bb:00:00:00:01') });
  for (let nth = 0; nth < 20_000; nth++)
    world.at(1000 + nth / 4, () => {
      const sha = 0x02cc00000000 + nth;
      const spa = ip('10.16.0.0') + nth;
      forger.send(arpFrame({ dst: 0xffffffffffff, src: sha, op: 1, sha, spa, tha: 0, tpa: spa }));
    });
  const { events, report } = await runProxyOn(world, segment, {
    until: 20_000,
    wishes: { nets: rangesOf('10.0.0.0/8') },
    wish: { ...ROUTER, routes: ['10.16.0.0/12 dev eth2'] },
  });
  const lines = events.filter(({ type }) => type === 'holder').length;
  const more = events.flatMap((event) => (event.type === 'more' ? [event.addresses] : []));
  assert.equal(lines, 256);
  assert.equal(lines + more.reduce((sum, count) => sum + count, 0), 20_000, 'the others are counted');
  assert.equal(report.lanes[0]?.owned, 20_000);
});

test('A12: in a net too large for a walk, forged askers do not keep an honest one from its first answer', async () => {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('s0');
  const asker = puppet(world, segment, ASKER);
  const forger = segment.plug({ mac: mac('02:bb:00:00:00:01') });
  for (let nth = 0; nth < 20_000; nth++)
    world.at(1000 + nth / 4, () => {
      const sha = 0x02cc00000000 + nth;
      const fields = { dst: 0xffffffffffff, src: sha, op: 1, sha, spa: ip('10.77.0.9'), tha: 0 };
      forger.send(arpFrame({ ...fields, tpa: ip('10.16.0.0') + nth }));
    });
  // As a kernel asks that gets no answer.
  for (const at of [3000, 4000, 5000]) world.at(at, () => asker.say({ spa: '10.77.0.1', tpa: '10.20.0.5' }));
  await runProxyOn(world, segment, {
    until: 8000,
    wishes: { nets: rangesOf('10.0.0.0/8') },
    wish: { ...ROUTER, routes: ['10.16.0.0/12 dev eth2'] },
  });
  assert.ok(asker.answers().includes(`10.20.0.5 is at ${ROUTER_MAC}`));
});
