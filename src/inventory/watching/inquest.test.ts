import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ipv4 } from '../../base/ipv4.ts';
import { ip, mac, PaperWatch } from '../../../test/watch/speakers.ts';
import type { Expected } from '../expected.ts';
import type { LoneQuestion } from '../watcher.ts';

const ASKER = ['0a', '10.0.0.10'] as const;
const NETWORKS = [{ network: ip('10.0.0.0'), length: 28 }];
const OWN = { ownMacs: [mac('ff')], networks: NETWORKS };

/** Who answers for what, by the last byte of the MAC. */
type Cards = Readonly<Record<string, readonly string[]>>;

interface Inquired {
  readonly watch: PaperWatch;
  readonly asked: readonly LoneQuestion[];
}

/** Both answer for `shared`; then a question a second is asked, as long as there are any. */
function inquire(cards: Cards, expected: Partial<Expected> = {}, known?: string): Inquired {
  const watch = new PaperWatch({ ...OWN, ...expected });
  const names = Object.keys(cards);
  watch.asks(ASKER, '10.0.0.5');
  for (const name of names) {
    watch.now += 0.0001;
    watch.answers([name, '10.0.0.5'], ASKER);
  }
  return asOften(watch, cards, known);
}

function asOften(watch: PaperWatch, cards: Cards, known?: string): Inquired {
  const asked: LoneQuestion[] = [];
  for (let second = Math.ceil(watch.now) + 1; second < 400; second++) {
    watch.pass(second);
    for (const one of watch.watch.toAsk({
      isFree: () => true,
      known: () => (known && mac(known)) || undefined,
    })) {
      asked.push(one);
      const name = one.mac.toString(16).padStart(2, '0').slice(-2);
      const has = (cards[name] ?? []).map(ip).includes(one.ip);
      watch.at(second).alone(name, one.ip, has);
    }
  }
  return { watch, asked };
}

function lastOf({ watch }: Inquired, kind: string): string {
  const found = watch.events.filter((event) => event.kind === kind).at(-1);
  return found === undefined ? 'never' : found.sure;
}

function targets({ asked }: Inquired, name: string): readonly Ipv4[] {
  return asked.filter((one) => one.mac === mac(name)).map((one) => one.ip & 0xff);
}

test('two hosts that each answer for one more address than the other are a conflict, proven', () => {
  const found = inquire({ '01': ['10.0.0.5', '10.0.0.1'], '02': ['10.0.0.5', '10.0.0.2'] });
  assert.equal(lastOf(found, 'conflict'), 'proven');
  assert.equal(lastOf(found, 'flux'), 'never');
});

test('one host with two cards is flux, likely as soon as both answer for a second address, proven when all around was asked', () => {
  const cards = ['10.0.0.5', '10.0.0.1'];
  const found = inquire({ '01': cards, '02': cards });
  assert.equal(lastOf(found, 'flux'), 'proven');
  const sures = found.watch.events.filter(
    ({ kind, ip: address }) => kind === 'flux' && address === ip('10.0.0.5'),
  );
  assert.deepEqual([...new Set(sures.map(({ sure }) => sure))], ['likely', 'proven']);
  assert.equal(lastOf(found, 'conflict'), 'never');
  // Each address of the network once of one of them; nobody's, its own and those of others are left out.
  assert.ok(found.asked.length < 40, `${found.asked.length}`);
});

test('servers that share addresses are no flux: their own tell them apart, wherever these are', () => {
  const shared = ['10.0.0.5', '10.0.0.6', '10.0.0.7'];
  const found = inquire({ '01': [...shared, '10.0.0.11'], '02': [...shared, '10.0.0.12'] });
  assert.notEqual(lastOf(found, 'flux'), 'proven');
  assert.equal(
    found.watch.events.filter(({ kind, state }) => kind === 'conflict' && state === 'open').length > 0,
    true,
  );
});

test('a card with arp_ignore=1 beside another one differs one way: that proves nothing', () => {
  const found = inquire({ '01': ['10.0.0.5', '10.0.0.1'], '02': ['10.0.0.5'] });
  assert.equal(lastOf(found, 'conflict'), 'likely');
});

