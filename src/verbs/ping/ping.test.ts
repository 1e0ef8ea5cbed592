import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageFault } from '../../base/fault.ts';
import { formatIpv4, parseIpv4 } from '../../base/ipv4.ts';
import { formatMac, parseMac } from '../../base/mac.ts';
import { type Habits, openResponder } from '../../sim/responder.ts';
import type { Segment } from '../../sim/segment.ts';
import { openWorld, type World } from '../../sim/world.ts';
import { writeArpFrame } from '../../wire/arp-frame.ts';
import { glance, newGlance } from '../../wire/glance.ts';
import type { PingEvent, PingReply, PingReport } from './events.ts';
import type { PingOptions } from './options.ts';
import { ping } from './ping.ts';

const ip = (text: string): number => parseIpv4(text) ?? assert.fail(text);
const mac = (text: string): number => parseMac(text) ?? assert.fail(text);

interface Asked {
  readonly spa: string;
  readonly tpa: string;
  readonly dst: string;
  readonly vid: number;
}

interface Result {
  readonly events: readonly PingEvent[];
  readonly replies: readonly PingReply[];
  readonly report: PingReport;
  readonly asked: readonly Asked[];
  readonly world: World;
}

interface Setting {
  readonly wishes?: Partial<PingOptions>;
  readonly during?: (world: World, segment: Segment, stop: () => void) => void;
  readonly addresses?: readonly string[];
}

type Answerer = Omit<Habits, 'mac' | 'answersFor'> & {
  readonly mac: string;
  readonly ips: readonly string[];
};

async function pingPaper(answerers: readonly Answerer[], setting: Setting = {}): Promise<Result> {
  const world = openWorld({ seed: 7 });
  const segment = world.segment('s0');
  const asked: Asked[] = [];
  const seen = newGlance();
  segment.plug({ mac: mac('02:00:00:00:00:99'), promiscuous: true }).listen({
    hear: (bytes) => {
      if (!glance(bytes, seen) || seen.op !== 1) return;
      const { vid } = seen;
      asked.push({ spa: formatIpv4(seen.spa), tpa: formatIpv4(seen.tpa), dst: formatMac(seen.dst), vid });
    },
  });
  for (const { ips, ...how } of answerers) {
    const own = new Set(ips.map(ip));
    openResponder(world, segment, { ...how, mac: mac(how.mac), answersFor: (one) => own.has(one) });
  }
  const host = world.host({
    name: 'eth0',
    mac: mac('02:00:00:00:00:01'),
    addresses: setting.addresses ?? ['10.77.0.1/24'],
    segment,
  });
  const stop = new AbortController();
  setting.during?.(world, segment, () => stop.abort());
  const wishes: PingOptions = {
    facts: host.interfaces()[1] ?? assert.fail(),
    target: ip('10.77.0.11'),
    vlan: null,
    unicast: null,
    follow: false,
    source: null,
    force: false,
    count: 3,
    interval: 1000,
    deadline: null,
    examine: true,
    until: 'count',
    ...setting.wishes,
  };
  const events: PingEvent[] = [];
  const run = ping({ host, clock: world.clock }, wishes, stop.signal);
  for (;;) {
    const step = await run.next();
    if (step.done) {
      const replies = events.filter((event) => event.type === 'reply').map(({ reply }) => reply);
      return { events, replies, report: step.value, asked, world };
    }
    events.push(step.value);
  }
}

const TWIN_A: Answerer = { mac: '02:aa:00:00:00:01', ips: ['10.77.0.11', '10.77.0.51'] };
const TWIN_B: Answerer = { mac: '02:aa:00:00:00:02', ips: ['10.77.0.11'] };
const PI: Answerer = { mac: 'b8:27:eb:00:00:11', ips: ['10.77.0.11'] };
const verdicts = ({ report }: Result): Record<string, string> =>
  Object.fromEntries(report.stations.map((one) => [formatMac(one.mac), one.verdict] as const));
