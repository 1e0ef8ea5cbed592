import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TargetSet } from '../base/target-set.ts';
import { CrossExamination } from './cross.ts';
import type { Field } from './field.ts';
import { hintsOf } from './hints.ts';
import { type Hints, likeliestFirst, Search } from './search.ts';

const NET = 0x0a000000;
const [A, B] = [7, 8];

function field(length = 24, targets: readonly number[] = [5]): Field {
  const link = { name: 'eth0', index: 2, mac: 1, mtu: 1500, speed: null };
  return {
    link: { ...link, addresses: [{ ip: NET + 1, prefixLength: length }] },
    vlan: null,
    targets: TargetSet.of(targets.map((one) => ({ first: NET + one, last: NET + one }))),
    offset: 0,
  };
}

const last = (ips: readonly number[]): readonly number[] => ips.map((ip) => ip - NET);

/** The steps of a search, a handful after the other. */
function handfuls(hints: Hints, of = field(), most = 40): readonly (readonly string[])[] {
  const search = new Search(of, { ip: NET + 5, macs: [A, B], hints });
  const all: string[][] = [];
  for (let nth = 0; nth < most; nth++) {
    const some: string[] = [];
    const more = search.more(({ mac, ip }) => {
      some.push(`${mac} ${ip - NET}`);
      return 'zero';
    });
    assert.equal(more, some.length > 0);
    if (!more) break;
    all.push(some);
  }
  assert.equal(search.asked, all.flat().length);
  return all;
}

test('the two nearest first, then the edges, then on and on from the address', () => {
  assert.deepEqual(last(likeliestFirst(field(), NET + 5)).slice(0, 9), [4, 6, 2, 254, 3, 7, 8, 9, 10]);
  assert.deepEqual(last(likeliestFirst(field(29), NET + 5)), [4, 6, 2, 3]);
  assert.deepEqual(likeliestFirst(field(31), NET), []);
});

test('eight likely addresses are asked of both, all others of the first; handfuls of 4, 8, 16, 32, then 64', () => {
  const found = handfuls(() => []);
  const likely = [4, 6, 2, 254, 3, 7, 8, 9];
  assert.deepEqual(
    found.map((some) => some.length),
    [4, 8, 16, 32, 64, 64, 64, 8],
  );
  assert.deepEqual(found.flat().slice(0, 17), [
    ...likely.flatMap((ip) => [`${A} ${ip}`, `${B} ${ip}`]),
    `${A} 10`,
  ]);
  const rest = found.flat().slice(16);
  assert.ok(rest.every((step) => step.startsWith(`${A} `)));
  assert.equal(new Set(rest).size, 252 - 8);
});

test('what a table says comes before, eight of each MAC at most, and never the address itself', () => {
  const many = (mac: number): readonly number[] =>
    Array.from({ length: 10 }, (_, at) => NET + 1000 * mac + at);
  const steps = handfuls((mac) => [NET + 5, ...many(mac)]).flat();
  const of = (mac: number): readonly number[] =>
    steps
      .filter((step) => step.startsWith(`${A} `))
      .map((step) => Number(step.slice(2)))
      .filter((ip) => Math.floor(ip / 1000) === mac);
  assert.deepEqual(of(A), [7000, 7001, 7002, 7003, 7004, 7005, 7006]);
  assert.deepEqual(of(B), [8000, 8001, 8002, 8003, 8004, 8005, 8006]);
  assert.ok(!steps.some((step) => step.endsWith(' 5')));
  assert.deepEqual(
    handfuls((mac) => (mac === A ? [NET + 9] : []))
      .flat()
      .filter((step) => step.endsWith(' 9')),
    [`${A} 9`, `${B} 9`],
  );
});

test('what a table says is not asked of the first once more', () => {
  const steps = handfuls((mac) => (mac === A ? [NET + 50] : [])).flat();
  assert.deepEqual(
    steps.filter((step) => step.endsWith(' 50')),
    [`${A} 50`, `${B} 50`],
  );
});

test('what the walk asks for anyway is left out, and what is no new question is not counted', () => {
  const steps = handfuls(() => [], field(29, [5, 4, 3])).flat();
  assert.deepEqual(steps, [`${A} 6`, `${B} 6`, `${A} 2`, `${B} 2`]);
  const search = new Search(field(), { ip: NET + 5, macs: [A, B], hints: () => [] });
  let put = 0;
  assert.equal(
    search.more(() => (put++ % 2 === 0 ? undefined : 'own')),
    true,
  );
  assert.deepEqual([put, search.asked], [8, 4], 'on until the hand is full');
  assert.equal(
    new Search(field(), { ip: NET + 5, macs: [A, B], hints: () => [] }).more(() => undefined),
    false,
  );
});

test('a handful of one is one', () => {
  const one = new Search(field(29, [5, 4, 3]), { ip: NET + 5, macs: [A, B], hints: () => [] });
  assert.equal(
    one.more(({ mac, ip }) => (mac === A && ip === NET + 6 ? 'zero' : undefined)),
    true,
  );
  assert.deepEqual([one.asked, one.more(() => 'zero')], [1, false]);
});

test('it waits while a question of the handful is on its way', () => {
  const cross = new CrossExamination();
  const one = field();
  const search = new Search(one, { ip: NET + 5, macs: [A, B], hints: () => [] });
  assert.equal(search.isWaiting(cross), false);
  search.more(({ mac, ip }) =>
    cross.ask({ field: one, mac, ip, form: 'zero', patience: 100, most: 1 }) ? 'zero' : undefined,
  );
  assert.equal(search.isWaiting(cross), true);
  for (const question of cross.due(0, 100)) cross.sent(question, 0, 0);
  assert.equal(search.isWaiting(cross), true);
  cross.nextAt(100);
  assert.equal(search.isWaiting(cross), false);
});

test('what the host knows of a link is read once, when it is first asked for', () => {
  let read = 0;
  const neighbours = (link: string) => {
    read++;
    return link === 'eth0' ? [NET + 3, NET + 4].map((ip) => ({ ip, mac: A })) : [];
  };
  const host = { neighbours } as unknown as Parameters<typeof hintsOf>[0];
  const hints = hintsOf(host, 'eth0');
  assert.equal(read, 0);
  assert.deepEqual([hints(A), hints(B), read], [[NET + 3, NET + 4], [], 1]);
  assert.deepEqual(hintsOf({} as typeof host, 'eth0')(A), []);
});
