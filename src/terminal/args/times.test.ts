import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paperIo } from '../../../test/cli/paper-io.ts';
import { UsageFault } from '../../base/fault.ts';
import { ANNOUNCE_FLAGS } from '../../cli/announce/flags.ts';
import { APPLY_LINE } from '../../cli/mend/apply.ts';
import { CLAIM_LINE } from '../../cli/claim/claim.ts';
import { DOCTOR_LINE } from '../../cli/doctor/doctor.ts';
import { EXPLAIN_LINE } from '../../cli/explain/explain.ts';
import { MOVE_FLAGS } from '../../cli/announce/move-flags.ts';
import { HABETS_FLAGS, IPUTILS_FLAGS } from '../../cli/ping/flags.ts';
import { PING_LINE } from '../../cli/ping/ping.ts';
import { PROXY_FLAGS } from '../../cli/proxy/flags.ts';
import { SCAN_LINE } from '../../cli/scan/scan.ts';
import { WHO_LINE } from '../../cli/ping/who.ts';
import { LINES } from '../../manual/lines.ts';
import { overview } from '../../cli/overview.ts';
import { ROUTES } from '../../cli/routes.ts';
import type { Flags } from './flags.ts';
import { time, timeoutOf, TIME_RULE } from './times.ts';

async function helpOf(name: string): Promise<string> {
  const [first = '', ...more] = name.split(' ');
  const route = ROUTES.find((each) => each.name === first) ?? assert.fail(first);
  const io = paperIo();
  await (await route.load())([...more, '--help'], io);
  return io.out();
}

/** The spellings of flags that take a time, as the help of a command has them. */
function timesIn(help: string, value: string): readonly string[] {
  return help
    .split('\n')
    .filter((line) => new RegExp(`^ {2}-\\S.* ${value}( |$)`).test(line))
    .flatMap((line) => line.slice(2, line.indexOf(` ${value}`)).split(', '));
}

let seen = 0;
for (const { name } of LINES)
  test(`D4: every time of ${name} is written as all are, its help says how, and what is none points at the flag`, async () => {
    const help = await helpOf(name);
    for (const other of ['SECONDS', 'SEC', 'MILLISECONDS']) assert.deepEqual(timesIn(help, other), []);
    // In milliseconds only by the habit of another tool, which is named above it.
    const [own = '', ...habits] = help.split(/^habits .*$/m);
    assert.deepEqual(timesIn(own, 'MS'), []);
    const times = timesIn(help, 'TIME');
    assert.equal(help.split(TIME_RULE).length - 1, times.length > 0 ? 1 : 0);
    seen += times.length;
    const [first = '', ...more] = name.split(' ');
    const route = ROUTES.find((each) => each.name === first)!;
    for (const flag of [...times, ...habits.flatMap((part) => timesIn(part, 'MS'))]) {
      const io = paperIo();
      const words = [...more, flag, '5parsecs', '10.0.0.1', '10.0.0.2'];
      // The compat modes tell it themselves.
      let told: string;
      try {
        await (await route.load())(words, io);
        told = io.err();
      } catch (cause) {
        assert.ok(cause instanceof UsageFault, String(cause));
        assert.equal(cause.where, flag);
        told = cause.message;
      }
      assert.match(told, /'5parsecs' is no time/);
    }
  });

test('D4: the rule stands in the overview, once', () => {
  assert.equal(overview(1000).split(TIME_RULE).length, 2);
});

test('D4: there were times to walk over', () => {
  assert.ok(seen >= 25, `${seen}`);
});

const SECONDS: readonly (readonly [string, Flags, readonly string[]])[] = [
  ['announce', ANNOUNCE_FLAGS, ['interval', 'patience', 'refresh']],
  ['move', MOVE_FLAGS, ['interval', 'patience', 'wait']],
  ['ping', PING_LINE.flags, ['interval', 'deadline', 'timeout']],
  ['ping --compat iputils', IPUTILS_FLAGS, ['interval', 'deadline']],
  ['ping --compat habets', HABETS_FLAGS, ['interval', 'deadline']],
  ['who', WHO_LINE.flags, ['timeout']],
  ['scan', SCAN_LINE.flags, ['timeout']],
  ['explain', EXPLAIN_LINE.flags, ['after']],
  ['proxy', PROXY_FLAGS, ['delay', 'giveBack']],
  ['claim', CLAIM_LINE.flags, ['hold']],
];
for (const [name, flags, keys] of SECONDS)
  test(`D4: in ${name} a bare number is seconds, and every unit is read`, () => {
    for (const key of keys) {
      const flag = flags[key];
      if (flag?.kind !== 'one') assert.fail(key);
      for (const [text, span] of Object.entries({
        '30': 30_000,
        '12.5': 12_500,
        '20s': 20_000,
        '15000ms': 15_000,
        '2min': 120_000,
        '1h': 3_600_000,
      }))
        assert.equal(flag.read(text, flag.names[0]!), span, `${flag.names[0]} ${text}`);
    }
  });

test('D4: --confirm counts seconds, also from minutes and fractions', () => {
  for (const { flags } of [APPLY_LINE, DOCTOR_LINE]) {
    const read = (text: string) => flags.confirm.read(text, '--confirm');
    assert.deepEqual(['60', '5min', '1.5', '2h'].map(read), [60, 300, 2, 7200]);
  }
});

test('D4: -t keeps the milliseconds of arp-scan, --timeout is seconds, and both at once are refused', () => {
  const { timeout, timeoutMillis } = SCAN_LINE.flags;
  assert.equal(timeoutMillis.read('500', '-t'), 500);
  assert.equal(timeoutMillis.read('1.5s', '-t'), 1500);
  assert.equal(timeout.read('1.5', '--timeout'), 1500);
  assert.equal(timeoutOf({ timeout: undefined, timeoutMillis: 500 }), 500);
  assert.equal(timeoutOf({ timeout: 900 }), 900);
  assert.throws(() => timeoutOf({ timeout: 900, timeoutMillis: 500 }), /same twice/);
});

test('a time out of bounds is told with the bound', () => {
  const read = time({ least: 1000, most: 3_600_000, words: { never: Infinity } });
  const faultOf = (text: string): string => {
    try {
      return String(read(text, '--x'));
    } catch (cause) {
      assert.ok(cause instanceof UsageFault);
      return `${cause.where}: ${cause.message}; ${cause.remedy}`;
    }
  };
  assert.equal(faultOf('never'), 'Infinity');
  assert.equal(faultOf('0.5'), '--x: 0.5 is too short a time; write 1s or more');
  assert.equal(faultOf('2h'), '--x: 2h is too long a time; write 1h or less');
  assert.match(faultOf('x'), /^--x: 'x' is no time; .*, or never$/);
});
