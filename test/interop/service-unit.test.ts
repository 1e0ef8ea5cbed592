import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { serviceUnit, SYSUSERS, TMPFILES } from '../../src/persist/service-unit.ts';
import { needs } from '../programs.ts';

const UNIT = serviceUnit({
  argv: ['/usr/bin/env', '/usr/bin/true'],
  credentials: ['smtp-password'],
});

function analyzed(
  unit: string,
  words: readonly string[],
): { readonly status: number | null; readonly out: string } {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-unit-'));
  try {
    const path = join(folder, 'arpist.service');
    writeFileSync(path, unit);
    const { status, stdout, stderr } = spawnSync('systemd-analyze', [...words, path], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8', SYSTEMD_COLORS: '0', SYSTEMD_LOG_COLOR: '0' },
    });
    return { status, out: stdout + stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function exposure(unit: string): number {
  const { out } = analyzed(unit, ['security', '--offline=true', '--no-pager']);
  return Number(/Overall exposure level for arpist\.service: ([\d.]+)/.exec(out)?.[1] ?? assert.fail(out));
}

/** How many of the questions systemd asks of a unit it answers badly. */
function openDoors(unit: string): number {
  const { out } = analyzed(unit, ['security', '--offline=true', '--no-pager']);
  return out.split('\n').filter((line) => line.startsWith('✗')).length;
}

test('the unit exposes the machine by 2.0 of 10 at most, and each of its walls counts', {
  skip: needs('systemd-analyze'),
}, () => {
  const whole = exposure(UNIT);
  const open = openDoors(UNIT);
  assert.ok(whole <= 2, String(whole));
  for (const wall of [
    'User',
    'CapabilityBoundingSet',
    'NoNewPrivileges',
    'ProtectSystem',
    'ProtectHome',
    'PrivateTmp',
    'PrivateDevices',
    'ProtectKernelTunables',
    'ProtectKernelModules',
    'ProtectKernelLogs',
    'ProtectControlGroups',
    'ProtectHostname',
    'ProtectProc',
    'RestrictAddressFamilies',
    'RestrictNamespaces',
    'RestrictRealtime',
    'RestrictSUIDSGID',
    'LockPersonality',
    'SystemCallArchitectures',
    'SystemCallFilter',
  ])
    assert.ok(openDoors(UNIT.replaceAll(new RegExp(`^${wall}=.*\n`, 'gm'), '')) > open, wall);
});

test('systemd finds nothing wrong with the unit', { skip: needs('systemd-analyze') }, () => {
  // The man page is there when arpist is installed.
  const unit = UNIT.replace(/^Documentation=.*\n/m, '');
  assert.deepEqual(analyzed(unit, ['verify']), { status: 0, out: '' });
  const wrong = analyzed(unit.replace('Restart=on-failure', 'Restart=maybe'), ['verify']);
  assert.match(wrong.out, /maybe/);
});

test('user and folders are made by systemd as they are told', {
  skip: needs('systemd-sysusers', 'systemd-tmpfiles'),
}, () => {
  const root = mkdtempSync(join(tmpdir(), 'arpist-root-'));
  try {
    mkdirSync(join(root, 'etc'));
    const told = (program: string, text: string, words: readonly string[]) =>
      spawnSync(program, [`--root=${root}`, ...words, '-'], { input: text, encoding: 'utf8' });
    const users = told('systemd-sysusers', SYSUSERS, ['--dry-run']);
    assert.equal(users.status, 0);
    assert.match(users.stdout + users.stderr, /user 'arpist' \(ARP watch\)/);
    const folders = told(
      'systemd-tmpfiles',
      TMPFILES.replaceAll(' root root', ` ${process.getuid?.()} ${process.getgid?.()}`),
      ['--create'],
    );
    assert.deepEqual([folders.status, folders.stderr], [0, '']);
    const modes = ['arpist', 'arpist/conf.d', 'arpist/credentials'].map((name) =>
      (statSync(join(root, 'etc', name)).mode & 0o777).toString(8),
    );
    assert.deepEqual(modes, ['755', '755', '700']);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
