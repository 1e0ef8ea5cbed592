import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ip, mac, PaperWatch } from '../../test/watch/speakers.ts';
import type { Expected } from './expected.ts';
import { HeldBefore } from './held-before.ts';

const ASKER = ['0a', '10.0.0.10'] as const;
const OTHER = ['0b', '10.0.0.11'] as const;
const OWNER = ['01', '10.0.0.1'] as const;
const LIAR = ['66', '10.0.0.66'] as const;
const GATEWAY = { ip: ip('10.0.0.1'), mac: mac('01'), vlan: null, note: '', expires: null };
const NETWORKS = [{ network: ip('10.0.0.0'), length: 24 }];

/** A monitor port of a small office, all of whom have spoken. */
function office(expected: Partial<Expected> = {}): PaperWatch {
  return new PaperWatch(expected).wide().talk(ASKER, OWNER).talk(OTHER, OWNER).talk(LIAR, OWNER);
}

test('an address that speaks for the first time is told once, and not while it learns', () => {
  const watch = new PaperWatch({ learn: 5000 }).at(0).talk(ASKER, OWNER).at(5.5).talk(OTHER, OWNER);
  watch.at(6).talk(OTHER, OWNER);
  assert.deepEqual(
    watch.events.map((event) => [event.kind, event.ip, event.mac, event.state, event.id]),
    [['new-station', ip('10.0.0.11'), mac('0b'), 'close', 'new-station-1']],
  );
});

test('what is expected is no news: a baseline, and addresses of this host', () => {
  const pair = { ip: ip('10.0.0.10'), mac: mac('0a'), vlan: null, note: '', expires: null };
  const watch = new PaperWatch({ pairs: [pair], ownAddresses: [ip('10.0.0.1')], ownMacs: [mac('01')] });
  assert.deepEqual(watch.talk(ASKER, OWNER).events, []);
});

test('who held its address when this was last watched is no news, and another in its place is told with that', () => {
  const before = new HeldBefore();
  const network = { interface: '', vlan: null, innerVlan: null };
  before.add(network, ip('10.0.0.10'), mac('0a'));
  before.add(network, ip('10.0.0.11'), mac('77'));
  before.add({ ...network, vlan: 7 }, ip('10.0.0.1'), mac('01'));
  const watch = new PaperWatch({ before }).talk(ASKER, OWNER).talk(OTHER, OWNER);
  const told = watch.events.map(({ kind, mac: who, why }) => [kind, who, why[0]?.code]);
  assert.deepEqual(told, [
    ['new-station', mac('01'), 'first-heard'],
    ['new-station', mac('0b'), 'held-before'],
  ]);
});

test('an unasked answer about a gateway is told at once, and proven when its owner is heard again', () => {
  const watch = office({ gateways: [GATEWAY] })
    .at(20)
    .answers(['66', '10.0.0.1'], ASKER);
  assert.equal(watch.told(), 'open spoof likely');
  assert.equal(watch.events.at(-1)?.severity, 'critical');
  watch.at(22).answers(['66', '10.0.0.1'], ASKER).at(23).talk(OTHER, OWNER);
  assert.equal(watch.told(), 'open spoof likely\nupdate spoof proven');
});

test('a lie is a lie also before the owner that was told has spoken', () => {
  const watch = new PaperWatch({ gateways: [GATEWAY] }).wide().at(3).answers(['66', '10.0.0.1'], ASKER);
  assert.equal(watch.told(), 'open spoof likely');
});

test('it is over a minute after it was heard last, with its length and its frames', () => {
  const watch = office({ gateways: [GATEWAY] })
    .at(20)
    .answers(['66', '10.0.0.1'], ASKER);
  watch.at(22).answers(['66', '10.0.0.1'], ASKER);
  assert.equal(watch.pass(81.9).told(), 'open spoof likely');
  watch.pass(82.1);
  const end = watch.events.at(-1);
  assert.deepEqual([end?.state, end?.lasted, end?.frames, end?.at], ['close', 2000, 2, 1_790_000_082_000]);
});

