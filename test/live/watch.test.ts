import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { arpistIn } from './arpist-in.ts';
import { type Lab, type LabHost, openLab, whyNoLab } from './lab.ts';
import { arp, events, records, say, watch } from './watching.ts';

const A = '02:aa:00:00:00:01';
const B = '02:aa:00:00:00:02';
const ANY = '00:00:00:00:00:00';

/** Both ask as one address: a conflict beyond doubt. */
function quarrel(ip = '10.77.0.50'): readonly Uint8Array[] {
  const target = [ANY, '10.77.0.9'] as const;
  return [A, B, A, B].map((mac) => arp(1, [mac, ip], target));
}

function live(name: string, body: (lab: Lab, sensor: LabHost, mouth: LabHost) => Promise<void>): void {
  test(name, { skip: whyNoLab }, async () => {
    const lab = openLab();
    try {
      const sensor = lab.host('sensor', { nics: [] });
      const mouth = lab.host('mouth', { nics: [] });
      const nic = { name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.77.0.10/24'] };
      lab.cable({ host: sensor, nic }, { host: mouth, nic: { name: 'eth0', mac: '02:00:00:00:00:02' } });
      await body(lab, sensor, mouth);
    } finally {
      lab.close();
    }
  });
}

live(
  'what is heard is told while it is heard, and Ctrl-C ends with the summary: 4 after a conflict',
  async (_, sensor, mouth) => {
    const run = watch(sensor, '--json');
    await run.said(/watching eth0, promiscuous/);
    await say(mouth, 'eth0', ...quarrel());
    await run.said(/"kind":"conflict"/);
    run.stop();
    const ended = await run.ended;
    assert.equal(ended.code, 4);
    const summary = records(ended).at(-1)!;
    assert.deepEqual(
      [summary.type, summary['frames'], summary['dropped'], summary['untold'], summary['alarm']],
      ['watch-summary', 4, 0, 0, true],
    );
    assert.deepEqual(summary['interfaces'], ['eth0']);
  },
);

live('SIGTERM and Ctrl-C without a conflict: 130', async (_, sensor) => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const run = watch(sensor, '--json');
    await run.said(/watching/);
    run.stop(signal);
    const ended = await run.ended;
    assert.equal(ended.code, 130);
    assert.equal(records(ended).at(-1)?.type, 'watch-summary');
  }
});

live('--until: 4 for a conflict, 0 for what is none, 1 when it did not come', async (_, sensor, mouth) => {
  const came = watch(sensor, '--until', 'conflict', '--json');
  await came.said(/watching/);
  await say(mouth, 'eth0', ...quarrel());
  assert.equal((await came.ended).code, 4);
  const news = watch(sensor, '--until', 'new-station');
  await news.said(/watching/);
  await say(mouth, 'eth0', arp(1, [A, '10.77.0.60'], [ANY, '10.77.0.9']));
  assert.equal((await news.ended).code, 0);
  const none = arpistIn(sensor, 'watch --until conflict --for 300ms');
  assert.equal(none.code, 1);
  const two = watch(sensor, '-c', '2', '--json');
  await two.said(/watching/);
  await say(mouth, 'eth0', ...[61, 62, 63].map((last) => arp(1, [A, `10.77.0.${last}`], [ANY, '10.77.0.9'])));
  const ended = await two.ended;
  assert.equal(ended.code, 0);
  assert.equal(events(ended).length, 2);
});