const near = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 0.2, `${actual} is not ${expected}`);

test('each question has one answer with its round trip, and the end comes with the last answer', async () => {
  const result = await pingPaper([PI]);
  assert.deepEqual(
    result.replies.map(({ question, late, certain, repeated, form }) => [
      question,
      late,
      certain,
      repeated,
      form,
    ]),
    [1, 2, 3].map((question) => [question, false, true, false, 'zero']),
  );
  const { rtt, ...report } = result.report;
  near(rtt?.avg ?? Number.NaN, 0.06);
  assert.ok(rtt && rtt.min <= rtt.avg && rtt.avg <= rtt.max && rtt.mdev < 0.01);
  assert.deepEqual(verdicts(result), { [PI.mac]: 'ok' });
  assert.deepEqual([report.asked, report.answered, report.replies, report.others], [3, 3, 3, 0]);
  assert.ok(report.seconds > 2 && report.seconds < 2.02, `${report.seconds} s`);
  assert.deepEqual(new Set(result.asked.map(({ spa }) => spa)), new Set(['0.0.0.0']));
});

test('one question waits for a second owner, but no whole second', async () => {
  const { report } = await pingPaper([PI], { wishes: { count: 1 } });
  assert.ok(report.seconds >= 0.15 && report.seconds < 0.2, `${report.seconds} s`);
});

test('the first answer ends it at once', async () => {
  const { report, replies } = await pingPaper([PI], { wishes: { until: 'first' } });
  assert.equal(replies.length, 1);
  assert.ok(report.seconds < 0.01, `${report.seconds} s`);
});

test('the first answer is the only one, also when two wait together', async () => {
  const { replies } = await pingPaper([TWIN_A, TWIN_B], { wishes: { until: 'first' } });
  assert.equal(replies.length, 1);
});

test('asked by unicast, nobody else can answer, so nobody else is waited for', async () => {
  const { report, asked } = await pingPaper([PI], { wishes: { count: 1, unicast: mac(PI.mac) } });
  assert.deepEqual([report.unicast, report.replies, asked[0]?.dst], [1, 1, PI.mac]);
  assert.ok(report.seconds < 0.01, `${report.seconds} s`);
});

test('follow goes by unicast to who answered', async () => {
  const { asked, report } = await pingPaper([PI], { wishes: { follow: true } });
  assert.deepEqual(
    asked.map(({ dst }) => dst),
    ['ff:ff:ff:ff:ff:ff', PI.mac, PI.mac],
  );
  assert.equal(report.unicast, 2);
});

test('a host that ignores sender 0.0.0.0 is asked with our address, and goes on being', async () => {
  const { asked, report, replies } = await pingPaper([{ ...PI, ignoresProbes: true }], {
    wishes: { count: 4, examine: false },
  });
  assert.deepEqual(
    asked.map(({ spa }) => spa),
    ['0.0.0.0', '10.77.0.1', '10.77.0.1', '10.77.0.1'],
  );
  assert.deepEqual(
    replies.map(({ question }) => question),
    [2, 3, 4],
  );
  assert.equal(report.answered, 3);
});

test('nobody: each question is told unanswered once', async () => {
  const { events, report } = await pingPaper([]);
  const silent = events.filter((event) => event.type === 'unanswered').map(({ question }) => question);
  assert.deepEqual(silent, [1, 2, 3]);
  assert.deepEqual([report.rtt, report.replies, report.stations.length], [null, 0, 0]);
});

test('answers slower than the interval are late, and belong to their own question', async () => {
  const result = await pingPaper([{ ...PI, delay: 1500 }], { wishes: { count: 4 } });
  assert.deepEqual(
    result.replies.map(({ question, late }) => [question, late]),
    [
      [1, true],
      [2, true],
      [3, true],
      [4, false],
    ],
  );
  for (const { rttMs } of result.replies) near(rttMs, 1500);
  assert.deepEqual([result.report.answered, result.report.late], [4, 3]);
});