test('an announcement beside a living owner is a takeover, and a conflict once both use the address', () => {
  const watch = office().talk(ASKER, ['50', '10.0.0.50']).at(20).announces(['51', '10.0.0.50']);
  assert.equal(watch.told(), '');
  watch.at(21).asks(['50', '10.0.0.50'], '10.0.0.1');
  assert.equal(watch.told(), 'open takeover proven');
  watch.at(22).asks(['51', '10.0.0.50'], '10.0.0.1').at(23).asks(['50', '10.0.0.50'], '10.0.0.1');
  assert.equal(watch.told(), 'open takeover proven\nclose takeover proven\nopen conflict proven');
  assert.equal(watch.events.at(-2)?.became, 'conflict-1');
});

test('an owner that announces itself within ten seconds defends the address; later it does not', () => {
  const begin = () => office().talk(ASKER, ['50', '10.0.0.50']).at(20).announces(['51', '10.0.0.50']);
  assert.equal(begin().at(29.9).announces(['50', '10.0.0.50']).told(), 'open conflict proven');
  assert.equal(
    begin().at(30.1).announces(['50', '10.0.0.50']).told(),
    'close changed undecided\nopen takeover proven',
  );
});

test('an owner that probes for another address gives way', () => {
  const watch = office().talk(ASKER, ['50', '10.0.0.50']).at(20).announces(['51', '10.0.0.50']);
  watch.at(20.5).say({ sha: mac('50'), spa: 0, tpa: ip('10.0.0.77') });
  assert.equal(watch.told(), 'open conflict proven');
});

test('an address asked for in vain goes to another: replaced, or failed over when one has another address', () => {
  const gone = (owner: readonly (readonly [string, string])[]): PaperWatch => {
    const watch = office();
    for (const one of owner) watch.talk(ASKER, one);
    for (const second of [20, 21, 22]) watch.at(second).asks(ASKER, '10.0.0.50');
    return watch.at(22.5).announces(['51', '10.0.0.50']).pass(23.6);
  };
  assert.equal(gone([['50', '10.0.0.50']]).told(), 'close changed likely');
  assert.equal(
    gone([
      ['50', '10.0.0.50'],
      ['50', '10.0.0.49'],
    ]).told(),
    'close failover likely',
  );
});

test('whoever hears only itself takes no silence for a proof', () => {
  const watch = new PaperWatch().talk(ASKER, ['50', '10.0.0.50']);
  for (const second of [20, 21, 22]) watch.at(second).asks(ASKER, '10.0.0.50');
  watch.at(22.5).announces(['51', '10.0.0.50']).pass(32.4);
  assert.equal(watch.told(), '');
  assert.equal(watch.pass(32.6).told(), 'close changed undecided');
});

test('two cards of one host answer alike, and are flux for every address', () => {
  const watch = office();
  for (const address of ['10.0.0.70', '10.0.0.71']) {
    watch.at(watch.now + 1).asks(ASKER, address);
    watch.answers(['70', address], ASKER).answers(['71', address], ASKER);
  }
  watch
    .at(9)
    .asks(OTHER, '10.0.0.70')
    .answers(['70', '10.0.0.70'], OTHER)
    .answers(['71', '10.0.0.70'], OTHER);
  assert.equal(watch.told(), 'open flux likely\nopen flux likely');
});

test('copies of a frame within ten milliseconds are one frame, and counted', () => {
  const watch = office({ gateways: [GATEWAY] });
  watch.at(20).asks(['71', '10.0.0.70'], '10.0.0.1').at(20.01).asks(['71', '10.0.0.70'], '10.0.0.1');
  assert.equal(watch.watch.counts.copies, 1);
  watch.at(20.0101).asks(['71', '10.0.0.70'], '10.0.0.1');
  assert.equal(watch.watch.counts.copies, 1);
});

test('the same frame sixteen times within a second is a storm, fifteen times is none', () => {
  const watch = office().at(20);
  for (let turn = 0; turn < 15; turn++) watch.at(20 + turn * 0.05).asks(ASKER, '10.0.0.1');
  assert.equal(watch.told(), '');
  assert.equal(watch.at(20.9).asks(ASKER, '10.0.0.1').told(), 'open storm proven');
  assert.deepEqual(watch.events.at(-1)?.macs, [mac('0a')]);
});

