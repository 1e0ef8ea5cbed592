import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseIpv4 } from '../../src/base/ipv4.ts';
import { parseMac } from '../../src/base/mac.ts';
import type { GuardSnapshot } from '../../src/kernel/host.ts';
import { readGuard, writeGuard } from '../../src/linux/guard.ts';
import { readSnapshot } from '../../src/linux/snapshot.ts';
import { arpFrame } from '../../src/sim/who-has.ts';
import { OP_REQUEST } from '../../src/wire/arp.ts';
import { needs } from '../programs.ts';
import { guardScene, whyNoGuard } from './guard-scene.ts';

const skip = whyNoGuard || needs('arpspoof', 'ping');

const GATEWAY = '10.77.0.254';

test('arpspoof gets nowhere where both ends are guarded, and is named', { skip }, async () => {
  await guardScene(async (scene) => {
    const { host, gateway, liar } = scene;
    assert.equal(host.run('ping', '-c', '1', '-W', '2', GATEWAY).status, 0);
    assert.equal(gateway.run('ping', '-c', '1', '-W', '2', host.ip).status, 0);
    const written = host.arpist('init', 'guard');
    assert.equal(written.status, 0, written.stderr);
    assert.match(written.stdout, /address = "10\.77\.0\.254"/);
    writeFileSync(scene.path('guard.toml'), written.stdout);
    const applied = host.arpist('apply', scene.path('guard.toml'), '--yes');
    assert.equal(applied.status, 0, applied.stderr + written.stdout);
    writeFileSync(
      scene.path('half.toml'),
      `[guard]\ninterface = "eth0"\n[[guard.speaker]]\naddress = "${host.ip}"\nmacs = ["${host.mac}"]\n`,
    );
    const other = gateway.arpist('apply', scene.path('half.toml'), '--yes');
    assert.equal(other.status, 0, other.stderr);
    const spoof = spawn('ip', [
      'netns',
      'exec',
      liar.namespace,
      'arpspoof',
      '-i',
      'eth0',
      '-t',
      host.ip,
      '-r',
      GATEWAY,
    ]);
    try {
      await until(() => host.arpist('guard', '--json').stdout.includes(liar.mac));
      for (let at = 0; at < 5; at++) {
        assert.equal(host.run('ping', '-c', '1', '-W', '2', GATEWAY).status, 0);
        assert.match(host.run('ip', 'neigh', 'show', GATEWAY).stdout, new RegExp(gateway.mac));
        assert.match(gateway.run('ip', 'neigh', 'show', host.ip).stdout, new RegExp(host.mac));
      }
      const told = host.arpist('guard');
      assert.equal(told.status, 4);
      const record = JSON.parse(host.arpist('guard', '--json').stdout) as {
        lies: number;
        liars: { mac: string }[];
      };
      assert.ok(record.lies > 0);
      assert.deepEqual(
        record.liars.map(({ mac }) => mac),
        [liar.mac],
      );
      assert.equal(host.arpist('verify', scene.path('guard.toml')).status, 0);
    } finally {
      spoof.kill('SIGKILL');
      await new Promise((resolve) => spoof.once('close', resolve));
    }
    assert.equal(host.arpist('undo').status, 0);
    assert.equal(host.run('nft', 'list', 'ruleset').stdout, '');
    const none = host.arpist('guard');
    assert.deepEqual([none.status, none.stderr], [1, 'arpist: nothing is guarded here\n']);
  });
});

