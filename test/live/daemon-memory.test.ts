import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openDatabase } from '../../src/store/sqlite/database.ts';
import { MAIN, quarrel, question, type Service, speak, startService, withFolder } from './daemon.ts';
import { type LabHost, openLab, whyNoLab } from './lab.ts';

function live(
  name: string,
  body: (scene: {
    mouth: LabHost;
    folder: string;
    start: (words: readonly string[]) => Service;
  }) => Promise<void>,
): void {
  test(name, { skip: whyNoLab }, async () => {
    const lab = openLab();
    const started: Service[] = [];
    try {
      const sensor = lab.host('sensor', { nics: [] });
      const mouth = lab.host('mouth', { nics: [] });
      const nic = { name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.77.0.10/24'] };
      lab.cable({ host: sensor, nic }, { host: mouth, nic: { name: 'eth0', mac: '02:00:00:00:00:02' } });
      const start = (words: readonly string[]): Service => {
        const service = startService(sensor, words);
        started.push(service);
        return service;
      };
      await withFolder((folder) => body({ mouth, folder, start }));
    } finally {
      for (const one of started) one.stop('SIGKILL');
      lab.close();
    }
  });
}

interface Asked {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function ask(...words: readonly string[]): Asked {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', MAIN, ...words], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { code: status, out: stdout, err: stderr };
}

async function until(what: string, question_: () => boolean): Promise<void> {
  for (let tries = 0; tries < 40; tries++) {
    if (question_()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(what);
}

live(
  'a service that has only its memory is asked for what it remembers, and says that there is no file',
  async ({ start, mouth, folder }) => {
    const path = join(folder, 'arpist.db');
    const newer = await openDatabase(path, 'writer');
    newer.exec('CREATE TABLE later (x); PRAGMA user_version = 99');
    newer.close();
    const service = start(['--state', folder]);
    await service.said(/critical .*a newer arpist wrote this store.*remembered only until this ends/);
    await service.said(/notice ready/);
    await speak(mouth, 'eth0', [question('02:aa:00:00:00:07', '10.77.0.7'), ...quarrel()]);
    const there = ['--state', folder];
    await until('no conflict', () => ask('episodes', '--where', 'kind=conflict', ...there).code === 0);
    assert.match(ask('history', '10.77.0.7', '--csv', ...there).out, /02:aa:00:00:00:07/);
    const [episode = ''] = ask(
      'episodes',
      '--where',
      'kind=conflict',
      '--format',
      '${episode}',
      ...there,
    ).out.split('\n');
    const evidence = ask('evidence', `e-${episode}`, ...there);
    assert.equal(evidence.code, 0, evidence.err);
    assert.match(evidence.out, /02:aa:00:00:00:01/);
    assert.equal(ask('note', '10.77.0.7', 'printer; of Vera', ...there).code, 0);
    assert.match(ask('export', 'hosts', ...there).out, /10\.77\.0\.7\tprinter/);
    const backup = ask('backup', join(folder, 'copy'), ...there);
    assert.deepEqual([backup.code, backup.err.trim().split('\n').length], [2, 1], backup.err);
    assert.match(backup.err, /in memory alone: there is no file/);
    const forgotten = ask('forget', '10.77.0.7', '--yes', ...there);
    assert.equal(forgotten.code, 0, forgotten.err);
    assert.equal(ask('history', '10.77.0.7', ...there).code, 1);
    service.stop();
    assert.equal(await service.ended, 0);
    // What the newer version wrote is as it was.
    const left = await openDatabase(path, 'reader');
    assert.equal(left.prepare('PRAGMA user_version').get()!['user_version'], 99);
    left.close();
  },
);

live('the time in which the service was down is told as blind', async ({ start, mouth, folder }) => {
  const config = join(folder, 'arpist.toml');
  writeFileSync(config, 'learn = "0s"\n');
  const words = ['--config', config, '--state', folder];
  const there = ['--state', folder];
  const first = start(words);
  await first.said(/notice ready/);
  await speak(mouth, 'eth0', [question('02:aa:00:00:00:07', '10.77.0.7')]);
  await until('nothing is remembered', () => ask('history', '10.77.0.7', ...there).code === 0);
  first.stop();
  assert.equal(await first.ended, 0);
  const hour = 3_600_000;
  const store = await openDatabase(join(folder, 'arpist.db'), 'writer');
  store.prepare("UPDATE meta SET value = ? WHERE name = 'last-commit'").run(Date.now() - hour);
  store.close();
  const second = start(words);
  await second.said(/notice ready/);
  const told = ask('history', '10.77.0.9', '--at', '30min ago', ...there);
  assert.deepEqual(
    [told.code, told.out],
    [5, told.out.match(/^.*unknown who had.*No watch was running.*\n$/)?.[0]],
  );
  assert.equal(ask('history', '10.77.0.9', '--at', '2h ago', ...there).code, 1);
  second.stop();
  assert.equal(await second.ended, 0);
});

live('a token for a folder that is none is refused with what helps', async ({ folder }) => {
  const told = ask('token', '--state', join(folder, 'nowhere'));
  assert.equal(told.code, 2);
  assert.match(told.err, /nowhere: there is no such folder of a service.*--state DIR/);
});
