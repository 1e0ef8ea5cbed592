import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { readlink } from 'node:fs/promises';
import { test } from 'node:test';
import { SystemFault } from '../../src/base/fault.ts';
import { readMac } from '../../src/base/mac.ts';
import { openClock } from '../../src/linux/clock.ts';
import { openHost } from '../../src/linux/host.ts';
import { createNamespace, deleteNamespace, inNamespace, listNamespaces } from '../../src/linux/namespaces.ts';
import { whoHas } from '../../src/sim/who-has.ts';
import { openLab, whyNoLab } from './lab.ts';
import { tableFulls } from './neighbour-limits.ts';

const OWN = '/proc/thread-self/ns/net';
const skip = whyNoLab;
let made = 0;

function withNamespace(body: (name: string) => void | Promise<void>): () => Promise<void> {
  return async () => {
    const name = `arpist-${process.pid}-000000-n${made++}`;
    createNamespace(name);
    try {
      await body(name);
    } finally {
      deleteNamespace(name);
    }
  };
}

test(
  'ip netns sees what we make, and we what it makes',
  { skip },
  withNamespace((name) => {
    const told = execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' });
    assert.ok(told.split('\n').some((line) => line.split(' ')[0] === name));
    const other = `${name}-ip`;
    execFileSync('ip', ['netns', 'add', other]);
    try {
      assert.ok(listNamespaces().includes(other));
      const [lo, ...more] = inNamespace(other, () => openHost().interfaces()).filter(({ kind }) => !kind);
      assert.deepEqual([lo?.name, lo?.up, more.length], ['lo', false, 0]);
    } finally {
      deleteNamespace(other);
    }
    assert.ok(!execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' }).includes(other));
  }),
);

test(
  'comes back, also from a throw and from a namespace within',
  { skip },
  withNamespace((name) => {
    const home = readlinkSync(OWN);
    const inside = inNamespace(name, () => readlinkSync(OWN));
    assert.notEqual(inside, home);
    assert.equal(readlinkSync(OWN), home);
    assert.throws(
      () =>
        inNamespace(name, () => {
          throw new Error('body');
        }),
      /body/,
    );
    assert.equal(readlinkSync(OWN), home);
    const within = inNamespace(name, () => {
      const back = inNamespace(`/proc/${process.ppid}/ns/net`, () => readlinkSync(OWN));
      return [readlinkSync(OWN), back];
    });
    assert.deepEqual(within, [inside, readlinkSync(`/proc/${process.ppid}/ns/net`)]);
    assert.equal(readlinkSync(OWN), home);
  }),
);

test(
  'settings belong to the namespace',
  { skip },
  withNamespace((name) => {
    const file = '/proc/sys/net/ipv4/conf/all/arp_ignore';
    const before = readFileSync(file, 'utf8');
    const changed = inNamespace(name, () => {
      writeFileSync(file, '8');
      return readFileSync(file, 'utf8').trim();
    });
    assert.equal(changed, '8');
    assert.equal(readFileSync(file, 'utf8'), before);
  }),
);

test('the threads behind fs.promises stay at home', { skip }, async () => {
  // In a fresh process, where this is the first use of those threads.
  const namespaces = new URL('../../src/linux/namespaces.ts', import.meta.url).href;
  const name = `arpist-${process.pid}-000000-pool`;
  const script = `
      import { readlinkSync } from 'node:fs';
      import { readlink } from 'node:fs/promises';
      import { createNamespace, deleteNamespace, inNamespace } from '${namespaces}';
      const home = readlinkSync('${OWN}');
      createNamespace('${name}');
      // Asked inside, done outside: by threads that were there before.
      const asked = inNamespace('${name}', () => ({ links: Array.from({ length: 8 }, () => readlink('${OWN}')) }));
      const seen = new Set(await Promise.all(asked.links));
      deleteNamespace('${name}');
      console.log(JSON.stringify([...seen].map((link) => link === home)));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await once(child, 'close');
  assert.deepEqual(JSON.parse(said), [true]);
  assert.equal(await readlink(OWN), readlinkSync(OWN));
});

test(
  'refuses what cannot be, in a sentence',
  { skip },
  withNamespace((name) => {
    const fault = (body: () => void): SystemFault => {
      try {
        body();
      } catch (thrown) {
        assert.ok(thrown instanceof SystemFault);
        return thrown;
      }
      return assert.fail('nothing was refused');
    };
    assert.match(
      fault(() => inNamespace('arpist-nowhere', () => {})).message,
      /no network namespace arpist-nowhere/,
    );
    assert.match(fault(() => createNamespace(name)).message, /already/);
    assert.ok(fault(() => inNamespace('/etc/passwd', () => {})).message.includes('/etc/passwd'));
    assert.throws(() => inNamespace(name, () => Promise.resolve()), /synchronous/);
    deleteNamespace('arpist-nowhere');
  }),
);

function namesOf(pid: number | undefined): readonly string[] {
  return listNamespaces().filter((name) => name.startsWith(`arpist-${pid}-`));
}

async function labProcess(end: string) {
  const lab = new URL('../../src/linux/lab.ts', import.meta.url).href;
  const script = `
    import { openLab } from '${lab}';
    const lab = openLab();
    lab.host('a', { nics: [{ name: 'eth0', addresses: ['10.77.0.1/24'] }] });
    console.log('stands');
    ${end}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  return child;
}

test('a lab is taken away when its process fails or is told to end', { skip }, async () => {
  for (const end of ["throw new Error('it failed');", 'process.exit(3);']) {
    const child = await labProcess(end);
    await once(child, 'close');
    assert.deepEqual(namesOf(child.pid), []);
  }
  const waiting = await labProcess('setInterval(() => {}, 1000);');
  assert.equal(namesOf(waiting.pid).length, 2);
  waiting.kill('SIGTERM');
  const [code, signal] = (await once(waiting, 'close')) as [number | null, string | null];
  assert.deepEqual([code, signal], [null, 'SIGTERM']);
  assert.deepEqual(namesOf(waiting.pid), []);
});

test('what a killed process left behind is taken away by the next lab', { skip }, async () => {
  const killed = await labProcess('setInterval(() => {}, 1000);');
  killed.kill('SIGKILL');
  await once(killed, 'close');
  assert.equal(namesOf(killed.pid).length, 2);
  openLab().close();
  assert.deepEqual(namesOf(killed.pid), []);
});

test('a lab gives hosts that hear each other, and the limits of the machine back', { skip }, async () => {
  const limit = '/proc/sys/net/ipv4/neigh/default/gc_thresh3';
  const fulls = tableFulls();
  const lab = openLab();
  try {
    assert.ok(Number(readFileSync(limit, 'utf8')) >= 262_144);
    const a = lab.host('a', { nics: [{ name: 'eth0', addresses: ['10.77.0.1/24'] }] });
    lab.host('b', {
      nics: [{ name: 'eth0', mac: '02:00:00:00:00:0b', addresses: ['10.77.0.2/24'] }],
      sysctls: { 'net.ipv4.conf.eth0.arp_ignore': 1 },
      ip: ['address add 10.77.0.3/24 dev eth0'],
    });
    const link = a.open('eth0');
    const question = whoHas(0x0a4d0003, { mac: link.facts.mac, spa: 0x0a4d0001 });
    link.send({ bytes: question, size: question.length, count: 1 });
    const clock = openClock();
    await clock.wait(clock.now() + 2000, [link]);
    const senders: number[] = [];
    link.drain(({ bytes }) => senders.push(readMac(bytes, 22)));
    assert.deepEqual(senders, [0x02000000000b]);
    assert.equal(lab.wire.nic(lab.portOf(a, 'eth0')).kind, 'veth');
  } finally {
    lab.close();
  }
  assert.equal(tableFulls(), fulls);
});
