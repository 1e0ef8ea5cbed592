import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openStore } from '../../src/store/sqlite/store.ts';
import { MAIN, quarrel, question, speak, startService, withFolder } from './daemon.ts';
import { type Lab, type LabHost, openLab, whyNoLab } from './lab.ts';

function live(
  name: string,
  body: (scene: { lab: Lab; sensor: LabHost; mouth: LabHost; folder: string }) => Promise<void>,
): void {
  test(name, { skip: whyNoLab }, async () => {
    const lab = openLab();
    try {
      const sensor = lab.host('sensor', { nics: [] });
      const mouth = lab.host('mouth', { nics: [] });
      const nic = { name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.77.0.10/24'] };
      lab.cable({ host: sensor, nic }, { host: mouth, nic: { name: 'eth0', mac: '02:00:00:00:00:02' } });
      await withFolder((folder) => body({ lab, sensor, mouth, folder }));
    } finally {
      lab.close();
    }
  });
}

live(
  'what is heard is on the disk, and an end in good order ends with 0',
  async ({ sensor, mouth, folder }) => {
    const service = startService(sensor, ['--state', folder]);
    await service.said(/notice ready/);
    await speak(mouth, 'eth0', [question('02:aa:00:00:00:07', '10.77.0.7'), ...quarrel()]);
    for (let tries = 0; ; tries++) {
      const store = await openStore(join(folder, 'arpist.db'), 'reader');
      const [conflict] = await store.episodes({ kind: 'conflict' }, 1);
      const stations = await store.stations(null, 10);
      await store.close();
      if (conflict && stations.length === 3) break;
      assert.ok(tries < 200, `nothing is remembered: ${service.err()}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    service.stop('SIGTERM');
    assert.equal(await service.ended, 0);
    assert.match(service.err(), /notice ended/);
  },
);

live('a service that begins again tells nobody as new whom it knew', async ({ sensor, mouth, folder }) => {
  const newcomers = async (least: number): Promise<readonly (number | null)[]> => {
    const store = await openStore(join(folder, 'arpist.db'), 'reader');
    try {
      for (let tries = 0; ; tries++) {
        const found = await store.episodes({ kind: 'new-station' }, 100);
        if (found.length >= least) return found.map(({ event }) => event.ip);
        assert.ok(tries < 200, `only ${found.length} newcomers are remembered`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    } finally {
      await store.close();
    }
  };
  const config = join(folder, 'arpist.toml');
  writeFileSync(config, 'learn = "1s"\n');
  const words = ['--config', config, '--state', folder];
  for (const [mac, ip, known] of [
    ['02:aa:00:00:00:07', '10.77.0.7', 0],
    ['02:aa:00:00:00:08', '10.77.0.8', 1],
  ] as const) {
    const service = startService(sensor, words);
    await service.said(/notice ready/);
    // What is learned in the first second is no news in any case.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await speak(mouth, 'eth0', [question('02:aa:00:00:00:07', '10.77.0.7'), question(mac, ip)]);
    await newcomers(known + 1);
    service.stop('SIGTERM');
    assert.equal(await service.ended, 0);
  }
  const told = await newcomers(2);
  assert.equal(told.length, 2, told.join());
});

live('two services for one store: the second refuses in one sentence', async ({ sensor, folder }) => {
  const first = startService(sensor, ['--state', folder]);
  await first.said(/notice ready/);
  const second = startService(sensor, ['--state', folder]);
  assert.notEqual(await second.ended, 0);
  assert.equal(second.err().trim().split('\n').length, 1, second.err());
  first.stop('SIGINT');
  assert.equal(await first.ended, 0);
});

live('a mistake in the configuration refuses, with file and line, and 2', async ({ sensor, folder }) => {
  const file = join(folder, 'arpist.toml');
  writeFileSync(file, 'site = "hq"\npromiscous = true\n');
  const service = startService(sensor, ['--config', file, '--state', folder]);
  assert.equal(await service.ended, 2);
  assert.match(
    service.err(),
    /arpist\.toml:2: the configuration has no key 'promiscous'; 'promiscuous' is meant/,
  );
});

interface Asked {
  readonly code: number | null;
  readonly out: string;
}

function ask(host: LabHost, ...words: readonly string[]): Asked {
  const line = ['netns', 'exec', host.namespace, process.execPath, '--no-warnings', MAIN, ...words];
  const { status, stdout } = spawnSync('ip', line, { encoding: 'utf8', timeout: 60_000 });
  return { code: status, out: stdout };
}

live(
  'status: 3 without a service, 0 while it is quiet, 4 with a conflict open; an order is obeyed',
  async ({ sensor, mouth, folder }) => {
    assert.equal(ask(sensor, 'status', '--state', folder).code, 3);
    const service = startService(sensor, ['--state', folder]);
    await service.said(/notice ready/);
    const quiet = ask(sensor, 'status', '--state', folder);
    assert.equal(quiet.code, 0, quiet.out + service.err());
    assert.match(quiet.out, /^quiet, 0 stations\nsensor eth0 hears: /);
    await speak(mouth, 'eth0', quarrel());
    let told = quiet;
    for (let tries = 0; tries < 30 && told.code !== 4; tries++)
      told = ask(sensor, 'status', '--state', folder);
    assert.equal(told.code, 4, told.out);
    assert.match(told.out, /^1 thing needs you.*\n {2}(warning|critical) conflict \(\d+\): /);
    const note = ask(sensor, 'note', '10.77.0.50', 'the printer', '--state', folder);
    assert.equal(note.code, 0, note.out);
    await service.said(/order=note/);
    service.stop();
    assert.equal(await service.ended, 0);
  },
);

live(
  'HUP takes all of a new configuration or nothing, and says what is different; USR2 tells the state',
  async ({ sensor, folder }) => {
    const file = join(folder, 'arpist.toml');
    writeFileSync(file, 'site = "hq"\n');
    const service = startService(sensor, ['--config', file, '--state', folder], { stdout: 'pipe' });
    await service.said(/notice ready/);
    writeFileSync(file, 'site = "lab"\n[[watch]]\ninterface = "eth0"\nname = "uplink"\n');
    service.stop('SIGHUP');
    await service.said(/notice reloaded changed=site,watch/);
    await service.said(/listening.*[^]*listening/);
    writeFileSync(file, 'site = "attic"\nlearn = "soon"\n');
    service.stop('SIGHUP');
    await service.said(
      /error the configuration was not taken, the one before holds: .*arpist\.toml:2: 'learn' should be/,
    );
    service.stop('SIGUSR2');
    for (let tries = 0; tries < 100 && service.out() === ''; tries++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    const state = JSON.parse(service.out()) as { readonly sensors: readonly { readonly name: string }[] };
    assert.deepEqual(
      state.sensors.map(({ name }) => name),
      ['uplink'],
    );
    service.stop('SIGTERM');
    assert.equal(await service.ended, 0);
  },
);

live('USR1 opens no debugger', async ({ sensor, folder }) => {
  const service = startService(sensor, ['--state', folder]);
  await service.said(/notice ready/);
  service.stop('SIGUSR1');
  service.stop('SIGHUP');
  await service.said(/reloaded/);
  const { stdout } = spawnSync('ip', ['netns', 'exec', sensor.namespace, 'cat', '/proc/net/tcp'], {
    encoding: 'utf8',
  });
  assert.equal(stdout.trim().split('\n').length, 1, stdout);
  assert.doesNotMatch(service.err(), /[Dd]ebugger/);
  service.stop();
  assert.equal(await service.ended, 0);
});

live(
  'an interface that goes is one line, and one when it hears again; the service goes on',
  async ({ sensor, mouth, folder }) => {
    const service = startService(sensor, ['--state', folder]);
    await service.said(/notice ready/);
    const set = (state: string): void =>
      void spawnSync('ip', ['-n', sensor.namespace, 'link', 'set', 'eth0', state]);
    await speak(mouth, 'eth0', [question('02:aa:00:00:00:07', '10.77.0.7')]);
    await new Promise((resolve) => setTimeout(resolve, 1200));
    set('down');
    await service.said(/warning eth0 does not hear everything/);
    assert.equal(ask(sensor, 'status', '-q', '--state', folder).code, 5);
    set('up');
    await service.said(/notice eth0 hears again/);
    service.stop();
    assert.equal(await service.ended, 0);
    assert.equal(service.err().match(/does not hear everything/g)?.length, 1, service.err());
  },
);