test('twenty targets in vain within ten seconds are a scan, nineteen are none', () => {
  const sweep = (many: number, gap: number): string => {
    const watch = office();
    for (let turn = 0; turn < many; turn++) watch.at(20 + turn * gap).asks(LIAR, `10.0.0.${100 + turn}`);
    return watch.pass(20 + many * gap + 2).told();
  };
  assert.equal(sweep(19, 0.1), '');
  assert.equal(sweep(20, 0.1), 'open scan likely');
  assert.equal(sweep(20, 0.6), '');
  assert.equal(sweep(24, 10), 'open scan likely');
  assert.equal(sweep(23, 10), '');
});

test('a host that asks for twenty living ones is no scanner', () => {
  const watch = office();
  for (let turn = 0; turn < 24; turn++)
    watch.at(20 + turn * 0.1).talk(LIAR, [`c${(turn % 10).toString()}`, `10.0.0.${100 + turn}`]);
  assert.ok(!watch.pass(30).kinds().includes('scan'));
});

test('a target that three ask for fifteen times in vain is unanswered, until it answers', () => {
  const watch = office().at(20);
  const askers = [ASKER, OTHER, LIAR];
  for (let turn = 0; turn < 14; turn++) watch.at(20 + turn).asks(askers[turn % 3]!, '10.0.0.99');
  assert.equal(watch.told(), '');
  watch.at(34).asks(ASKER, '10.0.0.99');
  assert.equal(watch.told(), 'open unanswered proven');
  watch.at(35).announces(['99', '10.0.0.99']);
  watch.at(36).asks(ASKER, '10.0.0.99');
  assert.equal(watch.told(), 'open unanswered proven\nclose unanswered proven');
});

test('four unicast questions to the old MAC after the address moved are a stale table, three are none', () => {
  const watch = office().talk(ASKER, ['50', '10.0.0.50']);
  for (const second of [20, 21, 22]) watch.at(second).asks(OTHER, '10.0.0.50');
  watch.at(23).talk(OTHER, ['51', '10.0.0.50']).pass(25);
  for (const second of [26, 27, 28]) watch.at(second).asks(ASKER, '10.0.0.50', '50');
  assert.equal(watch.told(), 'close changed likely');
  assert.equal(watch.at(29).asks(ASKER, '10.0.0.50', '50').told(), 'close changed likely\nopen stale likely');
});

test('senders that cannot be of the network are told, link-local ones are legal', () => {
  const watch = new PaperWatch({ networks: NETWORKS });
  for (const from of ['192.0.2.9', '10.0.0.255', '224.0.0.1', '127.0.0.1', '240.0.0.1', '0.0.0.9'])
    watch.at(watch.now + 1).asks(['09', from], '10.0.0.1');
  watch.asks(['08', '169.254.8.8'], '10.0.0.1').asks(ASKER, '10.0.0.1');
  assert.deepEqual(
    watch.kinds(),
    Array.from({ length: 6 }, () => 'bogon'),
  );
  assert.deepEqual(
    watch.events.filter(({ kind }) => kind === 'new-station').map((event) => event.ip),
    [ip('169.254.8.8'), ip('10.0.0.10')],
  );
});

test('a frame that names another sender is told once for its card, and is no word of the owner', () => {
  const watch = office()
    .at(20)
    .say({ sha: mac('0a'), src: mac('66'), spa: ip('10.0.0.10'), tpa: ip('10.0.0.1') });
  watch.at(21).say({ sha: mac('0b'), src: mac('66'), spa: ip('10.0.0.11'), tpa: ip('10.0.0.1') });
  assert.equal(watch.told(), 'open mismatch proven\nupdate mismatch proven');
  assert.deepEqual(watch.events.at(-1)?.ips, [ip('10.0.0.11')]);
});

