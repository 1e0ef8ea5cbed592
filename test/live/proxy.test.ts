import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { writeArpFrame } from '../../src/wire/arp-frame.ts';
import { faultsOf, schemaNamed } from '../records/schema.ts';
import { needs } from '../programs.ts';
import { type Lab, type LabHost, openLab, whyNoLab } from './lab.ts';
import { tableFulls } from './neighbour-limits.ts';

const skip = whyNoLab || needs('ping');
const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

interface Told {
  readonly type: string;
  readonly event?: string;
  readonly ip?: string;
  readonly mac?: string;
  readonly turn?: string;
  readonly interface?: string;
  readonly addresses?: number;
  readonly interfaces?: readonly { readonly questions: Readonly<Record<string, number>> }[];
}

interface Running {
  readonly records: readonly Told[];
  /** Resolves with the first record that fits, also one that is there already. */
  told(fits: (record: Told) => boolean): Promise<Told>;
  signal(signal: NodeJS.Signals): void;
  end(signal: NodeJS.Signals): Promise<number | null>;
  readonly err: () => string;
}

/** The command itself, in the namespace of a host. */
function proxyOn(host: LabHost, ...words: readonly string[]): Running {
  const child: ChildProcess = spawn(
    'ip',
    ['netns', 'exec', host.namespace, process.execPath, MAIN, 'proxy', '--json', ...words],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const records: Told[] = [];
  let waiting: { fits: (record: Told) => boolean; resolve: (record: Told) => void }[] = [];
  let text = '';
  let err = '';
  child.stderr?.setEncoding('utf8').on('data', (more: string) => (err += more));
  child.stdout?.setEncoding('utf8').on('data', (more: string) => {
    text += more;
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      const record = JSON.parse(line) as Told;
      records.push(record);
      for (const one of waiting.filter(({ fits }) => fits(record))) one.resolve(record);
      waiting = waiting.filter(({ fits }) => !fits(record));
    }
  });
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  return {
    records,
    err: () => err,
    told: (fits) =>
      new Promise((resolve, reject) => {
        const there = records.find(fits);
        if (there) resolve(there);
        else {
          waiting.push({ fits, resolve });
          void closed.then((code) => reject(new Error(`ended with ${code} before that was told: ${err}`)));
        }
      }),
    signal: (signal) => void child.kill(signal),
    end(signal) {
      child.kill(signal);
      return closed;
    },
  };
}

interface Place {
  readonly lab: Lab;
  readonly router: LabHost;
  readonly asker: LabHost;
  /** MACs that answer a plain question of the asker for the address, sorted. */
  readonly ask: (ip: string) => string;
}

/** Askers on s0 who take 10.9.0.0/24 for their own link; it lies behind the router, on s1. */
async function withPlace(body: (place: Place) => Promise<void>): Promise<void> {
  const lab = openLab();
  const before = tableFulls();
  try {
    const router = lab.host('router', {
      nics: [
        { name: 'eth1', mac: '02:ee:00:00:00:01', addresses: ['10.77.0.254/24'] },
        { name: 'eth2', mac: '02:ee:00:00:00:02', addresses: ['10.9.0.1/24'], segment: 's1' },
      ],
      sysctls: { 'net.ipv4.ip_forward': 1 },
    });
    lab.host('behind', {
      nics: [{ name: 'eth0', addresses: ['10.9.0.5/24'], segment: 's1' }],
      ip: ['route add default via 10.9.0.1'],
    });
    const asker = lab.host('asker', {
      nics: [{ name: 'eth0', mac: '02:aa:00:00:00:01', addresses: ['10.77.0.1/24'] }],
      ip: ['route add 10.9.0.0/24 dev eth0'],
    });
    const ask = (ip: string): string => {
      asker.run('sh', '-c', `ping -c 1 -W 1 ${ip} >/dev/null 2>&1 || true`);
      const entry = asker.run('ip', 'neigh', 'show', ip);
      return /lladdr ([0-9a-f:]{17})/.exec(entry)?.[1] ?? 'nobody';
    };
    await body({ lab, router, asker, ask });
    assert.equal(tableFulls(), before, 'the neighbour table was full: the run says nothing');
  } finally {
    lab.close();
  }
}