test('what one alone still answers for changed hands, proven; a liar that does not answer is one, proven', () => {
  const watch = new PaperWatch(OWN).talk(ASKER, ['01', '10.0.0.5']).at(20).announces(['02', '10.0.0.5']);
  const gone = asOften(watch, { '02': ['10.0.0.5'] });
  assert.equal(lastOf(gone, 'changed'), 'proven');
  assert.deepEqual([...new Set(targets(gone, '01'))], [5]);

  const gateway = { ip: ip('10.0.0.5'), mac: mac('01'), vlan: null, note: '', expires: null };
  const lied = new PaperWatch({ ...OWN, gateways: [gateway] }).talk(ASKER, ['01', '10.0.0.5']).at(20);
  lied.answers(['02', '10.0.0.5'], ['0a', '10.0.0.10']);
  assert.equal(lied.told(), 'open spoof likely');
  assert.equal(lastOf(asOften(lied, { '01': ['10.0.0.5'] }), 'spoof'), 'proven');
});

test('whom a table of ours has is asked last', () => {
  const cards = { '01': ['10.0.0.5'], '02': ['10.0.0.5'] };
  assert.deepEqual(
    inquire(cards, {}, '01')
      .asked.slice(0, 2)
      .map((one) => one.mac),
    [mac('02'), mac('01')],
  );
  assert.deepEqual(
    inquire(cards, {}, '02')
      .asked.slice(0, 2)
      .map((one) => one.mac),
    [mac('01'), mac('02')],
  );
});

test('a network that is not free is not asked in; one question at a time', () => {
  const watch = new PaperWatch(OWN);
  watch.asks(ASKER, '10.0.0.5').answers(['01', '10.0.0.5'], ASKER).answers(['02', '10.0.0.5'], ASKER);
  watch.asks(ASKER, '10.0.0.6').answers(['01', '10.0.0.6'], ASKER).answers(['02', '10.0.0.6'], ASKER);
  watch.pass(3);
  assert.deepEqual(watch.watch.toAsk({ isFree: () => false, known: () => undefined }), []);
  assert.equal(watch.watch.toAsk({ isFree: () => true, known: () => undefined }).length, 1);
});

test('nothing is asked about what was said beforehand, about this machine, or about what is proven', () => {
  const quiet = (expected: Partial<Expected>): readonly LoneQuestion[] => {
    const watch = new PaperWatch({ ...OWN, ...expected });
    watch.talk(ASKER, ['01', '10.0.0.5']).at(20).announces(['02', '10.0.0.5']).pass(40);
    return watch.watch.toAsk({ isFree: () => true, known: () => undefined });
  };
  assert.equal(quiet({}).length, 1);
  const move = { ip: ip('10.0.0.5'), mac: null, from: null, until: null };
  assert.deepEqual(quiet({ moves: [move] }), []);
  assert.deepEqual(quiet({ ownAddresses: [ip('10.0.0.5')], ownMacs: [mac('01')] }), []);
});

test('a question of ours is no probe that gives an address up, and no scan', () => {
  const watch = new PaperWatch({ networks: NETWORKS });
  watch.talk(ASKER, ['ff', '10.0.0.15']).at(10).announces(['02', '10.0.0.15']);
  for (let second = 11; second < 70; second++)
    watch.at(second).alone('02', ip(`10.0.0.${second % 14}`), false);
  assert.ok(!watch.kinds().includes('conflict'), watch.told());
  assert.ok(!watch.kinds().includes('scan'), watch.told());
});

test('what answers to a question that nobody heard shows nothing, nor silence where answers are not heard', () => {
  const watch = new PaperWatch(OWN).talk(ASKER, ['01', '10.0.0.5']).at(20).announces(['02', '10.0.0.5']);
  for (let second = 21; second < 28; second++)
    watch.at(second).say({ sha: mac('0b'), spa: 0, tpa: ip('10.0.0.5'), dst: mac('01') });
  watch.pass(60);
  const codes = watch.events.flatMap(({ why }) => why.map(({ code }) => code));
  assert.ok(codes.includes('announced') && !codes.some((code) => code.startsWith('asked-')), codes.join());
});

test('a flood of doubts has a bound, and a gateway is asked about first', () => {
  const gateway = { ip: ip('10.0.3.200'), mac: null, vlan: null, note: '', expires: null };
  const watch = new PaperWatch({ gateways: [gateway] });
  for (let nth = 0; nth < 600; nth++) {
    const target = `10.0.${1 + (nth >> 8)}.${nth & 255}`;
    watch.asks(ASKER, target).answers(['01', target], ASKER).answers(['02', target], ASKER);
    watch.now += 0.001;
  }
  watch.asks(ASKER, '10.0.3.200').answers(['01', '10.0.3.200'], ASKER).answers(['02', '10.0.3.200'], ASKER);
  watch.pass(4);
  const [first] = watch.watch.toAsk({ isFree: () => true, known: () => undefined });
  assert.equal(first?.ip, ip('10.0.3.200'));
});