test('with one form alone a slow host is still told from a lossy one', async () => {
  const slow = await pingPaper([{ ...PI, delay: 1500 }], { wishes: { source: 0 } });
  for (const { rttMs } of slow.replies) near(rttMs, 1500);
  assert.equal(slow.replies.length, 3);
  const asleep = await pingPaper([], {
    wishes: { source: 0 },
    during: (world, segment) =>
      world.at(500, () =>
        openResponder(world, segment, { mac: mac(PI.mac), answersFor: (one) => one === ip('10.77.0.11') }),
      ),
  });
  assert.deepEqual(
    asleep.replies.map(({ question, certain }) => [question, certain]),
    [
      [2, false],
      [3, false],
    ],
  );
  for (const { rttMs } of asleep.replies) near(rttMs, 0.06);
});

test('the same answer twice is one answer, and a repetition', async () => {
  const { report, replies } = await pingPaper([{ ...PI, times: 2 }], { wishes: { count: 2 } });
  assert.deepEqual(
    replies.map(({ question, repeated }) => [question, repeated]),
    [
      [1, false],
      [1, true],
      [2, false],
    ],
  );
  assert.deepEqual([report.answered, report.repeated], [2, 1]);
});

test('two hosts with one address: every answer by MAC, and a conflict with its evidence', async () => {
  const result = await pingPaper([TWIN_A, TWIN_B], { wishes: { count: 1 } });
  assert.deepEqual(verdicts(result), { [TWIN_A.mac]: 'conflict', [TWIN_B.mac]: 'conflict' });
  const codes = result.report.stations[0]?.why.map(({ code }) => code) ?? [];
  assert.ok(codes.includes('different-answers'), codes.join());
  assert.equal(result.report.answered, 1, 'one question was asked, however many answer it');
  const broadcasts = result.asked.filter(({ dst }) => dst === 'ff:ff:ff:ff:ff:ff');
  assert.equal(broadcasts.length, 1, 'the rest was asked of the two alone');
  assert.ok(result.asked.every(({ spa }) => spa === '0.0.0.0'));
});

test('one host with two cards on the segment is flux', async () => {
  const ips = ['10.77.0.11', '10.77.0.61'];
  const cards = ['02:ff:00:00:00:01', '02:ff:00:00:00:02'].map((one) => ({ mac: one, ips }));
  const result = await pingPaper(cards, { wishes: { count: 1 } });
  assert.deepEqual(Object.values(verdicts(result)), ['flux', 'flux']);
});

test('a proxy is told from an owner, although only one address was asked for', async () => {
  const result = await pingPaper([], {
    wishes: { count: 2, interval: 400 },
    during: (_, segment) => {
      const own = ip('10.77.0.254');
      const [router, target] = [mac('02:ee:00:00:00:fe'), ip('10.77.0.11')];
      const nic = segment.plug({ mac: router });
      const seen = newGlance();
      nic.listen({
        hear: (bytes) => {
          if (!glance(bytes, seen) || seen.op !== 1) return;
          if (seen.tpa !== own && (seen.tpa !== target || seen.spa === 0)) return;
          const frame = new Uint8Array(42);
          const { sha, spa, tpa } = seen;
          writeArpFrame(frame, 0, {
            dst: sha,
            src: router,
            op: 2,
            sha: router,
            spa: tpa,
            tha: sha,
            tpa: spa,
          });
          nic.send(frame);
        },
      });
    },
  });
  assert.deepEqual(verdicts(result), { '02:ee:00:00:00:fe': 'proxy' });
});

test('somebody answers for our own address', async () => {
  const result = await pingPaper([{ ...PI, ips: ['10.77.0.1'] }], {
    wishes: { target: ip('10.77.0.1') },
  });
  assert.deepEqual(verdicts(result), { [PI.mac]: 'own-conflict' });
  assert.ok(
    result.asked.every(({ spa }) => spa === '0.0.0.0'),
    'we announce nothing by asking',
  );
});