test('a machine tells its port by RARP: its addresses stay, and the next move is another', () => {
  const move = (watch: PaperWatch): PaperWatch =>
    watch.say({ op: 3, sha: mac('0a'), spa: 0, tpa: 0, tha: mac('0a'), etherType: 0x8035 });
  const watch = move(office().at(20));
  assert.equal(watch.told(), 'open migration likely');
  assert.equal(move(watch.at(21)).told(), 'open migration likely');
  assert.equal(
    move(watch.at(27)).told(),
    'open migration likely\nclose migration likely\nopen migration likely',
  );
  assert.equal(
    new PaperWatch().say({ op: 3, sha: mac('0a'), spa: 0, tpa: 0, tha: mac('0a'), etherType: 0x8035 }).told(),
    '',
  );
});

test('one MAC that answers twice for four addresses that never speak is a proxy', () => {
  const watch = office();
  for (const second of [20, 40])
    for (const last of [80, 81, 82, 83].slice(0, second === 20 ? 4 : 3))
      watch.at(second + last / 10).talk(ASKER, ['80', `10.0.0.${last}`]);
  assert.equal(watch.told(), '');
  watch.at(60).talk(ASKER, ['80', '10.0.0.83']);
  assert.equal(watch.told(), 'close proxy likely');
  const aliases = office();
  for (const last of [80, 81, 82, 83])
    aliases
      .at(last)
      .asks(['80', `10.0.0.${last}`], '10.0.0.1')
      .at(last + 0.5)
      .talk(ASKER, ['80', `10.0.0.${last}`])
      .at(last + 0.7)
      .talk(OTHER, ['80', `10.0.0.${last}`]);
  assert.equal(aliases.told(), '');
});

test('two that answer the same asker at once were asked, also when the question was lost', () => {
  const watch = office();
  for (const second of [20, 25, 30, 35])
    watch
      .at(second)
      .answers(['70', '10.0.0.70'], ASKER)
      .at(second + 0.1)
      .answers(['71', '10.0.0.70'], ASKER);
  assert.ok(!watch.pass(36).kinds().includes('spoof'), watch.told());
});

test('a host that left its address for another is renumbered; one of many that fell silent is not', () => {
  const leave = (watch: PaperWatch): PaperWatch => {
    watch.at(20).announces(['50', '10.0.0.51']);
    for (let turn = 0; turn < 5; turn++) watch.at(21 + turn).asks(ASKER, '10.0.0.50');
    return watch;
  };
  const watch = leave(office().talk(ASKER, ['50', '10.0.0.50']));
  assert.equal(watch.told(), 'close renumber likely');
  assert.deepEqual(watch.events.at(-1)?.ips, [ip('10.0.0.50')]);
  const many = office().talk(ASKER, ['50', '10.0.0.50']).talk(ASKER, ['50', '10.0.0.52']);
  many.at(20).announces(['50', '10.0.0.51']).at(20.5).talk(OTHER, ['50', '10.0.0.52']);
  assert.equal(leave(many).told(), '');
});

test('another that claims an address of this host is critical at once', () => {
  const watch = office({ ownAddresses: [ip('10.0.0.10')], ownMacs: [mac('0a')] })
    .at(20)
    .asks(['51', '10.0.0.10'], '10.0.0.1');
  assert.equal(watch.told(), 'open own-conflict proven');
});

test('the same address in two VLANs is two addresses; a priority tag is none', () => {
  const said = (vlan: number | undefined, name: string) => ({
    sha: mac(name),
    spa: ip('10.0.0.5'),
    tpa: ip('10.0.0.1'),
    ...(vlan === undefined ? {} : { vlan }),
  });
  const watch = new PaperWatch();
  for (const second of [1, 2, 3])
    watch
      .at(second)
      .say(said(10, '05'))
      .at(second + 0.5)
      .say(said(20, '06'));
  assert.deepEqual(watch.kinds(), []);
  watch.at(5).say(said(undefined, '07')).at(6).say(said(0, '07'));
  assert.deepEqual(
    watch.events.map(({ network }) => network.vlan),
    [10, 20, null],
  );
});

test('a move that was said beforehand is told as that', () => {
  const moves = [{ ip: ip('10.0.0.50'), mac: null, from: null, until: null }];
  const watch = office({ moves }).talk(ASKER, ['50', '10.0.0.50']).at(20).announces(['51', '10.0.0.50']);
  assert.equal(watch.told(), 'close changed proven');
});

