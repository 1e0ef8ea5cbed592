import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { whyNoLab as whyNoNamespaces } from '../../src/linux/lab.ts';
import { type Lab, openLab, whyNoLab } from '../live/lab.ts';
import {
  answerTo,
  installArpist,
  type Exchange,
  type Place,
  readTranscript,
  writeTranscript,
} from './transcript.ts';

/** `UPDATE=1` writes down what the commands say now; the change is then read as a change. */
const UPDATE = (process.env['UPDATE'] ?? '') !== '';

const NO_RIGHTS = 'setpriv --bounding-set=-all --inh-caps=-all';

async function play(name: string, place: Omit<Place, 'folder'>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  try {
    installArpist(folder);
    const { head, exchanges } = readTranscript(name);
    const heard: Exchange[] = [];
    for (const { command } of exchanges)
      heard.push({ command, answer: await answerTo(command, { ...place, folder }) });
    if (UPDATE) writeTranscript(name, { head, exchanges: heard });
    else for (const [at, exchange] of heard.entries()) assert.deepEqual(exchange, exchanges[at]);
    assert.ok(heard.length > 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A command that should be refused and is not must find a machine of its own, if the caller has the right to change one. */
const ALONE: Omit<Place, 'folder'> = whyNoNamespaces === false ? { before: ['unshare', '--net'] } : {};

test('usage.txt', () => play('usage', ALONE));

test('table.txt', () => play('table', ALONE));

/** A conflict, a flux, a silent interface of each kind, and a name that resolves to nothing. */
function office(lab: Lab): string {
  const scanner = lab.host('scan', {
    nics: [
      { name: 'eth0', mac: '00:16:3e:00:00:01', addresses: ['10.77.0.1/27'] },
      { name: 'down0', mac: '00:16:3e:00:00:02', addresses: ['10.78.0.1/24'], up: false, segment: 's1' },
      { name: 'bare0', mac: '00:16:3e:00:00:03', segment: 's1' },
      { name: 'mute0', mac: '00:16:3e:00:00:04', addresses: ['10.79.0.1/30'], segment: 's1' },
    ],
    ip: ['link set mute0 arp off'],
  });
  lab.host('pi', { nics: [{ name: 'eth0', mac: 'b8:27:eb:00:00:09', addresses: ['10.77.0.9/27'] }] });
  lab.host('one', {
    nics: [{ name: 'eth0', mac: '00:1b:21:00:00:50', addresses: ['10.77.0.20/27', '10.77.0.21/27'] }],
  });
  lab.host('two', { nics: [{ name: 'eth0', mac: '00:1b:21:00:00:51', addresses: ['10.77.0.20/27'] }] });
  return scanner.namespace;
}

test('live.txt', { skip: whyNoLab }, async () => {
  const lab = openLab();
  try {
    await play('live', { before: ['ip', 'netns', 'exec', office(lab), 'env', `NO_RIGHTS=${NO_RIGHTS}`] });
  } finally {
    lab.close();
  }
});