test("answers to others are counted apart, and a question that is another program's gives no round trip", async () => {
  const result = await pingPaper([{ ...PI, delay: 5 }], {
    during: (world, segment) =>
      world.at(100, () => {
        const nic = segment.plug({ mac: mac(PI.mac), promiscuous: true });
        const frame = new Uint8Array(42);
        const stranger = ip('10.77.0.99');
        const dst = mac('02:00:00:00:00:01');
        const fields = { dst, src: mac(PI.mac), op: 2, sha: mac(PI.mac), spa: ip('10.77.0.11') };
        writeArpFrame(frame, 0, { ...fields, tha: dst, tpa: stranger });
        nic.send(frame);
      }),
  });
  assert.equal(result.report.others, 1);
  assert.equal(result.report.replies, 3);
  for (const { rttMs } of result.replies) near(rttMs, 5.06);
});

test('in a VLAN questions carry the tag and no address of ours; untagged answers are not taken', async () => {
  const tagged = { ...PI, vlans: [20] };
  const result = await pingPaper([tagged, { ...TWIN_B, ips: ['10.77.0.11'] }], { wishes: { vlan: 20 } });
  assert.deepEqual(verdicts(result), { [PI.mac]: 'ok' });
  assert.ok(result.asked.every(({ vid, spa }) => vid === 20 && spa === '0.0.0.0'));
});

test('a foreign source is refused unless forced, and ours in a VLAN too', async () => {
  const foreign = { source: ip('10.77.0.9') };
  await assert.rejects(pingPaper([PI], { wishes: foreign }), UsageFault);
  await assert.rejects(pingPaper([PI], { wishes: { source: ip('10.77.0.1'), vlan: 3 } }), UsageFault);
  const { replies, asked } = await pingPaper([PI], { wishes: { ...foreign, force: true, count: 1 } });
  assert.equal(replies.length, 1);
  assert.equal(asked[0]?.spa, '10.77.0.9');
});

test('a deadline, a stop and a link that goes down each end it with a report', async () => {
  const late = await pingPaper([], { wishes: { count: Number.POSITIVE_INFINITY, deadline: 2500 } });
  assert.deepEqual([late.report.asked, late.report.interrupted], [3, false]);
  near(late.report.seconds, 2.5);
  const stopped = await pingPaper([PI], {
    wishes: { count: Number.POSITIVE_INFINITY },
    during: (world, _, stop) => world.at(1500, stop),
  });
  assert.deepEqual([stopped.report.asked, stopped.report.interrupted], [2, true]);
  assert.deepEqual(verdicts(stopped), { [PI.mac]: 'ok' });
});

test('intervals of a fraction keep their pace', async () => {
  const { report } = await pingPaper([PI], { wishes: { count: 11, interval: 20 } });
  assert.equal(report.answered, 11);
  assert.ok(report.seconds >= 0.2 && report.seconds < 0.22, `${report.seconds} s`);
});

test('D14: proxies that take their time are waited for, and the probe they never answer is no loss', async () => {
  const proxies = [100, 790].map((delay, at) => ({
    mac: `02:ee:00:00:00:0${at}`,
    ips: ['10.77.0.11', '10.77.0.12', '10.77.0.13', '10.77.0.14', '10.77.0.15'],
    ignoresProbes: true,
    delay,
  }));
  const { report } = await pingPaper(proxies, { wishes: { count: 2, interval: 400, until: 'answered' } });
  assert.equal(report.stations.length, 2);
  assert.deepEqual([report.asked, report.answered, report.unanswerable], [2, 1, 1]);
  const owner = await pingPaper([PI], { wishes: { count: 2 } });
  assert.equal(owner.report.unanswerable, 0);
});

