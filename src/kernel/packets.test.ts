import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ruleOf } from './ip-words.ts';
import { packetKinds } from './packets.ts';

/** The kinds there are, each as the places of the rules it meets. */
function kinds(rules: readonly string[], services: readonly number[] = []): string[] {
  const all = rules.map((text) => ruleOf(`${text} lookup 100`, 100));
  const places = all.map((_, at) => at);
  return packetKinds(all, places, services).kinds.map(({ unmet, service }) => {
    const met = places.filter((at) => !unmet.has(at)).join('');
    return service === 0 ? met : `${met} tos ${service}`;
  });
}

test('one mark at a time, and the plain packet, which has none, first', () => {
  assert.deepEqual(kinds(['fwmark 7']), ['', '0']);
  assert.deepEqual(kinds(['fwmark 7', 'fwmark 7']), ['', '01']);
  assert.deepEqual(kinds(['fwmark 7', 'fwmark 8']), ['', '0', '1']);
  assert.deepEqual(kinds(['fwmark 0/0xff']), ['0', '']);
});

test('marks whose masks leave each other room are there together', () => {
  assert.deepEqual(kinds(['fwmark 1/1', 'fwmark 2/2']).toSorted(), ['', '0', '01', '1']);
  assert.deepEqual(kinds(['fwmark 7', 'fwmark 7/0xff']).toSorted(), ['', '01', '1']);
  assert.deepEqual(kinds(['fwmark 3/3', 'fwmark 1/1']).toSorted(), ['', '01', '1']);
});

test('users by their ranges, the ends included', () => {
  assert.deepEqual(kinds(['uidrange 1000-1999', 'uidrange 1999-2500']).toSorted(), ['', '0', '01', '1']);
  assert.deepEqual(kinds(['uidrange 0-9']), ['0', '']);
  assert.deepEqual(kinds(['uidrange 5-4294967294', 'uidrange 0-4']).toSorted(), ['0', '1']);
});

test('a packet has one protocol, and ports besides', () => {
  assert.deepEqual(kinds(['ipproto 6', 'ipproto 17']).toSorted(), ['', '0', '1']);
  assert.deepEqual(kinds(['ipproto 6 dport 443', 'ipproto 6']).toSorted(), ['', '01', '1']);
  assert.deepEqual(kinds(['dport 80-90', 'dport 90-99', 'dport 91']).toSorted(), ['', '0', '01', '1', '12']);
  assert.deepEqual(kinds(['sport 53', 'dport 53']).toSorted(), ['', '0', '01', '1']);
  assert.deepEqual(kinds(['dport 0-65535']), ['0']);
});

test('ports of a mask are those that have its bits', () => {
  const masked = {
    ...ruleOf('dport 432 lookup 100', 100),
    destinationPorts: { first: 432, last: 432, mask: 0xfff0 },
  };
  const of = (...rules: readonly string[]): number =>
    packetKinds([masked, ...rules.map((text) => ruleOf(`${text} lookup 100`, 100))], [0, 1], []).kinds.length;
  assert.equal(of('dport 447'), 3);
  assert.equal(of('dport 448'), 3);
  assert.equal(of('dport 440-450'), 4);
});

test('a type of service is three bits of the DSCP, which a rule may ask for as a whole or in part', () => {
  const whole = { ...ruleOf('lookup 100', 100), tos: 32, wholeDscp: true };
  const part = { ...whole, dscpMask: 8 };
  const none = { ...whole, tos: 0 };
  const service = ruleOf('tos 8 lookup 100', 100);
  const met = (...rules: Parameters<typeof packetKinds>[0][number][]): string[] =>
    packetKinds(
      rules,
      rules.map((_, at) => at),
      [],
    ).kinds.map(({ unmet }) => rules.flatMap((_, at) => (unmet.has(at) ? [] : [at])).join(''));
  assert.deepEqual(met(whole, part).toSorted(), ['', '01', '1']);
  assert.deepEqual(met(whole, service).toSorted(), ['', '0', '1']);
  assert.deepEqual(met(part, service).toSorted(), ['', '0', '01', '1']);
  assert.deepEqual(met(none), ['0', '']);
});

test('a route for a type of service is met together with the rules for it', () => {
  assert.deepEqual(kinds(['tos 8'], [8]), ['', '0 tos 8']);
  assert.deepEqual(kinds(['fwmark 7'], [8]).toSorted(), ['', ' tos 8', '0', '0 tos 8']);
});

test('what is not told of a rule may be or not, whatever others ask for', () => {
  const untold = { ...ruleOf('lookup 100', 100), neverForArp: true };
  assert.equal(packetKinds([untold, untold], [0, 1], []).kinds.length, 4);
  assert.equal(packetKinds([{ ...untold, tunnel: true }], [0], []).kinds.length, 1);
});

test('rules that nobody can tell apart in time are said to be so, and the plain packet stays first', () => {
  const rules = Array.from({ length: 14 }, (_, at) => ruleOf(`lookup ${100 + at}`, 100 + at)).map(
    (rule, at) => ({
      ...rule,
      mark: { value: 2 ** at, mask: 2 ** at },
    }),
  );
  const { kinds: found, more } = packetKinds(
    rules,
    rules.map((_, at) => at),
    [],
  );
  assert.equal(more, true);
  assert.equal(found[0]!.unmet.size, rules.length);
  assert.equal(packetKinds(rules.slice(0, 5), [0, 1, 2, 3, 4], []).more, false);
});
