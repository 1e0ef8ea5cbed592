import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { needsArping } from '../programs.ts';
import { type Lab, type LabHost, openLab, whyNoLab } from './lab.ts';

const skip = whyNoLab;
const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const noArping = skip || needsArping();

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface Running {
  readonly ended: Promise<Ended>;
  /** When a line of its output fits. */
  said(pattern: RegExp): Promise<void>;
  stop(): void;
}

function start(host: LabHost, ...words: readonly string[]): Running {
  const child = spawn('ip', ['netns', 'exec', host.namespace, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => void (out += String(chunk)));
  child.stderr.on('data', (chunk) => void (err += String(chunk)));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, out, err }));
  return {
    ended,
    async said(pattern) {
      for (let tries = 0; tries < 1500 && !pattern.test(out); tries++) {
        assert.equal(child.exitCode, null, `ended without ${pattern}: ${out}${err}`);
        await pause(20);
      }
      assert.match(out, pattern);
    },
    stop: () => void child.kill('SIGINT'),
  };
}

function arpist(host: LabHost, line: string): Running {
  return start(host, process.execPath, '--no-warnings', MAIN, ...line.split(' '));
}

async function withLab(body: (lab: Lab, ours: LabHost, other: LabHost) => Promise<void>): Promise<void> {
  const lab = openLab();
  try {
    const [ours, other] = [1, 2].map((nth) =>
      lab.host(`h${nth}`, {
        nics: [{ name: 'eth0', mac: `02:00:00:00:00:0${nth}`, addresses: [`10.77.0.${nth}/24`] }],
      }),
    );
    await body(lab, ours!, other!);
  } finally {
    lab.close();
  }
}

test('check: free, in use, proxied, conflict and own, in one go', { skip }, () =>
  withLab(async (lab, ours) => {
    for (const [name, mac, addresses] of [
      ['one', '02:aa:00:00:00:01', ['10.77.0.50/24', '10.77.0.51/24']],
      ['two', '02:aa:00:00:00:02', ['10.77.0.50/24']],
    ] as const)
      lab.host(name, { nics: [{ name: 'eth0', mac, addresses }] });
    lab.host('router', {
      nics: [
        { name: 'eth0', mac: '02:ee:00:00:00:fe', addresses: ['10.77.0.254/24'] },
        { name: 'eth1', mac: '02:ee:00:00:00:ff', addresses: ['10.99.0.1/24'], segment: 's1' },
      ],
      sysctls: { 'net.ipv4.ip_forward': 1, 'net.ipv4.conf.eth0.proxy_arp': 1 },
      ip: ['route add 10.77.0.128/26 dev eth1'],
    });
    const targets = ['10.77.0.77', '10.77.0.2', '10.77.0.50', '10.77.0.130', '10.77.0.1'];
    const { code, out, err } = await arpist(ours, `check --json ${targets.join(' ')}`).ended;
    const lines = out.trim().split('\n');
    const records = lines.map((line) => JSON.parse(line) as { type: string; ip: string; state: string });
    const states = records
      .filter(({ type }) => type === 'check')
      .map(({ ip, state }) => [ip, state] as const);
    const [free, used, clash, proxied, own] = targets;
    assert.deepEqual(
      Object.fromEntries(states),
      { [free!]: 'free', [used!]: 'used', [clash!]: 'conflict', [proxied!]: 'proxied', [own!]: 'own' },
      err,
    );
    assert.equal(code, 4);
  }),
);

test('two processes claim one address at once: never two winners, and each is told', { skip }, () =>
  withLab(async (_lab, ours, other) => {
    const rounds: string[] = [];
    for (let round = 0; round < 4; round++) {
      const line = `claim 10.77.0.${80 + round} --fast --for 1.5 -N`;
      const both = [arpist(ours, line), arpist(other, line)];
      const ends = await Promise.all(both.map(({ ended }) => ended));
      const words = ends.map(({ code, out }) => `${code} ${out.trim().split('\n').at(-1)?.split('\t')[1]}`);
      rounds.push(words.toSorted().join(', '));
    }
    for (const words of rounds)
      assert.ok(
        [
          '0 released, 1 contested',
          '0 released, 1 in use',
          '1 contested, 1 contested',
          '1 contested, 1 in use',
        ].includes(words),
        rounds.join('; '),
      );
  }),
);

