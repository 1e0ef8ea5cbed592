import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ip, mac, PaperWatch } from '../../../test/watch/speakers.ts';
import type { WatchEvent } from '../watch-event.ts';
import { AT_ONCE, EACH_SECOND } from './line-allowance.ts';
import { EpisodeBook } from './book.ts';
import { Timers } from './timers.ts';

const ASKER = ['0a', '10.0.0.10'] as const;
const TARGET = ip('10.0.0.9');
const GATEWAY = { ip: ip('10.0.0.1'), mac: mac('01'), vlan: null, note: '', expires: null };
const MADE_UP = 0x020000000000;
const FIRST = ip('10.1.0.0');

const ofKind = (events: readonly WatchEvent[], kind: string): readonly WatchEvent[] =>
  events.filter((event) => event.kind === kind);
const secondsOf = ({ at }: WatchEvent): number => Math.round((at! - 1_790_000_000_000) / 100) / 10;

/** Addresses and MACs that nobody had before, within one second. */
function flood(watch: PaperWatch, count: number, from = 0, vlan?: (nth: number) => number): void {
  const begin = watch.now;
  for (let nth = from; nth < from + count; nth++) {
    watch.at(begin + (nth - from) / count);
    const said = { sha: MADE_UP + nth, spa: FIRST + nth, tpa: TARGET };
    watch.say(vlan === undefined ? said : { ...said, vlan: vlan(nth) });
  }
}

test('a storm is told again after 1, 2, 4 seconds and so on, at last once a minute, whoever joins it', () => {
  const watch = new PaperWatch();
  for (let at = 0; at < 300; at += 0.02)
    watch.at(at).asks(at < 10 || Math.round(at * 50) % 2 === 0 ? ASKER : ['0b', '10.0.0.11'], '10.0.0.9');
  const storm = ofKind(watch.events, 'storm');
  const [open, ...updates] = storm;
  assert.equal(open?.state, 'open');
  assert.deepEqual(
    updates.map((event, nth) => Math.floor(0.05 + secondsOf(event) - secondsOf(storm[nth]!))),
    [1, 1, 2, 4, 8, 16, 32, 60, 60, 60],
  );
  assert.equal(updates.at(-1)?.macs.length, 2);
  watch.pass(310);
  assert.equal(watch.events.at(-1)?.state, 'close');
  assert.ok(watch.events.at(-1)!.frames > 14_000 && watch.events.at(-1)!.frames <= 15_000);
});

test('of made-up stations so many are told as there is room for, the others are counted, and that is a storm', () => {
  const watch = new PaperWatch();
  flood(watch, AT_ONCE + 5000);
  const news = ofKind(watch.events, 'new-station');
  assert.ok(news.length >= AT_ONCE && news.length <= AT_ONCE + EACH_SECOND, `${news.length}`);
  const { opened, left, stations } = watch.watch.counts;
  assert.equal(opened['new-station'], AT_ONCE + 5000);
  assert.equal(stations, AT_ONCE + 5000);
  assert.equal(left.events, AT_ONCE + 5000 - news.length);
  watch.pass(20);
  const storm = ofKind(watch.events, 'storm');
  assert.deepEqual(
    storm.map(({ state }) => state),
    ['open', 'close'],
  );
  assert.equal(storm[1]?.frames, left.events);
  assert.equal(storm[0]?.why[0]?.code, 'too-much');
  const before = watch.events.length;
  flood(watch.at(30), 3000, 100_000);
  const more = ofKind(watch.events.slice(before), 'new-station').length;
  assert.ok(more >= 29 * EACH_SECOND && more <= 32 * EACH_SECOND, `${more} after half a minute`);
});

test('what is critical is told at once in the midst of it, and every new station until then', () => {
  const watch = new PaperWatch({ gateways: [GATEWAY] }).wide();
  const before = watch.events.length;
  flood(watch.at(1), 20_000);
  watch.at(2).answers(['66', '10.0.0.1'], ASKER);
  const [spoof] = ofKind(watch.events, 'spoof');
  assert.deepEqual([spoof?.state, spoof?.severity, spoof && secondsOf(spoof)], ['open', 'critical', 2]);
  assert.ok(watch.events.length - before < 20_000);
  const slower = new PaperWatch({ gateways: [GATEWAY] }).wide();
  for (let second = 1; second <= 5; second++) flood(slower.at(second), 2000, second * 2000);
  assert.equal(ofKind(slower.events, 'new-station').length, 10_004, 'ten thousand, and the four of the port');
});