live(
  'files of what is meant to be are read again as they change and on HUP; a wrong one leaves what held',
  async (_, sensor, mouth) => {
    const folder = mkdtempSync(join(tmpdir(), 'arpist-meant-'));
    const known = join(folder, 'known.toml');
    const leases = join(folder, 'leases');
    const line = (last: number): string => `[[known]]\naddress = "10.77.0.${last}"\nmac = "${A}"\n`;
    const hear = async (last: number): Promise<void> =>
      await say(mouth, 'eth0', arp(1, [A, `10.77.0.${last}`], [ANY, '10.77.0.9']));
    try {
      writeFileSync(known, line(60));
      writeFileSync(leases, `1900000000 ${B} 10.77.0.64 phone *\n`);
      const run = watch(sensor, '-I', 'eth0', '--json', '--known', known, '--leases', leases);
      await run.said(/watching eth0/);
      await hear(60);
      writeFileSync(known, `${line(60)}${line(61)}`);
      await run.said(/read again/);
      await hear(61);
      writeFileSync(known, 'not TOML');
      await run.said(/known\.toml:1: this is not TOML.*: what was read before holds/);
      await hear(61);
      writeFileSync(known, line(62));
      run.stop('SIGHUP');
      await run.said(/(read again[^]*){2}/);
      await hear(62);
      await hear(63);
      await run.said(/"ip":"10.77.0.63"/);
      run.stop();
      const ended = await run.ended;
      assert.deepEqual(
        events(ended).map(({ kind, ip }) => `${kind} ${ip}`),
        ['new-station 10.77.0.63'],
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

live('an address of this machine that another claims is critical', async (_, sensor, mouth) => {
  const run = watch(sensor, '--json', '--until', 'critical');
  await run.said(/watching/);
  await say(mouth, 'eth0', arp(1, [B, '10.77.0.10'], [ANY, '10.77.0.9']));
  const ended = await run.ended;
  assert.equal(ended.code, 4);
  const told = events(ended).find(({ kind }) => kind === 'own-conflict');
  assert.equal(told?.severity, 'critical');
  assert.equal(told.ip, '10.77.0.10');
});

live(
  'an interface that goes down, vanishes and comes back is told as blind, and heard again',
  async (lab, sensor, mouth) => {
    const run = watch(sensor, '-I', 'eth0', '--json');
    await run.said(/watching eth0/);
    sensor.ip('link set eth0 down');
    await run.said(/went down/);
    sensor.ip('link set eth0 up');
    await run.said(/went down, for/);
    await say(mouth, 'eth0', arp(1, [A, '10.77.0.50'], [ANY, '10.77.0.9']));
    await run.said(/"ip":"10.77.0.50"/);
    sensor.ip('link del eth0');
    await run.said(/was removed/);
    lab.cable(
      { host: sensor, nic: { name: 'eth0', addresses: ['10.77.0.10/24'] } },
      { host: mouth, nic: { name: 'eth0' } },
    );
    await run.said(/was removed, for/);
    await say(mouth, 'eth0', arp(1, [A, '10.77.0.51'], [ANY, '10.77.0.9']));
    await run.said(/"ip":"10.77.0.51"/);
    run.stop();
    const ended = await run.ended;
    const blind = events(ended).filter(({ kind }) => kind === 'sensor-blind');
    assert.ok(blind.length >= 4 && blind.length <= 12, `${blind.length} events, and no loop`);
  },
);

live(
  'an interface that is not there is waited for with --wait, and named without',
  async (lab, sensor, mouth) => {
    const refused = arpistIn(sensor, 'watch -I eth9');
    assert.equal(refused.code, 3);
    assert.match(refused.err, /no interface eth9.*--wait/s);
    const run = watch(sensor, '-I', 'eth9', '--wait', '--json');
    await run.said(/waiting for eth9/);
    lab.cable({ host: sensor, nic: { name: 'eth9' } }, { host: mouth, nic: { name: 'eth9' } });
    await run.said(/is not there yet, for/);
    await say(mouth, 'eth9', arp(1, [A, '10.77.0.50'], [ANY, '10.77.0.9']));
    await run.said(/"ip":"10.77.0.50"/);
    run.stop('SIGTERM');
    await run.ended;
  },
);

live('a reader that stops reading stops no ear, and the end comes all the same', async (_, sensor, mouth) => {
  const run = watch(sensor, '--json');
  await run.said(/watching/);
  run.stall();
  for (let round = 0; round < 40; round++) {
    const frames = Array.from({ length: 250 }, (_unused, nth) => {
      const number = round * 250 + nth;
      return arp(1, [A, `10.77.${1 + (number >> 8)}.${number & 255}`], [ANY, '10.77.0.9']);
    });
    await say(mouth, 'eth0', ...frames);
    await pause(10);
  }
  run.stop();
  await run.said(/10,000 frames/);
  const { code, err } = await run.ended;
  assert.equal(code, 130);
  assert.match(err, /10,000 of them ARP/);
});

live('live is replay: what was saved beside it gives the same, byte for byte', async (_, sensor, mouth) => {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-watch-'));
  try {
    const file = join(folder, 'heard.pcapng');
    const flags = ['--gateways', '10.77.0.1=02:aa:00:00:00:fe', '--networks', '10.77.0.0/24', '--json'];
    const run = watch(sensor, '-I', 'eth0', '--save', file, ...flags);
    await run.said(/watching/);
    await say(mouth, 'eth0', arp(1, [A, '10.77.0.20'], [ANY, '10.77.0.9']), ...quarrel());
    await pause(300);
    await say(
      mouth,
      'eth0',
      arp(2, [B, '10.77.0.1'], [A, '10.77.0.20']),
      arp(1, [A, '10.99.0.1'], [ANY, '10.77.0.9']),
    );
    await pause(1500);
    await say(mouth, 'eth0', arp(2, [B, '10.77.0.1'], [A, '10.77.0.20']));
    await run.said(/"kind":"spoof"/);
    run.stop();
    const live = await run.ended;
    const again = arpistIn(sensor, ['watch', '--read', file, ...flags].join(' '));
    const told = (text: string): string => text.replace(/^\{"v":1,"type":"watch-summary".*\n/m, '');
    assert.equal(told(live.out), told(again.out));
    assert.ok(events(live).some(({ kind }) => kind === 'conflict'));
    assert.ok(events(live).some(({ kind }) => kind === 'bogon'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
