import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openStore } from '../../src/store/sqlite/store.ts';
import { quarrel, question, speak, startService, withFolder } from './daemon.ts';
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