async function until(holds: () => boolean): Promise<void> {
  for (let at = 0; at < 200; at++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail('it did not come');
}

test('a lie that got in before goes with the guard, and what others have in nf_tables stays', {
  skip,
}, async () => {
  await guardScene(async (scene) => {
    const { host, gateway } = scene;
    const foreign = 'table arp other { chain c { type filter hook input priority 0; policy accept; }; }';
    assert.equal(host.run('nft', foreign).status, 0);
    const before = host.run('nft', '-s', 'list', 'ruleset').stdout;
    host.run('ip', 'neigh', 'replace', GATEWAY, 'lladdr', '02:00:00:00:00:66', 'nud', 'stale', 'dev', 'eth0');
    const file = scene.path('guard.toml');
    writeFileSync(
      file,
      `[guard]\ninterface = "eth0"\nexpires = "30d"\n[[guard.speaker]]\naddress = "gateway"\nmacs = ["${gateway.mac}"]\n`,
    );
    const plan = host.arpist('plan', file);
    assert.match(
      plan.stdout,
      /10\.77\.0\.254 is held with 02:00:00:00:00:66 on eth0, which may not speak for it/,
    );
    const refused = host.arpist('apply', file);
    assert.equal(refused.status, 2, 'no MAC of the list is known');
    assert.match(refused.stderr, /--confirm 60, or --yes/);
    assert.equal(host.run('nft', '-s', 'list', 'ruleset').stdout, before);
    assert.equal(host.arpist('apply', file, '--yes').status, 0);
    assert.equal(host.run('ip', 'neigh', 'show', GATEWAY).stdout, '');
    assert.equal(host.run('ping', '-c', '1', '-W', '2', GATEWAY).status, 0);
    assert.equal(host.arpist('verify', file).status, 0);
    // Somebody empties nf_tables: told, and mended by apply.
    assert.equal(host.run('nft', 'flush', 'ruleset').status, 0);
    assert.equal(host.arpist('verify', file).status, 1);
    assert.equal(host.run('nft', foreign).status, 0);
    assert.equal(host.arpist('apply', file, '--yes').status, 0);
    assert.equal(host.arpist('undo').status, 0);
    assert.equal(host.run('nft', '-s', 'list', 'ruleset').stdout, before);
  });
});

test('a table of our name that is not ours is left alone, and said', { skip }, async () => {
  await guardScene(async (scene) => {
    const { host, gateway } = scene;
    assert.equal(host.run('nft', 'table arp arpist { chain mine { }; }').status, 0);
    const before = host.run('nft', 'list', 'ruleset').stdout;
    const file = scene.path('guard.toml');
    writeFileSync(
      file,
      `[guard]\ninterface = "eth0"\n[[guard.speaker]]\naddress = "10.77.0.254"\nmacs = ["${gateway.mac}"]\n`,
    );
    const applied = host.arpist('apply', file, '--yes');
    assert.equal(applied.status, 3, applied.stderr);
    assert.match(applied.stderr, /table arp arpist .*that arpist did not make/);
    assert.equal(host.arpist('guard').status, 3);
    assert.equal(host.run('nft', 'list', 'ruleset').stdout, before);
  });
});

test('the command in the plan makes the same table', { skip }, async () => {
  await guardScene(async (scene) => {
    const { host, gateway } = scene;
    const file = scene.path('guard.toml');
    writeFileSync(
      file,
      `[guard]\ninterface = "eth0"\nmode = "count"\nexpires = "12h"\n[[guard.speaker]]\naddress = "10.77.0.254"\nmacs = ["${gateway.mac}", "02:00:00:00:00:99"]\n`,
    );
    const commands = host.arpist('plan', file, '--diff').stdout;
    const made = spawnSync('ip', ['netns', 'exec', host.namespace, 'sh', '-c', commands], {
      encoding: 'utf8',
    });
    assert.equal(made.status, 0, made.stderr);
    const verified = host.arpist('verify', file);
    assert.equal(verified.status, 0, verified.stdout + verified.stderr);
  });
});

test('replaced three hundred times while somebody lies: the table never holds a lie', { skip }, async () => {
  await guardScene(({ host, gateway, liar }) => {
    const guard = (...macs: readonly string[]): GuardSnapshot => ({
      links: ['eth0'],
      mode: 'drop',
      guarded: [{ ip: GATEWAY, macs: [gateway.mac, ...macs].toSorted() }],
    });
    assert.equal(host.run('ping', '-c', '1', '-W', '2', GATEWAY).status, 0);
    const mouth = liar.host.open('eth0');
    const lie = arpFrame({
      dst: parseMac(host.mac)!,
      src: parseMac(liar.mac)!,
      op: OP_REQUEST,
      sha: parseMac(liar.mac)!,
      spa: parseIpv4(GATEWAY)!,
      tha: 0,
      tpa: parseIpv4(host.ip)!,
    });
    const lies = { bytes: new Uint8Array(lie.length * 7), size: lie.length, count: 7 };
    for (let at = 0; at < lies.count; at++) lies.bytes.set(lie, at * lie.length);
    let wrong = 0;
    const held = (): void => {
      const { neighbours } = host.host.inside(() => readSnapshot());
      if (neighbours.some(({ ip, mac }) => ip === GATEWAY && mac === liar.mac)) wrong++;
    };
    assert.deepEqual(
      host.host.inside(() => writeGuard(guard())),
      { code: null, words: null },
    );
    for (let at = 0; at < 300; at++) {
      mouth.send(lies);
      const written = host.host.inside(() => writeGuard(at % 2 === 0 ? guard('02:00:00:00:00:fd') : guard()));
      assert.equal(written.code, null);
      mouth.send(lies);
      held();
    }
    assert.equal(wrong, 0);
    assert.ok(host.host.inside(() => readGuard()).refused > 0, 'lies were refused to the last');
  });
});