test('a flood on one network takes nothing from another, and made-up tags have a bound together', () => {
  const watch = new PaperWatch();
  flood(watch, AT_ONCE + 100, 0, () => 5);
  watch.say({ sha: mac('0b'), spa: ip('10.0.0.11'), tpa: TARGET, vlan: 6 });
  const last = watch.events.at(-1);
  assert.deepEqual([last?.kind, last?.network.vlan], ['new-station', 6]);
  const tags = new PaperWatch();
  flood(tags, 100_000, 0, (nth) => 1 + (nth % 4000));
  const told = tags.events.length;
  assert.ok(told >= 4 * AT_ONCE && told < 4 * AT_ONCE + 4 * EACH_SECOND + 64, `${told}`);
  assert.ok(ofKind(tags.events, 'storm').length <= 64);
  assert.equal(tags.watch.counts.left.events, 100_000 - ofKind(tags.events, 'new-station').length);
});

test('storms on more networks than anybody has are counted, and not told', () => {
  const watch = new PaperWatch();
  for (let round = 0; round < 20; round++)
    for (let vlan = 1; vlan <= 100; vlan++)
      watch.at(round * 0.03 + vlan / 10_000).say({ sha: mac('0a'), spa: ip('10.0.0.10'), tpa: TARGET, vlan });
  assert.equal(ofKind(watch.events, 'storm').length, 64);
  assert.equal(watch.watch.counts.left.episodes, 36);
  watch.pass(20).at(21);
  for (let round = 0; round < 20; round++)
    watch.at(21 + round * 0.03).say({ sha: mac('0a'), spa: ip('10.0.0.10'), tpa: TARGET, vlan: 99 });
  assert.equal(watch.events.at(-1)?.network.vlan, 99, 'there is room again');
});

test('strange addresses, and sources that differ, have the same bound; what was not told ends without a word', () => {
  for (const strange of [
    (nth: number) => ({ sha: MADE_UP + nth, spa: ip('192.168.0.0') + nth, tpa: TARGET }),
    (nth: number) => ({ sha: mac('0a'), spa: ip('10.0.0.10'), tpa: TARGET, src: MADE_UP + nth }),
  ]) {
    const watch = new PaperWatch({ networks: [{ network: ip('10.0.0.0'), length: 8 }] });
    for (let nth = 0; nth < AT_ONCE + 10_000; nth++) watch.at(nth / 100_000).say(strange(nth));
    const opens = watch.events.filter(({ state }) => state === 'open');
    assert.ok(opens.length < AT_ONCE + EACH_SECOND, `${opens.length}`);
    watch.pass(4000).end();
    const closes = watch.events.filter(({ state, kind }) => state === 'close' && kind !== 'new-station');
    assert.deepEqual(closes.map(({ id }) => id).toSorted(), opens.map(({ id }) => id).toSorted());
  }
});

test('one that was not told opens when it has become critical', () => {
  const told: WatchEvent[] = [];
  const book = new EpisodeBook(new Timers(), (event) => void told.push(event), {
    most: 10,
    clock: (at) => at,
  });
  const network = { interface: 'eth0', vlan: null, innerVlan: null };
  const about = { network, sure: 'proven', why: [] } as const;
  for (let nth = 0; nth < AT_ONCE; nth++) book.once('new-station', about, 0);
  const episode = book.open('conflict', about, 0)!;
  assert.equal(told.at(-1)?.kind, 'storm');
  episode.gateway = true;
  book.learn(episode, { macs: [1, 2] }, 1);
  assert.deepEqual(
    [told.at(-1)?.kind, told.at(-1)?.state, told.at(-1)?.severity],
    ['conflict', 'open', 'critical'],
  );
  book.close(episode, 2);
  assert.equal(told.at(-1)?.state, 'close');
});
