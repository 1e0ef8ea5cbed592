import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { type Lab, openLab, whyNoLab } from '../live/lab.ts';
import { needs } from '../programs.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** Ten hosts, a conflict and a flux: 14 addresses, 17 pairs. */
function office(lab: Lab): ReturnType<Lab['host']> {
  const scanner = lab.host('scan', {
    nics: [{ name: 'eth0', mac: '00:16:3e:00:00:01', addresses: ['10.77.0.1/24'] }],
  });
  for (let at = 0; at < 10; at++) {
    lab.host(`h${at}`, {
      nics: [{ name: 'eth0', mac: `b8:27:eb:00:00:${20 + at}`, addresses: [`10.77.0.${11 + at}/24`] }],
    });
  }
  lab.host('dupa', {
    nics: [{ name: 'eth0', mac: '00:1b:21:00:00:50', addresses: ['10.77.0.50/24', '10.77.0.51/24'] }],
  });
  lab.host('dupb', { nics: [{ name: 'eth0', mac: '00:1b:21:00:00:51', addresses: ['10.77.0.50/24'] }] });
  lab.host('flux', {
    nics: [
      { name: 'eth0', mac: '00:1b:21:00:00:60', addresses: ['10.77.0.60/24'] },
      { name: 'eth1', mac: '00:1b:21:00:00:61', addresses: ['10.77.0.61/24'] },
    ],
  });
  return scanner;
}

const PAIR = /^(\d+\.\d+\.\d+\.\d+)\t([0-9a-f:]{17})/;

function pairs(stdout: string): string[] {
  const found = stdout.split('\n').flatMap((line) => PAIR.exec(line)?.slice(1, 3).join(' ') ?? []);
  return [...new Set(found)].toSorted((a, b) => a.localeCompare(b));
}

test('the pairs arp-scan finds are the pairs we find', { skip: whyNoLab || needs('arp-scan') }, () => {
  const lab = openLab();
  try {
    const scanner = office(lab);
    const theirs = spawnSync(
      'ip',
      ['netns', 'exec', scanner.namespace, 'arp-scan', '-I', 'eth0', '-l', '-x'],
      { encoding: 'utf8' },
    );
    const ours = spawnSync('ip', ['netns', 'exec', scanner.namespace, process.execPath, MAIN, 'scan'], {
      encoding: 'utf8',
    });
    assert.equal(ours.status, 4, `a conflict is there: exit 4\n${ours.stderr}`);
    assert.equal(pairs(ours.stdout).length, 17, ours.stdout);
    assert.deepEqual(pairs(ours.stdout), pairs(theirs.stdout));
    assert.match(ours.stderr, /10\.77\.0\.50/, 'the conflict is named');
  } finally {
    lab.close();
  }
});

test('tshark understands what we save, and counts what we say we sent', {
  skip: whyNoLab || needs('tshark'),
}, () => {
  const lab = openLab();
  try {
    const scanner = office(lab);
    const file = `/tmp/${scanner.namespace}.pcapng`;
    const args = [
      'netns',
      'exec',
      scanner.namespace,
      process.execPath,
      MAIN,
      'scan',
      '--json',
      '--save',
      file,
    ];
    const ours = spawnSync('ip', args, { encoding: 'utf8' });
    const summary = JSON.parse(ours.stdout.trim().split('\n').at(-1) ?? '{}') as { sent: number };
    const read = (filter: string, field = 'arp.dst.proto_ipv4'): string[] =>
      spawnSync('tshark', ['-r', file, '-Y', filter, '-T', 'fields', '-e', field], {
        encoding: 'utf8',
      })
        .stdout.trim()
        .split('\n');
    const requests = read('arp.opcode == 1 && arp.src.hw_mac == 00:16:3e:00:00:01');
    // Evidence is asked for by echoes, too, and by datagrams that nobody takes.
    const others = read('ip && eth.src == 00:16:3e:00:00:01', 'frame.number').length;
    assert.ok(others > 1);
    assert.equal(requests.length + others, summary.sent);
    assert.equal(new Set(requests).size, 254);
    assert.ok(read('arp.opcode == 2').length >= 17);
    assert.deepEqual(read('_ws.malformed'), ['']);
    spawnSync('rm', ['-f', file]);
  } finally {
    lab.close();
  }
});
