import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIpv4 } from '../../base/ipv4.ts';
import { ip, pi, scanPaper, verdicts } from '../../../test/verbs/paper-scan.ts';

test('somebody has our address: own-conflict', async () => {
  const thief = { mac: '02:bb:00:00:00:01', ips: ['10.77.0.1', '10.77.0.40'], deafTo: ['10.77.0.1'] };
  const result = await scanPaper([pi, thief]);
  assert.equal(verdicts(result)['10.77.0.1 02:bb:00:00:00:01'], 'own-conflict');
  assert.equal(verdicts(result)['10.77.0.40 02:bb:00:00:00:01'], 'ok', 'its other addresses are not hidden');
});

test('two hosts with one address are a conflict when one is silent for what the other answers', async () => {
  const a = { mac: '02:aa:00:00:00:01', ips: ['10.77.0.50', '10.77.0.51'] };
  const b = { mac: '02:aa:00:00:00:02', ips: ['10.77.0.50'] };
  const result = await scanPaper([a, b]);
  assert.deepEqual(verdicts(result), {
    '10.77.0.50 02:aa:00:00:00:01': 'conflict',
    '10.77.0.50 02:aa:00:00:00:02': 'conflict',
    '10.77.0.51 02:aa:00:00:00:01': 'ok',
  });
  const why = result.stations.get('10.77.0.50 02:aa:00:00:00:02')?.why.map((evidence) => evidence.code);
  assert.deepEqual(why, ['several-macs', 'different-answers']);
  const cross = result.asked.filter(({ dst, tpa }) => dst === '02:aa:00:00:00:02' && tpa === '10.77.0.51');
  assert.equal(cross.length, 3, 'asked by unicast, three times before its silence counts');
});

test('one host with two NICs is flux: both answer for the same addresses', async () => {
  const ips = ['10.77.0.60', '10.77.0.61'];
  const result = await scanPaper([
    { mac: '02:ff:00:00:00:01', ips },
    { mac: '02:ff:00:00:00:02', ips },
  ]);
  assert.equal(result.stations.size, 4);
  for (const station of result.stations.values()) {
    assert.equal(station.verdict, 'flux');
    assert.equal(station.why[1]?.code, 'same-answers');
  }
});

test('a scan of one address tells flux from conflict, too: each MAC is asked for the addresses around', async () => {
  const ips = ['10.77.0.60', '10.77.0.61'];
  const flux = await scanPaper(
    [
      { mac: '02:ff:00:00:00:01', ips },
      { mac: '02:ff:00:00:00:02', ips },
    ],
    { targets: '10.77.0.60/32' },
  );
  assert.deepEqual(verdicts(flux), {
    '10.77.0.60 02:ff:00:00:00:01': 'flux',
    '10.77.0.60 02:ff:00:00:00:02': 'flux',
  });
  const conflict = await scanPaper(
    [
      { mac: '02:ff:00:00:00:01', ips },
      { mac: '02:ff:00:00:00:02', ips: ['10.77.0.60'] },
    ],
    { targets: '10.77.0.60/32' },
  );
  assert.deepEqual(
    [...conflict.stations.values()].map(({ why }) => why[1]?.code),
    ['different-answers', 'different-answers'],
  );
});

test('servers scanned for the addresses they share alone are no flux: what each has of its own tells', async () => {
  const shared = ['10.77.0.64', '10.77.0.65', '10.77.0.66'];
  const servers = ['10.77.0.21', '10.77.0.22'].map((own, at) => ({
    mac: `02:aa:00:00:00:0${at}`,
    ips: [...shared, own],
  }));
  const several = await scanPaper(servers, { targets: '10.77.0.64/30' });
  assert.deepEqual(new Set(Object.values(verdicts(several))), new Set(['conflict']));
  const one = await scanPaper(
    servers.map(({ mac }) => ({ mac, ips: [...shared, '10.77.0.21'] })),
    { targets: '10.77.0.64/30' },
  );
  assert.deepEqual(new Set(Object.values(verdicts(one))), new Set(['flux']));
});

test('two MACs and nothing to compare is called a conflict, and says that nothing shows otherwise', async () => {
  const result = await scanPaper([
    { mac: '02:aa:00:00:00:01', ips: ['10.77.0.50'] },
    { mac: '02:aa:00:00:00:02', ips: ['10.77.0.50'] },
  ]);
  for (const station of result.stations.values()) {
    assert.equal(station.verdict, 'conflict');
    assert.equal(station.why[1]?.code, 'nothing-to-compare');
  }
});