test('a clock that goes back is told, and nothing is undone; a little disorder is not', () => {
  const watch = office().at(20).talk(ASKER, OWNER).at(18.5).talk(ASKER, OWNER);
  assert.equal(watch.told(), '');
  watch.at(5).talk(ASKER, OWNER);
  assert.equal(watch.told(), 'close sensor-blind proven');
  assert.equal(watch.events.at(-1)?.why[0]?.code, 'clock-jumped');
});

test('without times what depends on none of them is told, and with no time', () => {
  const watch = new PaperWatch({ gateways: [GATEWAY] });
  watch.timed = false;
  watch.wide().talk(ASKER, OWNER).answers(['66', '10.0.0.1'], OTHER);
  for (let turn = 0; turn < 30; turn++) watch.asks(ASKER, '10.0.0.1');
  assert.deepEqual(watch.kinds(), ['spoof']);
  assert.equal(watch.events.at(-1)?.at, null);
});

test('a million MACs for one address are one episode, with a bound and a count', () => {
  const watch = office().at(20);
  for (let turn = 0; turn < 3000; turn++)
    watch
      .at(20 + turn / 1000)
      .asks(
        [`02:00:00:00:${(turn >> 8).toString(16)}:${(turn & 255).toString(16)}`, '10.0.0.50'],
        '10.0.0.1',
      );
  assert.ok(watch.watch.counts.left.stations > 2000);
  assert.ok(watch.watch.counts.stations < 100);
  assert.ok(watch.end().kinds().length < 40);
});

test('what there is no room for is counted, and a critical one makes room for itself', () => {
  const watch = new PaperWatch({ gateways: [GATEWAY], networks: NETWORKS }, { stations: 1024, episodes: 2 });
  watch.wide().talk(ASKER, OWNER).talk(LIAR, OWNER);
  for (const last of [1, 2, 3]) watch.at(last).asks(['09', `192.0.2.${last}`], '10.0.0.1');
  assert.equal(watch.watch.counts.left.episodes, 1);
  watch.at(20).answers(['66', '10.0.0.1'], ASKER);
  assert.equal(watch.events.at(-1)?.kind, 'spoof');
  assert.equal(watch.watch.counts.openNow, 2);
  assert.equal(watch.watch.counts.left.episodes, 2);
});

test('stations beyond the bound are counted, and those that are known are watched on', () => {
  const watch = new PaperWatch({ gateways: [GATEWAY] }, { stations: 8, episodes: 16 });
  watch.wide().talk(ASKER, OWNER);
  for (let last = 100; last < 120; last++) watch.at(last).talk([`0${last % 10}`, `10.0.0.${last}`], OWNER);
  assert.ok(watch.watch.counts.left.stations > 10);
  watch.at(200).answers(['66', '10.0.0.1'], ASKER).answers(['66', '10.0.0.1'], OTHER);
  assert.ok(watch.kinds().includes('spoof'));
});

test('a cluster whose frames come from its cards is told as info, and its answers count', () => {
  const watch = office();
  const cluster = mac('03:bf:0a:00:00:64');
  for (let turn = 0; turn < 40; turn++) {
    watch.at(20 + turn).asks([ASKER, OTHER, LIAR][turn % 3]!, '10.0.0.100');
    watch.say({
      op: 2,
      sha: cluster,
      src: mac('64'),
      spa: ip('10.0.0.100'),
      tpa: ip('10.0.0.10'),
      dst: mac('0a'),
    });
  }
  assert.deepEqual(watch.kinds(), ['mismatch', 'virtual']);
  assert.deepEqual(
    watch.events.filter(({ kind }) => kind === 'mismatch').map(({ severity }) => severity),
    ['info'],
  );
});

test('two whom one MAC poisons are told from its own words, before either of them speaks', () => {
  const watch = new PaperWatch();
  for (const second of [0, 1, 2]) {
    watch.at(second).answers(['66', '10.0.0.10'], OTHER);
    watch.at(second + 0.001).answers(['66', '10.0.0.11'], ASKER);
  }
  assert.equal(watch.told(), 'open spoof proven\nopen spoof proven');
  assert.deepEqual(
    watch.events
      .slice(-2)
      .map(({ ip: address, mac: liar, macs, why }) => [address, liar, macs[0], why[1]?.code]),
    [
      [ip('10.0.0.10'), mac('66'), mac('0a'), 'gives-away'],
      [ip('10.0.0.11'), mac('66'), mac('0b'), 'gives-away'],
    ],
  );
});

