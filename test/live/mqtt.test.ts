import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { freePort, startProgram, until } from '../notify/real.ts';
import { needs } from '../programs.ts';
import { question, quarrel, speak, startService, withFolder } from './daemon.ts';
import { openLab, whyNoLab } from './lab.ts';

interface Said {
  readonly topic: string;
  readonly retain: number;
  readonly payload: string | null;
}

test('Home Assistant finds it at a broker: what there is, how it stands, who is there, and that it is gone', {
  skip: whyNoLab || needs('mosquitto', 'mosquitto_sub', 'mosquitto_pub', 'ip'),
}, async () => {
  const lab = openLab();
  const running: { end(): Promise<void> }[] = [];
  try {
    const sensor = lab.host('sensor', { nics: [] });
    const there = lab.host('there', { nics: [] });
    lab.cable(
      { host: sensor, nic: { name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.77.0.10/24'] } },
      { host: there, nic: { name: 'eth0', mac: '02:00:00:00:00:02', addresses: ['10.77.0.20/24'] } },
    );
    await withFolder(async (folder) => {
      const port = await freePort();
      const started: typeof startService = (...words) => {
        const one = startService(...words);
        running.push({ end: async () => void one.child.kill('SIGKILL') });
        return one;
      };
      const inside = ['ip', 'netns', 'exec', sensor.namespace] as const;
      const conf = join(folder, 'mosquitto.conf');
      writeFileSync(conf, `listener ${port} 127.0.0.1\nallow_anonymous true\nuser root\npersistence false\n`);
      const broker = startProgram([...inside, 'mosquitto', '-c', conf]);
      running.push(broker);
      await until('the broker', () => /running/.test(broker.said()), broker.said);
      const publish = (words: readonly string[]) =>
        new Promise((done) =>
          startProgram([
            ...inside,
            'mosquitto_pub',
            '-h',
            '127.0.0.1',
            '-p',
            String(port),
            ...words,
          ]).child.once('close', done),
        );
      // An earlier run told of a sensor and a station that are no more.
      for (const topic of ['sensor/eth9', 'presence/10-0-0-9', 'presence/10-0-0-9/attributes'])
        await publish(['-r', '-t', `arpist/hq/${topic}`, '-m', 'ON']);
      await publish(['-r', '-t', 'homeassistant/device/arpist_hq_10-0-0-9/config', '-m', '{}']);
      const ear = startProgram([
        ...inside,
        'mosquitto_sub',
        '-h',
        '127.0.0.1',
        '-p',
        String(port),
        '-t',
        '#',
        '-F',
        '%j',
      ]);
      running.push(ear);
      const said = (): readonly Said[] =>
        ear
          .said()
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line) as Said);
      const last = (topic: string): string | undefined =>
        said().findLast((one) => one.topic === topic)?.payload ?? undefined;
      const comes = async (topic: string, is: (payload: string) => boolean): Promise<void> =>
        await until(topic, () => is(last(topic) ?? ''), ear.said);

      const config = join(folder, 'arpist.toml');
      writeFileSync(
        config,
        `[[notify]]\nname = "home"\ntype = "mqtt"\nurl = "mqtt://127.0.0.1:${port}"\nsite = "hq"\nseverity = "info"\nhome-assistant = true\npresence = ["02:00:00:00:00:02", "10.77.0.30"]\nconsider-home = "2s"\n`,
      );
      const service = started(sensor, ['--config', config, '--state', folder]);
      await service.said(/notice ready/);
      await comes('arpist/hq/availability', (text) => text === 'online');
      const found = JSON.parse(last('homeassistant/device/arpist_hq/config')!) as {
        readonly device: { readonly identifiers: readonly string[] };
        readonly origin: { readonly name: string };
        readonly components: Readonly<
          Record<
            string,
            { readonly platform: string; readonly unique_id?: string; readonly state_topic?: string }
          >
        >;
      };
      assert.deepEqual([found.device.identifiers, found.origin.name], [['arpist_hq'], 'arpist']);
      for (const [name, one] of Object.entries(found.components))
        if (name !== 'sensor_eth9')
          assert.ok(one.platform && one.unique_id?.startsWith('arpist_hq_') && one.state_topic, name);
      assert.equal(found.components['sensor_eth0']!.state_topic, 'arpist/hq/sensor/eth0');
      await comes('arpist/hq/sensor/eth0', (text) => text === 'ON');

      // What is no more is taken away: the sensor's component, the station's device.
      await until('the old sensor to go', () => {
        const { components } = JSON.parse(last('homeassistant/device/arpist_hq/config')!) as typeof found;
        return JSON.stringify(components['sensor_eth9']) === '{"platform":"binary_sensor"}';
      });
      for (const topic of [
        'arpist/hq/sensor/eth9',
        'arpist/hq/presence/10-0-0-9',
        'homeassistant/device/arpist_hq_10-0-0-9/config',
      ])
        await until(
          `${topic} to go`,
          () => said().findLast((one) => one.topic === topic)!.payload === null,
          ear.said,
        );

      // It speaks: it is there. It is silent, and answers the one question: it is there still.
      await speak(there, 'eth0', [question('02:00:00:00:00:02', '10.77.0.20', '10.77.0.99')]);
      await comes('arpist/hq/presence/02-00-00-00-00-02', (text) => text === 'home');
      await comes('arpist/hq/presence/10-77-0-30', (text) => text === 'not_home');
      const answered = said().length;
      await new Promise((resolve) => setTimeout(resolve, 7500));
      assert.equal(
        said()
          .slice(answered)
          .some(({ payload }) => payload === 'not_home'),
        false,
        ear.said(),
      );
      const tracker = JSON.parse(last('homeassistant/device/arpist_hq_02-00-00-00-00-02/config')!) as {
        readonly device: { readonly connections: unknown; readonly via_device: string };
        readonly components: { readonly presence: { readonly source_type: string; readonly name: null } };
      };
      assert.deepEqual(
        [
          tracker.device.connections,
          tracker.device.via_device,
          tracker.components.presence.source_type,
          tracker.components.presence.name,
        ],
        [[['mac', '02:00:00:00:00:02']], 'arpist_hq', 'router', null],
      );
      // It answers no longer: it is away, and nobody says so of it before it was asked.
      there.ip('link set eth0 arp off');
      await comes('arpist/hq/presence/02-00-00-00-00-02', (text) => text === 'not_home');
      assert.equal(
        (JSON.parse(last('arpist/hq/presence/02-00-00-00-00-02/attributes')!) as { asked_in_vain: boolean })
          .asked_in_vain,
        true,
      );

      there.ip('link set eth0 arp on');
      await speak(there, 'eth0', quarrel());
      await comes('arpist/hq/event', (text) => text.includes('"event_type":"conflict"'));
      const event = said().findLast((one) => one.topic === 'arpist/hq/event')!;
      assert.equal(event.retain, 0);
      await comes('arpist/hq/state', (text) => (JSON.parse(text) as { needs: number }).needs === 1);

      // Home Assistant begins anew: it is told again.
      const before = said().filter(({ topic }) => topic === 'homeassistant/device/arpist_hq/config').length;
      await publish(['-t', 'homeassistant/status', '-m', 'online']);
      await until(
        'discovery again',
        () => said().filter(({ topic }) => topic === 'homeassistant/device/arpist_hq/config').length > before,
        ear.said,
      );
      // A service that is ended by force says nothing any more: the broker does.
      service.stop('SIGKILL');
      await comes('arpist/hq/availability', (text) => text === 'offline');
      const again = started(sensor, ['--config', config, '--state', folder]);
      await again.said(/notice ready/);
      await comes('arpist/hq/availability', (text) => text === 'online');
      again.stop('SIGTERM');
      assert.equal(await again.ended, 0);
      await comes('arpist/hq/availability', (text) => text === 'offline');
    });
  } finally {
    for (const one of running) await one.end();
    lab.close();
  }
});