test('a proxy is known by answering no probe for what it does not own, and its range is folded', async () => {
  const proxied = Array.from({ length: 64 }, (_, at) => `10.77.0.${128 + at}`);
  const result = await scanPaper([
    { mac: '02:ee:00:00:00:fe', ips: ['10.77.0.254'] },
    { mac: '02:ee:00:00:00:fe', ips: proxied, deafToProbes: true },
    { mac: '02:00:00:00:00:33', ips: ['10.77.0.33'], deafToProbes: true },
  ]);
  const found = verdicts(result);
  assert.equal(found['10.77.0.254 02:ee:00:00:00:fe'], 'ok');
  assert.equal(found['10.77.0.130 02:ee:00:00:00:fe'], 'proxy');
  assert.equal(found['10.77.0.33 02:00:00:00:00:33'], 'ok', 'a host that ignores probes is no proxy');
  assert.deepEqual(
    result.report.ranges.map(({ first, last, count, owner }) => [
      formatIpv4(first),
      formatIpv4(last),
      count,
      owner,
    ]),
    [['10.77.0.128', '10.77.0.191', 64, ip('10.77.0.254')]],
  );
});

test('D14: once a proxy is suspected, the slow ones are waited for', async () => {
  const proxies = [100, 790].map((delay, at) => ({
    mac: `02:ee:00:00:00:0${at}`,
    ips: ['10.77.0.130', '10.77.0.131', '10.77.0.132', '10.77.0.133'],
    deafToProbes: true,
    delay,
  }));
  for (const targets of ['10.77.0.128/29', '10.77.0.0/24']) {
    const { stations } = await scanPaper(proxies, { targets });
    assert.equal(stations.size, 8, targets);
  }
});

const CARDS = ['02:ff:00:00:00:01', '02:ff:00:00:00:02'].map((mac) => ({
  mac,
  ips: ['10.77.0.60', '10.77.0.61', '10.77.0.62'],
}));
const HOSTS = [
  { mac: '02:aa:00:00:00:01', ips: ['10.77.0.50', '10.77.0.51'] },
  { mac: '02:aa:00:00:00:02', ips: ['10.77.0.50'] },
];

test('D23: interrupted at any moment, a host with two cards is flux or undecided, two hosts are a conflict or undecided', async () => {
  const seen = new Set<string>();
  for (let at = 20; at < 8000; at += 97) {
    const stop = new AbortController();
    const result = await scanPaper([...CARDS, ...HOSTS], {
      wishes: { rate: 100 },
      signal: stop.signal,
      during: (world) => world.at(at, () => stop.abort()),
    });
    for (const [who, verdict] of Object.entries(verdicts(result))) {
      const [address = ''] = who.split(' ');
      const right = address === '10.77.0.50' ? 'conflict' : address === '10.77.0.51' ? 'ok' : 'flux';
      // The first MAC alone owns it as far as anybody knows.
      const macs = result.stations.get(who)!.macs;
      assert.ok(
        verdict === right || verdict === 'undecided' || (verdict === 'ok' && macs === 1),
        `${at}: ${who} ${verdict}`,
      );
      if (result.report.interrupted) seen.add(verdict);
    }
  }
  assert.ok(seen.has('undecided'));
});

test('D23: one that may be a proxy and was not looked into is undecided when it ends early', async () => {
  const stop = new AbortController();
  const result = await scanPaper([{ mac: '02:ee:00:00:00:01', ips: ['10.77.0.130'], deafToProbes: true }], {
    targets: '10.77.0.128/29',
    signal: stop.signal,
    during: (world) => world.at(120, () => stop.abort()),
  });
  assert.deepEqual(verdicts(result), { '10.77.0.130 02:ee:00:00:00:01': 'undecided' });
});

test('K7: servers with many service addresses in a row, each with one of its own far away: a conflict, from one of them too', async () => {
  const service = Array.from({ length: 12 }, (_, at) => `10.77.0.${100 + at}`);
  const servers = ['10.77.0.11', '10.77.0.21', '10.77.0.222'].map((own, at) => ({
    mac: `02:00:00:00:07:0${at}`,
    ips: [...service, own],
  }));
  for (const targets of ['10.77.0.100/32', '10.77.0.104/29', '10.77.0.0/24']) {
    const result = await scanPaper(servers, { targets });
    const shared = Object.entries(verdicts(result)).filter(([who]) => /\.1[01]\d /.test(who));
    assert.deepEqual(new Set(shared.map(([, verdict]) => verdict)), new Set(['conflict']), targets);
    assert.ok(result.report.evidence <= 288);
  }
  const slow = await scanPaper(servers, { targets: '10.77.0.100/32', wishes: { rate: 20 } });
  assert.deepEqual(new Set(Object.values(verdicts(slow))), new Set(['undecided']), 'too few packets to say');
});

