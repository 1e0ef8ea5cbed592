import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Message } from '../../src/ports/telling.ts';
import { quarrel, question, speak, startService, withFolder } from './daemon.ts';
import { openLab, whyNoLab } from './lab.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

async function arpist(
  ...words: readonly string[]
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ['--no-warnings', MAIN, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => void (out += String(chunk)));
  child.stderr.on('data', (chunk) => void (err += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}

function messagesIn(file: string): readonly Message[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Message);
}

async function until(what: string, is: () => boolean): Promise<void> {
  for (let tries = 0; !is(); tries++) {
    assert.ok(tries < 500, `${what} does not come`);
    await pause(20);
  }
}

test('a fight is told to a program once, new stations are not; an example by the service and without it', {
  skip: whyNoLab,
}, async () => {
  const lab = openLab();
  try {
    const sensor = lab.host('sensor', { nics: [] });
    const mouth = lab.host('mouth', { nics: [] });
    const nic = { name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.77.0.10/24'] };
    lab.cable({ host: sensor, nic }, { host: mouth, nic: { name: 'eth0', mac: '02:00:00:00:00:02' } });
    await withFolder(async (folder) => {
      const [told, config] = [join(folder, 'told'), join(folder, 'arpist.toml')];
      const target = (name: string, argv: readonly string[]): string =>
        `[[notify]]\nname = "${name}"\ntype = "exec"\nargv = ${JSON.stringify(argv)}\n`;
      writeFileSync(
        config,
        target('hook', ['/bin/sh', '-c', `cat >> ${told}`]) +
          target('broken', ['/bin/sh', '-c', String.raw`printf 'no \033[2J such host\n' >&2; exit 9`]),
      );
      const service = startService(sensor, ['--config', config, '--state', folder]);
      await service.said(/notice ready/);
      await speak(mouth, 'eth0', [question('02:aa:00:00:00:07', '10.77.0.7'), ...quarrel()]);
      await until('the message', () => messagesIn(told).length > 0);
      const [fight] = messagesIn(told);
      assert.deepEqual(
        [fight!.kind, fight!.title, fight!.episode !== null],
        ['conflict', 'conflict 10.77.0.50 on eth0', true],
      );
      const sent = await arpist('notify', 'test', 'hook', '--state', folder);
      assert.deepEqual(sent, { code: 0, out: 'an example was sent to hook\n', err: '' });
      assert.deepEqual(
        messagesIn(told).map(({ kind }) => kind),
        ['conflict', 'test'],
      );
      const failed = await arpist('notify', 'test', 'broken', '--state', folder);
      assert.equal(failed.code, 5);
      assert.equal(
        failed.err,
        'arpist: broken: it could not be sent: /bin/sh ended with 9: no \\x1b[2J such host\n',
      );
      const unknown = await arpist('notify', 'test', 'hok', '--state', folder);
      assert.equal(unknown.code, 2);
      assert.match(unknown.err, /nobody is told by the name 'hok'/);
      service.stop();
      assert.equal(await service.ended, 0);
      const alone = await arpist('notify', 'test', 'hook', '--config', config, '--json');
      assert.deepEqual(
        [alone.code, JSON.parse(alone.out)],
        [0, { v: 1, type: 'notify-test', target: 'hook', sent: true, why: null }],
      );
      const near = await arpist('notify', 'test', 'hok', '--config', config);
      assert.deepEqual([near.code, /did you mean hook\?/.test(near.err)], [2, true]);
      assert.equal(messagesIn(told).length, 3);
    });
  } finally {
    lab.close();
  }
});