/** Waits until it holds, half a minute at most. */
async function settled(holds: () => boolean): Promise<void> {
  for (const until = Date.now() + 30_000; !holds(); ) {
    assert.ok(Date.now() < until, 'it did not come to hold');
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

test('it answers for what is behind it, from the first question, and the packets get through', { skip }, () =>
  withPlace(async ({ router, asker, ask }) => {
    assert.equal(ask('10.9.0.5'), 'nobody', 'without it nobody answers');
    const running = proxyOn(router, '10.9.0.0/24', '-I', 'eth1');
    const ready = await running.told(({ event }) => event === 'ready');
    assert.equal(ready.mac, '02:ee:00:00:00:01');
    asker.ip('neigh flush all');
    assert.match(asker.run('ping', '-c', '2', '-i', '0.2', '-W', '2', '10.9.0.5'), /2 received/);
    assert.equal(ask('10.9.0.5'), '02:ee:00:00:00:01');
    assert.equal(await running.end('SIGTERM'), 0);
    for (const record of running.records)
      assert.deepEqual(faultsOf(record, schemaNamed(`${record.type}.v1`)), []);
    const summary = running.records.at(-1);
    assert.equal(summary?.type, 'proxy-summary');
    assert.ok((summary?.interfaces?.[0]?.questions['answered'] ?? 0) > 0);
  }),
);

test(
  'a live address is left alone, an owner that comes is stepped back for, a VRRP master too',
  { skip },
  () =>
    withPlace(async ({ lab, router, ask }) => {
      const owner = '02:0f:00:00:00:09';
      lab.host('owner', { nics: [{ name: 'eth0', mac: owner, addresses: ['10.9.0.9/24'] }] });
      const late = lab.host('late', { nics: [{ name: 'vr', mac: '00:00:5e:00:01:33' }] });
      const running = proxyOn(router, '10.9.0.0/24', '-I', 'eth1');
      const left = await running.told(({ event }) => event === 'left-alone');
      assert.deepEqual([left.ip, left.mac], ['10.9.0.9', owner]);
      await running.told(({ event }) => event === 'ready');
      assert.equal(ask('10.9.0.9'), owner);
      assert.equal(ask('10.9.0.77'), '02:ee:00:00:00:01');
      const announcement = new Uint8Array(42);
      const own = { sha: 0x00005e000133, spa: 0x0a09004d };
      const fields = { dst: 0xffffffffffff, src: own.sha, op: 1, ...own, tha: 0, tpa: own.spa };
      writeArpFrame(announcement, 0, fields);
      late.open('vr').send({ bytes: announcement, size: 42, count: 1 });
      const stepped = await running.told(({ event }) => event === 'stepped-back');
      assert.deepEqual([stepped.ip, stepped.mac], ['10.9.0.77', '00:00:5e:00:01:33']);
      assert.equal(await running.end('SIGINT'), 130);
    }),
);

test(
  'two of us for one net: the second leaves it to the first, and the counts come on demand',
  { skip },
  () =>
    withPlace(async ({ lab, router, ask }) => {
      const second = lab.host('second', {
        nics: [
          { name: 'eth1', mac: '02:dd:00:00:00:01', addresses: ['10.77.0.253/24'] },
          { name: 'eth2', addresses: ['10.9.0.2/24'], segment: 's1' },
        ],
      });
      const first = proxyOn(router, '10.9.0.0/25', '-I', 'eth1');
      await first.told(({ event }) => event === 'ready');
      const next = proxyOn(second, '10.9.0.0/25', '-I', 'eth1');
      const rival = await next.told(({ event }) => event === 'rival');
      assert.deepEqual([rival.mac, rival.turn], ['02:ee:00:00:00:01', 'first']);
      await next.told(({ event }) => event === 'ready');
      assert.equal(ask('10.9.0.5'), '02:ee:00:00:00:01');
      first.signal('SIGUSR2');
      const counts = await first.told(({ type }) => type === 'proxy-summary');
      assert.ok((counts.interfaces?.[0]?.questions['probe'] ?? 0) > 0, 'the second asked by probes');
      assert.deepEqual([await first.end('SIGTERM'), await next.end('SIGTERM')], [0, 0]);
    }),
);

test(
  'on two links at once: each is answered with its own MAC, for what lies elsewhere, and counted apart',
  { skip },
  () =>
    withPlace(async ({ lab, router, ask }) => {
      const far = lab.host('far', {
        nics: [{ name: 'eth0', addresses: ['10.9.0.66/24'], segment: 's1' }],
        ip: ['route add 10.77.0.0/24 dev eth0'],
      });
      const running = proxyOn(router, '10.9.0.0/24', '10.77.0.0/24', '-I', 'eth1', '-I', 'eth2');
      const names = await Promise.all(
        ['eth1', 'eth2'].map((name) =>
          running.told((one) => one.event === 'ready' && one.interface === name),
        ),
      );
      assert.deepEqual(
        names.map(({ mac }) => mac),
        ['02:ee:00:00:00:01', '02:ee:00:00:00:02'],
      );
      assert.equal(ask('10.9.0.5'), '02:ee:00:00:00:01');
      far.run('sh', '-c', 'ping -c 1 -W 1 10.77.0.1 >/dev/null 2>&1 || true');
      assert.match(far.run('ip', 'neigh', 'show', '10.77.0.1'), /02:ee:00:00:00:02/);
      assert.equal(await running.end('SIGTERM'), 0);
      const counts = running.records.at(-1)?.interfaces?.map(({ questions }) => questions) ?? [];
      assert.equal(counts.length, 2);
      for (const one of counts) assert.ok((one['answered'] ?? 0) > 0, JSON.stringify(one));
    }),
);

test(
  'routes that change while it runs: what goes back by the link of the asker is left, what comes back is taken up',
  { skip },
  () =>
    withPlace(async ({ router, asker, ask }) => {
      const running = proxyOn(router, '10.8.0.0/28', '-I', 'eth1');
      await running.told(({ event }) => event === 'ready');
      asker.ip('route add 10.8.0.0/28 dev eth0');
      assert.equal(ask('10.8.0.3'), 'nobody', 'there is no route to it');
      router.ip('route add 10.8.0.0/28 via 10.9.0.5');
      const taken = await running.told(
        ({ event, addresses }) => event === 'routes-changed' && addresses === 16,
      );
      assert.equal(taken.interface, 'eth1');
      await running.told(({ event, addresses }) => event === 'ready' && addresses === 16);
      assert.equal(ask('10.8.0.3'), '02:ee:00:00:00:01');
      router.ip('route replace 10.8.0.0/28 via 10.77.0.1');
      await running.told(({ event, addresses }) => event === 'routes-changed' && addresses === 0);
      asker.ip('neigh flush all');
      assert.equal(ask('10.8.0.3'), 'nobody', 'it is routed back to the asker');
      assert.equal(await running.end('SIGTERM'), 0);
      const questions = running.records.at(-1)?.interfaces?.[0]?.questions;
      for (const why of ['no-route', 'answered', 'same-link'] as const)
        assert.ok((questions?.[why] ?? 0) > 0, `${why}: ${JSON.stringify(questions)}`);
    }),
);

const SECOND = {
  nics: [
    { name: 'eth1', mac: '02:dd:00:00:00:01', addresses: ['10.77.0.253/24'] },
    { name: 'eth2', addresses: ['10.9.0.2/24'], segment: 's1' },
  ],
};

test(
  'two started at once: one steps back and says so, and the other answers for the whole net',
  { skip },
  () =>
    withPlace(async ({ lab, router, asker, ask }) => {
      const second = lab.host('second', SECOND);
      const words = ['10.9.0.0/27', '-I', 'eth1'];
      const both = [proxyOn(router, ...words), proxyOn(second, ...words)];
      const yields = ({ event, turn }: Told): boolean =>
        event === 'rival' && (turn === 'we-yield' || turn === 'first');
      const { mac, turn } = await Promise.race(both.map((one) => one.told(yields)));
      // The first one there, if one was; else the lower MAC.
      if (turn === 'we-yield') assert.equal(mac, '02:dd:00:00:00:01');
      await settled(() => {
        asker.ip('neigh flush all');
        return ['10.9.0.5', '10.9.0.6', '10.9.0.7', '10.9.0.30'].every((one) => ask(one) === mac);
      });
      assert.equal(both.filter(({ records }) => records.some(yields)).length, 1, 'one alone stepped back');
      for (const one of both) assert.equal(await one.end('SIGTERM'), 0);
    }),
);