test('a router that answers two hosts for each other, as they ask, lies to neither', () => {
  const watch = new PaperWatch().wide();
  for (const second of [0, 10, 20, 30]) {
    watch.at(second).talk(ASKER, ['01', '10.0.0.11']);
    watch.at(second + 1).talk(OTHER, ['01', '10.0.0.10']);
  }
  assert.doesNotMatch(watch.told(), /spoof/);
});

test('whoever lied before the owner was heard is the liar still', () => {
  const watch = new PaperWatch().wide().talk(LIAR, ['0b', '10.0.0.11']);
  for (const second of [0, 1]) watch.at(second).answers(['66', '10.0.0.1'], ASKER);
  watch.at(1.5).talk(OWNER, OTHER);
  for (const second of [2, 3, 4]) watch.at(second).answers(['66', '10.0.0.1'], ASKER);
  watch.at(4.5).talk(OWNER, OTHER);
  assert.deepEqual([...new Set(watch.kinds())], ['spoof']);
  assert.deepEqual([watch.events.at(-1)?.mac, watch.events.at(-1)?.macs[0]], [mac('66'), mac('01')]);
});

test('who was heard answering first, and is replaced, changed', () => {
  const watch = new PaperWatch().wide().talk(ASKER, OWNER);
  watch.at(100).asks(ASKER, '10.0.0.1').at(101).asks(ASKER, '10.0.0.1');
  watch.at(102).asks(ASKER, '10.0.0.1').at(105).talk(ASKER, ['02', '10.0.0.1']).pass(200);
  assert.deepEqual(watch.kinds(), ['changed']);
});

test('a sweep at the very end is told, and one that is answered is not', () => {
  const sweep = (answered: boolean): PaperWatch => {
    const watch = office();
    for (let last = 100; last < 200; last++) {
      watch.at(10 + last / 200).asks(ASKER, `10.0.0.${last}`);
      if (answered) watch.answers(['70', `10.0.0.${last}`], ASKER);
    }
    return watch.end();
  };
  assert.deepEqual(sweep(false).kinds(), ['scan', 'scan'], 'as it opens, and as it stands');
  assert.doesNotMatch(sweep(true).told(), /scan/);
  const brief = office();
  for (let last = 100; last < 124; last++) brief.at(10 + last / 10_000).asks(ASKER, `10.0.0.${last}`);
  assert.deepEqual(brief.end().kinds(), [], 'nobody had time to answer');
});

test('a clock that was set back is told once, whether its sensor or a frame says so first', () => {
  const start = 1_790_000_000_000;
  const jump = (watch: PaperWatch, back: number): void => {
    const text = 'The clock was set back';
    const [from, until] = [start + 100_000 - back, start + 100_000];
    watch.watch.blind({ code: 'clock-jumped', text, from, until, interface: '', frames: null, back });
  };
  const sensor = office().at(100).talk(ASKER, OWNER);
  jump(sensor, 50_000);
  sensor.at(51).talk(ASKER, OWNER);
  assert.deepEqual(sensor.kinds(), ['sensor-blind']);
  const frame = office().at(100).talk(ASKER, OWNER).at(51).talk(ASKER, OWNER);
  jump(frame, 49_000);
  assert.deepEqual(frame.kinds(), ['sensor-blind']);
  jump(frame, 20_000);
  assert.equal(frame.kinds().length, 2, 'another jump is another');
  frame.at(31).talk(ASKER, OWNER).at(0).talk(ASKER, OWNER);
  assert.equal(frame.kinds().length, 3, 'what nobody told of is told');
  const forth = office().at(100).talk(ASKER, OWNER);
  jump(forth, 50_000);
  jump(forth, -50_000);
  forth.at(101).talk(ASKER, OWNER).at(51).talk(ASKER, OWNER);
  assert.equal(forth.kinds().length, 3, 'forward and back again shows nothing');
});