test('K7: two hosts of one address: what is sent is counted, bounded and paced; the nearest address decides it', async () => {
  const near = await pingPaper([TWIN_A, { ...TWIN_B, ips: ['10.77.0.11', '10.77.0.12'] }], {
    wishes: { count: 1 },
  });
  assert.equal(near.asked.length, near.report.sent);
  assert.ok(near.report.sent <= 16, `${near.report.sent}`);
  assert.deepEqual(new Set(Object.values(verdicts(near))), new Set(['conflict']));
  const plain = { ...TWIN_A, ips: ['10.77.0.11'] };
  for (const rate of [15, 50, 1000]) {
    const { report, asked } = await pingPaper([plain, TWIN_B], { wishes: { count: 1, rate } });
    assert.equal(asked.length, report.sent);
    assert.ok(report.sent <= 1 + Math.max(24, Math.min(288, rate)), `${report.sent} at ${rate}`);
  }
  const none = await pingPaper([plain, TWIN_B], { wishes: { count: 1, evidence: 0 } });
  assert.equal(none.report.sent, 1);
  assert.deepEqual(Object.values(verdicts(none)), ['undecided', 'undecided']);
});

test('D23: ended before it was clear, by a signal or a deadline: undecided', async () => {
  const twins = [{ ...TWIN_A, ips: ['10.77.0.11'] }, TWIN_B];
  const stopped = await pingPaper(twins, {
    wishes: { count: 1 },
    during: (world, _, stop) => world.at(20, stop),
  });
  assert.deepEqual(Object.values(verdicts(stopped)), ['undecided', 'undecided']);
  const late = await pingPaper(twins, { wishes: { count: 9, deadline: 20 } });
  assert.deepEqual(Object.values(verdicts(late)), ['undecided', 'undecided']);
});

test('A1: a host that answers each question with many MACs: what is kept, compared and asked has its bound', async () => {
  const crowd = Array.from({ length: 200 }, (_, at) => ({
    mac: formatMac(0x02bb00000000 + at),
    ips: ['10.77.0.11'],
  }));
  const { report, asked } = await pingPaper(crowd, { wishes: { count: 5 } });
  assert.ok(report.stations.length <= 64);
  assert.ok(report.stations.every(({ macs }) => macs === 200));
  assert.equal(asked.length, report.sent);
  assert.ok(report.sent <= 5 + 288, `${report.sent}`);
});

test('K7: servers that share service addresses are no host with several cards, asked about one of them', async () => {
  const servers = ['10.77.0.21', '10.77.0.22', '10.77.0.200'].map((own, at) => ({
    mac: `02:00:00:00:07:0${at}`,
    ips: ['10.77.0.11', '10.77.0.12', '10.77.0.13', own],
  }));
  const { report } = await pingPaper(servers, { wishes: { count: 1 } });
  assert.deepEqual(
    report.stations.map(({ verdict }) => verdict),
    ['conflict', 'conflict', 'conflict'],
  );
});

test('K3: an answer to a probe alone does not say that we would be answered: whoever is asked for reach is asked as we are', async () => {
  const wishes = { examine: true, reach: true, count: 2, until: 'answered' } as const;
  const deaf = await pingPaper([{ mac: PI.mac, ips: ['10.77.0.11'], ignores: [ip('10.77.0.1')] }], {
    wishes,
  });
  const codes = deaf.report.stations[0]?.why.map(({ code }) => code);
  assert.deepEqual([deaf.report.stations[0]?.verdict, codes], ['ok', ['answered-probe', 'probes-only']]);
  assert.equal(deaf.asked.filter(({ spa, dst }) => spa === '10.77.0.1' && dst === PI.mac).length, 3);
  const plain = await pingPaper([{ mac: PI.mac, ips: ['10.77.0.11'] }], { wishes });
  assert.equal(plain.asked.length, 2);
  assert.ok(plain.report.stations[0]?.why.every(({ code }) => code !== 'probes-only'));
  const unwished = await pingPaper([{ mac: PI.mac, ips: ['10.77.0.11'] }], {
    wishes: { ...wishes, reach: false },
  });
  assert.equal(unwished.asked.length, 1);
});