const WHOLE = Array.from({ length: 255 }, (_, at) => `10.77.0.${at + 1}`);

test('D1: two servers with a whole network on lo answer for all, and are not called one host', async () => {
  const servers = ['02:aa:00:00:00:01', '02:aa:00:00:00:02'].map((one) => ({ mac: one, ips: WHOLE }));
  for (const [targets, loss] of [
    ['10.77.0.100/32', 0],
    ['10.77.0.100/32', 0.02],
    ['10.77.0.96/28', 0.02],
    ['10.77.0.0/24', 0],
    ['10.77.0.0/24', 0.02],
  ] as const) {
    const { stations, report } = await scanPaper(servers, { targets, loss });
    const ours = [...stations.values()].filter((one) => one.ip === ip('10.77.0.100'));
    assert.deepEqual(
      ours.map(({ verdict }) => verdict),
      ['undecided', 'undecided'],
      `${targets} ${loss}`,
    );
    assert.match(ours[0]!.why[1]!.text, /also for what nobody has.*ip addr show lo/);
    assert.ok(report.evidence <= 288);
  }
});

test('D1: one server with a whole network on lo and an owner are two hosts', async () => {
  for (const targets of ['10.77.0.100/32', '10.77.0.0/24']) {
    const result = await scanPaper(
      [
        { mac: '02:aa:00:00:00:01', ips: WHOLE },
        { mac: '02:aa:00:00:00:02', ips: ['10.77.0.22', '10.77.0.100'] },
      ],
      { targets },
    );
    const found = Object.entries(verdicts(result)).filter(([who]) => who.startsWith('10.77.0.100 '));
    assert.deepEqual(
      found.map(([, verdict]) => verdict),
      ['conflict', 'conflict'],
      targets,
    );
  }
});

test('D1: a host with several cards and a dozen addresses in a row is flux all the same', async () => {
  const ips = Array.from({ length: 12 }, (_, at) => `10.77.0.${100 + at}`);
  const cards = ['02:ff:00:00:00:01', '02:ff:00:00:00:02'].map((one) => ({ mac: one, ips }));
  for (const targets of ['10.77.0.104/32', '10.77.0.104/30', '10.77.0.0/24']) {
    const result = await scanPaper(cards, { targets });
    assert.deepEqual(new Set(Object.values(verdicts(result))), new Set(['flux']), targets);
  }
});

test('R4: one card that tells two MACs for an address is no conflict, and one bit apart is no second host', async () => {
  const pi2 = { mac: '02:aa:00:00:00:01', ips: ['10.77.0.50'] };
  const told = await scanPaper([
    pi2,
    { mac: '02:aa:00:00:00:7e', ips: ['10.77.0.50'], frameSource: pi2.mac },
  ]);
  assert.deepEqual(new Set(Object.values(verdicts(told))), new Set(['undecided']));
  const flipped = await scanPaper([
    pi2,
    { mac: '02:aa:00:00:00:03', ips: ['10.77.0.50'], frameSource: pi2.mac },
  ]);
  assert.deepEqual(new Set(Object.values(verdicts(flipped))), new Set(['ok']));
  assert.equal(flipped.stations.get('10.77.0.50 02:aa:00:00:00:03')?.why[0]?.code, 'damaged');
});

test('D6: a virtual machine is ok, a role is virtual', async () => {
  const result = await scanPaper([
    { mac: '00:50:56:00:00:01', ips: ['10.77.0.50'] },
    { mac: '00:00:5e:00:01:07', ips: ['10.77.0.51'] },
  ]);
  assert.deepEqual(Object.values(verdicts(result)), ['ok', 'virtual']);
});

test('D8: what several cards of one host answer for as proxies is flux, of two hosts a proxy each', async () => {
  const card = (at: number, owned: string) => [
    { mac: `02:ff:00:00:00:0${at}`, ips: [owned, '10.77.0.91'] },
    { mac: `02:ff:00:00:00:0${at}`, ips: ['10.77.0.201', '10.77.0.202'], deafToProbes: true },
  ];
  const one = verdicts(await scanPaper([1, 2, 3].flatMap((at) => card(at, '10.77.0.90'))));
  assert.deepEqual(
    [1, 2, 3].map((at) => one[`10.77.0.201 02:ff:00:00:00:0${at}`]),
    ['flux', 'flux', 'flux'],
  );
  const two = verdicts(await scanPaper([1, 2].flatMap((at) => card(at, `10.77.0.9${at + 1}`))));
  assert.deepEqual(
    [1, 2].map((at) => two[`10.77.0.201 02:ff:00:00:00:0${at}`]),
    ['proxy', 'proxy'],
  );
});
