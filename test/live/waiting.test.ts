import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { openClock } from '../../src/linux/clock.ts';
import { whoHas } from '../../src/sim/who-has.ts';
import { openLab, whyNoLab } from './lab.ts';

const bodies = [
  ['event loop', false],
  ['waiting thread', true],
] as const;

const question = whoHas(0x0a4d0001, { mac: 0x020000000002, spa: 0 });
const batch = { bytes: question, size: question.length, count: 1 };

for (const [name, thread] of bodies) {
  test(`${name}: each of many links wakes whoever waits for it, and only him`, {
    skip: whyNoLab,
  }, async () => {
    const lab = openLab();
    try {
      const near = lab.host('near', { nics: [] });
      const far = lab.host('far', { nics: [] });
      const names = ['eth0', 'eth1', 'eth2'];
      for (const nic of names)
        lab.cable({ host: near, nic: { name: nic } }, { host: far, nic: { name: nic } });
      const ears = names.map((nic) => near.open(nic, { ringBytes: 1 }));
      const mouths = names.map((nic) => far.open(nic, { ringBytes: 1 }));
      const clock = openClock({ thread });
      const woken: number[] = [];
      const until = clock.now() + 5000;
      const waits = ears.map(async (ear, at) => {
        await clock.wait(until, [ear]);
        woken.push(at);
      });
      const any = clock.wait(until, ears);
      await clock.wait(clock.now() + 20);
      assert.deepEqual(woken, []);
      mouths[1]!.send(batch);
      await Promise.all([waits[1], any]);
      assert.deepEqual(woken, [1]);
      mouths[2]!.send(batch);
      mouths[0]!.send(batch);
      await Promise.all(waits);
      assert.ok(clock.now() < until);
      assert.deepEqual(
        woken.toSorted((a, b) => a - b),
        [0, 1, 2],
      );
      for (const ear of ears)
        assert.deepEqual(
          ear.drain(() => {}),
          { kind: 'frames', frames: 1 },
        );
    } finally {
      lab.close();
    }
  });

  test(`${name}: hears all of a long talk, and rests in between`, { skip: whyNoLab }, async () => {
    const lab = openLab();
    try {
      const near = lab.host('near', { nics: [] });
      const far = lab.host('far', { nics: [] });
      lab.cable({ host: near, nic: { name: 'eth0' } }, { host: far, nic: { name: 'eth0' } });
      const ear = near.open('eth0');
      const mouth = far.open('eth0');
      const clock = openClock({ thread });
      let heard = 0;
      let wakes = 0;
      const begin = clock.now();
      for (let said = 0; said < 100; said++) {
        mouth.send(batch);
        while (heard <= said && clock.now() < begin + 10_000) {
          await clock.wait(begin + 10_000, [ear]);
          wakes++;
          ear.drain(() => heard++);
        }
      }
      assert.equal(heard, 100);
      assert.ok(wakes <= 200, `${wakes} wake-ups for 100 frames`);
      const cpu = process.cpuUsage();
      const until = clock.now() + 300;
      await clock.wait(until, [ear]);
      assert.ok(clock.now() >= until);
      const { user, system } = process.cpuUsage(cpu);
      assert.ok(user + system < 200_000, `${user + system} µs of work while nothing was said`);
    } finally {
      lab.close();
    }
  });

  test(`${name}: does not keep the process, whatever way it ends`, { skip: whyNoLab }, async () => {
    const lab = openLab();
    try {
      const host = lab.host('host', { nics: [] });
      host.ip('link add eth0 type veth peer name eth1', 'link set eth0 up');
      const waits = 'const waiting = clock.wait(Number.POSITIVE_INFINITY, [link]);';
      const ends = [
        [`${waits} setTimeout(() => process.exit(4), 50);`, 4, null],
        [`${waits} setTimeout(() => { throw new Error('end'); }, 50);`, 1, null],
        [`await clock.wait(clock.now() + 20, [link]);`, 0, null],
        [`await clock.wait(clock.now() + 20, [link]); link.close();`, 0, null],
        [`${waits} setTimeout(() => link.close(), 50); await waiting;`, 0, null],
        [`${waits} setTimeout(() => process.kill(process.pid, 'SIGINT'), 50);`, null, 'SIGINT'],
        [
          `process.on('SIGINT', () => process.exit(5)); ${waits} setTimeout(() => process.kill(process.pid, 'SIGINT'), 50);`,
          5,
          null,
        ],
      ] as const;
      for (const [end, code, signal] of ends) {
        const script = `
          import { openClock } from '${new URL('../../src/linux/clock.ts', import.meta.url).href}';
          import { openHost } from '${new URL('../../src/linux/host.ts', import.meta.url).href}';
          const host = openHost();
          const link = host.openLink(host.interfaces().find(({ name }) => name === 'eth0'), { ringBytes: 1 });
          const clock = openClock({ thread: ${thread} });
          ${end}`;
        const child = spawn(
          'ip',
          ['netns', 'exec', host.namespace, process.execPath, '--input-type=module', '-e', script],
          { stdio: 'ignore', timeout: 20_000, killSignal: 'SIGKILL' },
        );
        assert.deepEqual(await once(child, 'close'), [code, signal], end);
      }
    } finally {
      lab.close();
    }
  });
}
