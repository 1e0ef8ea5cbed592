// The verbs that ask beside scan, find and who: on hostile segments, and held to what they tell.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { parseIpv4 } from '../../src/base/ipv4.ts';
import { answerAsCrowd, floodReplies } from './crowd.ts';
import { arpist, records, withPair } from './hostile-pair.ts';
import { openLab, whyNoLab } from './lab.ts';

const skip = whyNoLab;
const NET = parseIpv4('10.66.0.0')!;
const OURS = { mac: 0x02_00_00_00_00_01, ip: NET + 1, net: NET };
const anything = (): boolean => true;

test(
  'A1: 200 MACs for one address, eight for a /26: ping, check and claim end and say what they know',
  { skip },
  () =>
    withPair(24, async (asker, peer) => {
      for (const [macs, line, code, word] of [
        [200, 'ping -c 3 --interval 0.2 10.66.0.9 --json', 5, '"verdict":"undecided"'],
        [200, 'check --fast 10.66.0.9 --json', null, '"free":false'],
        [200, 'claim --fast 10.66.0.9 --json', 1, '"state":"used"'],
        [8, 'check --fast 10.66.0.64/26 --json', null, '"free":false'],
      ] as const) {
        const link = peer.open('eth0', { ringBytes: 1 << 24 });
        const stop = answerAsCrowd(link, { macs, answersFor: anything, probes: true });
        const done = await arpist(asker, line).done;
        stop();
        link.close();
        assert.equal(done.signal, null, `${line}: ended by itself`);
        if (code === null) assert.ok([1, 4, 5].includes(done.code ?? -1), `${line}: ${done.code}`);
        else assert.equal(done.code, code, `${line}: ${done.err}`);
        assert.ok(done.out.includes(word), `${line}: ${done.out.slice(0, 500)}`);
      }
    }),
);

test(
  'A1: in a flood of replies SIGTERM and SIGINT end ping, check, free, claim, proxy and doctor --probe',
  { skip },
  () =>
    withPair(24, async (asker, peer) => {
      const stop = floodReplies(peer.open('eth0'), OURS);
      try {
        for (const [line, signal, code] of [
          ['ping 10.66.0.9', 'SIGTERM', 130],
          ['check 10.66.0.0/24 --rate 20', 'SIGINT', 130],
          ['free --count 20 10.66.0.0/24', 'SIGTERM', 130],
          ['claim 10.66.0.77 --defend always', 'SIGINT', null],
          ['proxy 10.66.0.128/25 --any -I eth0', 'SIGTERM', 0],
          ['doctor --probe --rate 1', 'SIGTERM', null],
        ] as const) {
          const run = arpist(asker, line);
          await run.listening();
          await pause(1500);
          run.kill(signal);
          const done = await run.done;
          assert.equal(done.signal, null, `${line}: ended by itself`);
          if (code !== null) assert.equal(done.code, code, `${line}: ${done.err.slice(0, 400)}`);
          assert.ok(done.out.length < 4_000_000, `${line}: ${done.out.length} letters`);
        }
      } finally {
        stop();
      }
    }),
);

test('what check, free, claim, ping and doctor --probe send is what they tell, at the rate', {
  skip,
}, async () => {
  const lab = openLab();
  try {
    const asker = lab.host('ask', {
      nics: [{ name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.66.0.1/24'] }],
    });
    for (const at of [0, 1])
      lab.host(`dup${at}`, {
        nics: [{ name: 'eth0', mac: `02:aa:00:00:00:0${at}`, addresses: ['10.66.0.50/24'] }],
      });
    lab.host('two', {
      nics: ['10.66.0.90', '10.66.0.91'].map((address, at) => ({
        name: `eth${at}`,
        mac: `02:ff:00:00:00:0${at}`,
        addresses: [`${address}/24`],
      })),
    });
    const tap = asker.open('eth0', { outgoing: true });
    // Beside who-has: an echo for each of two MACs, and four packets more where they are one host.
    for (const [line, rate, packets] of [
      ['check 10.66.0.40-99 --fast', 1000, 2 + 6 + 6],
      ['check 10.66.0.50 10.66.0.90 --fast --rate 30', 30, 2 + 6],
      ['free --fast --count 8 10.66.0.45/28', 1000, 0],
      ['claim 10.66.0.50 --fast --rate 25', 25, 2],
      ['claim 10.66.0.60 --fast --for 0', 1000, 0],
      ['ping -c 3 --interval 0.1 10.66.0.50', 1000, 2],
      ['ping -c 3 --interval 0.1 10.66.0.90 --rate 15', 15, 6],
      ['doctor --probe --rate 20', 20, 0],
    ] as const) {
      tap.drain(() => undefined);
      const done = await arpist(asker, `${line} --json`).done;
      const times: number[] = [];
      tap.drain(({ bytes, outgoing, at }) => {
        if (outgoing && bytes[12] === 8 && bytes[13] === 6 && bytes[21] === 1) times.push(at);
      });
      const summary = records(done).at(-1)!;
      assert.equal(
        times.length + packets,
        summary['sent'],
        `${line}: ${done.err} ${JSON.stringify(summary)}`,
      );
      for (let from = 0, to = 0; to < times.length; to++) {
        while (times[to]! - times[from]! > 1000) from++;
        assert.ok(to - from + 1 <= rate * 1.05 + 3, `${line}: ${to - from + 1} in a second`);
      }
      if (line.startsWith('ping') || line.startsWith('doctor')) continue;
      const [plan] = records(await arpist(asker, `${line} --json --dry-run`).done);
      assert.ok(
        times.length + packets <= Number(plan?.['most']),
        `${line}: ${times.length} of ${String(plan?.['most'])}`,
      );
    }
  } finally {
    lab.close();
  }
});