test('a claim is seen by arping -D, by check and by another claim; Ctrl-C ends it', { skip: noArping }, () =>
  withLab(async (_lab, ours, other) => {
    const held = arpist(ours, 'claim 10.77.0.77 --fast');
    await held.said(/held/);
    const dad = await start(other, 'arping', '-D', '-c', '2', '-w', '3', '-I', 'eth0', '10.77.0.77').ended;
    assert.match(dad.out, /reply from 10\.77\.0\.77 \[02:00:00:00:00:01\]/i);
    assert.equal(dad.code, 1);
    const checked = await arpist(other, 'check --fast 10.77.0.77').ended;
    assert.match(checked.out, /^10\.77\.0\.77\tin use\t02:00:00:00:00:01/);
    assert.equal((await arpist(other, 'claim --fast 10.77.0.77').ended).code, 1);
    // A second one on this very machine, behind the same card.
    const twin = await arpist(ours, 'claim --fast 10.77.0.77').ended;
    assert.match(twin.out, /another program on this machine/);
    assert.equal(twin.code, 1);
    held.stop();
    const { code, out } = await held.ended;
    assert.equal(code, 130);
    assert.match(out, /released/);
  }),
);

test('arping -D at the same time is a rival', { skip: noArping }, () =>
  withLab(async (_lab, ours, other) => {
    const checking = arpist(ours, 'check 10.77.0.79');
    await pause(300);
    const rival = start(other, 'arping', '-D', '-c', '8', '-w', '8', '-I', 'eth0', '10.77.0.79');
    const { code, out } = await checking.ended;
    assert.match(out, /^10\.77\.0\.79\tcontested\t02:00:00:00:00:02\t.*\(probes\)$/m);
    assert.equal(code, 1);
    await rival.ended;
  }),
);

test(
  'a claim is defended against a host that takes the address, and lost when it goes on',
  { skip: noArping },
  () =>
    withLab(async (_lab, ours, other) => {
      const held = arpist(ours, 'claim 10.77.0.77 --fast --json');
      await held.said(/"held"/);
      other.ip('address add 10.77.0.77/24 dev eth0');
      await start(other, 'arping', '-U', '-c', '3', '-I', 'eth0', '-s', '10.77.0.77', '10.77.0.77').ended;
      const { code, out } = await held.ended;
      const states = [...out.matchAll(/"type":"claim",.*?"state":"(\w+)"/g)].map(([, state]) => state);
      assert.deepEqual(states, ['probing', 'held', 'defended', 'lost']);
      assert.equal(code, 4);
    }),
);

test(
  'a link that goes down and comes back is probed anew; an address put on the interface is no rival',
  { skip },
  () =>
    withLab(async (lab, ours) => {
      const held = arpist(ours, 'claim 10.77.0.77 --fast');
      await held.said(/held/);
      ours.ip('link set eth0 down');
      await held.said(/link down/);
      ours.ip('link set eth0 up');
      await held.said(/link down\n.*probing\n.*held/);
      const port = lab.portOf(ours, 'eth0');
      lab.wire.ip(`link set ${port} down`);
      await held.said(/(link down\n[^]*){2}/);
      lab.wire.ip(`link set ${port} up`);
      await held.said(/(link down\n.*probing\n.*held\n[^]*){2}/);
      // With arp_notify the kernel announces it itself.
      ours.run('sysctl', '-qw', 'net.ipv4.conf.eth0.arp_notify=1');
      ours.ip('address add 10.77.0.77/24 dev eth0');
      await pause(800);
      held.stop();
      const { code, out } = await held.ended;
      assert.equal(code, 130);
      assert.doesNotMatch(out, /defended|lost/);
    }),
);

test('free: the lowest ones nobody has, never the gateway of a route', { skip }, () =>
  withLab(async (_lab, ours, other) => {
    ours.ip('route add 10.88.0.0/24 via 10.77.0.4');
    other.ip('address add 10.77.0.6/24 dev eth0');
    const { code, out } = await arpist(ours, 'free 10.77.0.0/24 --count 3 --fast').ended;
    assert.equal(out, '10.77.0.3\tfree\n10.77.0.5\tfree\n10.77.0.7\tfree\n');
    assert.equal(code, 0);
  }),
);
