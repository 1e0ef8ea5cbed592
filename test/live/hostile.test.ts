import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { parseIpv4 } from '../../src/base/ipv4.ts';
import { answerAsCrowd, floodReplies } from './crowd.ts';
import { arpist, records, withPair } from './hostile-pair.ts';
import { type Lab, type LabHost, openLab, whyNoLab } from './lab.ts';

const skip = whyNoLab;
const NET = parseIpv4('10.66.0.0')!;
const OURS = { mac: 0x02_00_00_00_00_01, ip: NET + 1, net: NET };

test(
  'A1: two MACs that answer for a whole /20, eight for a /24, 300 for one address: scan, find and who end',
  { skip },
  () =>
    withPair(20, async (scanner, peer) => {
      const anything = (): boolean => true;
      for (const [crowd, line, verdict] of [
        [
          { macs: 2, answersFor: anything, probes: true },
          'scan --fast --json 10.66.0.2-10.66.15.254',
          'undecided',
        ],
        [{ macs: 8, answersFor: anything, probes: true }, 'find 10.66.3.0/24 --fast --json', 'undecided'],
        [{ macs: 300, answersFor: anything, probes: true }, 'who 10.66.3.4 --json', 'undecided'],
      ] as const) {
        const stop = answerAsCrowd(peer.open('eth0', { ringBytes: 1 << 24 }), crowd);
        const done = await arpist(scanner, line).done;
        stop();
        assert.equal(done.signal, null, `${line}: ended by itself`);
        const stations = records(done).filter(({ type }) => type === 'station');
        const words = new Set(stations.map((one) => one['verdict']));
        assert.ok(words.has(verdict), `${line}: ${[...words].join()} ${done.err}`);
      }
    }),
);

test('A1: in a flood of replies from made-up MACs, SIGTERM and SIGINT end scan, find and who', { skip }, () =>
  withPair(24, async (scanner, peer) => {
    const stop = floodReplies(peer.open('eth0'), OURS);
    try {
      for (const [line, signal, code] of [
        ['scan --rate 20 --json', 'SIGTERM', 130],
        ['find 10.66.0.0/24 --rate 20 --json', 'SIGINT', 130],
        ['who 10.66.0.9 -t 20s --json', 'SIGTERM', 130],
      ] as const) {
        const run = arpist(scanner, line);
        await run.listening();
        await pause(1500);
        run.kill(signal);
        const done = await run.done;
        assert.deepEqual([done.code, done.signal], [code, null], `${line}: ${done.err.slice(0, 400)}`);
      }
    } finally {
      stop();
    }
  }),
);

function office(lab: Lab): LabHost {
  const scanner = lab.host('scan', {
    nics: [{ name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.66.0.1/24'] }],
  });
  for (const at of [0, 1])
    lab.host(`dup${at}`, {
      nics: [{ name: 'eth0', mac: `02:aa:00:00:00:0${at}`, addresses: ['10.66.0.50/24'] }],
    });
  lab.host('flux', {
    nics: ['10.66.0.90', '10.66.0.91', '10.66.0.92'].map((address, at) => ({
      name: `eth${at}`,
      mac: `02:ff:00:00:00:0${at}`,
      addresses: [`${address}/24`],
    })),
  });
  return scanner;
}

test('K7, D3: frames on the wire are those that are told, before and after, and the rate is kept', {
  skip,
}, async () => {
  const lab = openLab();
  try {
    const scanner = office(lab);
    const tap = scanner.open('eth0', { outgoing: true });
    // Beside who-has: an echo for each MAC, and four packets more where they are one host.
    for (const [line, rate, code, packets] of [
      ['scan 10.66.0.50', 1000, 4, 2],
      ['scan 10.66.0.50 --rate 40', 40, 4, 2],
      ['find 10.66.0.50', 1000, 4, 2],
      ['who 10.66.0.50', 1000, 4, 2],
      ['who 10.66.0.50 --rate 15', 15, 4, 2],
      ['scan 10.66.0.90', 1000, 0, 7],
      ['scan 10.66.0.90-94', 1000, 0, 7],
      ['who 10.66.0.90', 1000, 0, 7],
      ['scan 10.66.0.40-50', 1000, 4, 2],
      ['scan 10.66.0.77', 1000, 1, 0],
      ['scan --rate 500', 500, 4, 9],
    ] as const) {
      tap.drain(() => undefined);
      const done = await arpist(scanner, `${line} --json`).done;
      const times: number[] = [];
      tap.drain(({ bytes, outgoing, at }) => {
        if (outgoing && bytes[12] === 8 && bytes[13] === 6 && bytes[21] === 1) times.push(at);
      });
      assert.equal(done.code, code, `${line}: ${done.err}`);
      const summary = records(done).at(-1)!;
      assert.equal(times.length + packets, summary['sent'], `${line}: ${done.err}`);
      for (let from = 0, to = 0; to < times.length; to++) {
        while (times[to]! - times[from]! > 1000) from++;
        assert.ok(to - from + 1 <= rate * 1.05 + 3, `${line}: ${to - from + 1} in a second`);
      }
      if (packets === 7) assert.ok(Number(summary['sent']) <= 20, `${line}: ${String(summary['sent'])} sent`);
      if (line.startsWith('who')) continue;
      const [plan] = records(await arpist(scanner, `${line} --json --dry-run`).done);
      assert.ok(
        times.length <= Number(plan?.['most']),
        `${line}: ${times.length} of ${String(plan?.['most'])}`,
      );
      const evidence = Number(summary['evidence']);
      assert.ok(times.length - evidence <= Number(plan?.['packets']), line);
      assert.ok(line !== 'scan --rate 500' || evidence <= 12, `${evidence} questions for evidence`);
    }
  } finally {
    lab.close();
  }
});
