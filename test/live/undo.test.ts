import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { faultsOf, schemaNamed } from '../records/schema.ts';
import { whyNoLab } from './lab.ts';
import { withOneHost } from './one-host.ts';

const skip = whyNoLab;

test('K11: entries that a program made without a MAC are made again, and looked at', { skip }, async () => {
  await withOneHost(({ host, arpist }) => {
    const entry = (ip: string): string => host.run('ip', 'neigh', 'show', 'to', ip);
    for (const words of ['managed extern_learn', 'managed', 'extern_learn nud none', 'managed router']) {
      host.run('ip', 'neigh', 'add', '10.77.0.10', 'dev', 'eth0', ...words.split(' '));
      const before = host.run('ip', '-d', 'neigh', 'show', 'nud', 'all', 'to', '10.77.0.10');
      for (const line of ['table flush --all', 'table delete 10.77.0.10']) {
        assert.equal(arpist(line).code, 0, line);
        assert.equal(entry('10.77.0.10'), '', line);
        const undone = arpist('undo');
        assert.equal(undone.code, 0, `${words}, ${line}: ${undone.err}`);
        assert.match(undone.err, /is undone/);
        const now = host.run('ip', '-d', 'neigh', 'show', 'nud', 'all', 'to', '10.77.0.10');
        assert.deepEqual(
          [now.includes('managed'), now.includes('extern_learn')],
          [before.includes('managed'), before.includes('extern_learn')],
        );
      }
      host.run('ip', 'neigh', 'del', '10.77.0.10', 'dev', 'eth0');
    }
  });
});

test('K11: learned entries are counted, and nothing is said of them that is not so', { skip }, async () => {
  await withOneHost(({ host, arpist }) => {
    host.run('ip', 'neigh', 'add', '10.77.0.9', 'lladdr', '02:00:00:00:09:09', 'dev', 'eth0', 'nud', 'stale');
    assert.equal(arpist('table flush --all').code, 0);
    const undone = arpist('undo --json');
    assert.equal(undone.code, 0, undone.err);
    const record = JSON.parse(undone.out) as { ending: string; left: readonly string[] };
    assert.deepEqual(faultsOf(record, schemaNamed('undo.v1')), []);
    assert.match(record.left.join(), /learned entr.* asked for again when/);
    assert.doesNotMatch(undone.err, /all it touched is as before/);
  });
});

test('K11: an entry in the place of one that was being asked for goes with the undo', { skip }, async () => {
  await withOneHost(({ host, arpist }) => {
    // Nobody has it: it stays in the table as incomplete or failed.
    assert.throws(() => host.run('ping', '-c', '1', '-W', '1', '10.77.0.77'));
    assert.equal(arpist('table replace 10.77.0.77 02:00:00:00:07:07 -I eth0').code, 0);
    assert.equal(arpist('undo').code, 0);
    assert.doesNotMatch(host.run('ip', 'neigh'), /02:00:00:00:07:07/);
  });
});

test('K11: what somebody took away between the change and the undo is looked at, not claimed', {
  skip,
}, async () => {
  await withOneHost(({ host, arpist }) => {
    host.run('ip', 'link', 'add', 'veth7', 'type', 'veth', 'peer', 'name', 'veth8');
    host.run('ip', 'address', 'add', '10.79.0.1/24', 'dev', 'veth7');
    host.run('ip', 'link', 'set', 'veth7', 'up');
    host.run('ip', 'neigh', 'add', '10.79.0.5', 'lladdr', '02:00:00:00:05:05', 'dev', 'veth7');
    assert.equal(arpist('table delete 10.79.0.5').code, 0);
    host.run('ip', 'link', 'del', 'veth7');
    const undone = arpist('undo');
    assert.equal(undone.code, 5, undone.err);
    assert.match(undone.err, /10\.79\.0\.5 on veth7 is not back/);
    // It never can be, and stands in the way of nothing.
    assert.equal(arpist('undo').code, 1);
  });
});

test('D28: what the kernel refused is listed as that, with how many were made', { skip }, async () => {
  await withOneHost(({ arpist }) => {
    assert.equal(arpist('table add 10.77.0.5 02:00:00:00:05:05').code, 0);
    assert.equal(arpist('table add 10.77.0.5 02:00:00:00:06:06').code, 1);
    assert.equal(arpist('table add 10.77.0.5 02:00:00:00:06:06 10.77.0.6 02:00:00:00:06:06').code, 5);
    const listed = arpist('undo --list')
      .out.split('\n')
      .map((line) => line.split('\t').slice(2, 4));
    assert.deepEqual(listed, [
      ['stands', '1 change'],
      ['refused', '0 of 1 change'],
      ['stands', '1 of 2 changes'],
      [],
    ]);
    for (const line of arpist('undo --list --json').out.trim().split('\n'))
      assert.deepEqual(faultsOf(JSON.parse(line), schemaNamed('journal-entry.v1')), []);
  });
});

test('D17: undo says what the kernel does not give back, and leaves no folder it made', {
  skip,
}, async () => {
  await withOneHost(({ root, file, arpist }) => {
    const toml = file('flux.toml', '[flux]\ninterfaces = ["eth0", "eth1"]\n');
    assert.equal(arpist(`apply ${toml} --persist script`).code, 0);
    assert.equal(existsSync(join(root, 'etc', 'arpist', 'flux.sh')), true);
    const undone = arpist('undo');
    assert.equal(undone.code, 0, undone.err);
    assert.equal(existsSync(join(root, 'etc')), false);
    assert.match(undone.err, /keeps the mark that there was a policy rule until the next start/);
    // It was so before, the second time.
    assert.equal(arpist(`apply ${toml}`).code, 0);
    assert.match(arpist('undo').err, /is undone: all it touched is as before/);
  });
});

test('D17: a folder with something in it stays, and so does a file that somebody wrote in since', {
  skip,
}, async () => {
  await withOneHost(({ root, file, arpist }) => {
    const toml = file('vip.toml', '[vip]\nrole = "real-server"\naddresses = ["10.77.0.100"]\n');
    const script = join(root, 'etc', 'arpist', 'vip.sh');
    assert.equal(arpist(`apply ${toml} --persist script`).code, 0);
    writeFileSync(join(root, 'etc', 'arpist', 'theirs'), '');
    assert.equal(arpist('undo').code, 0);
    assert.deepEqual([existsSync(script), existsSync(join(root, 'etc', 'arpist'))], [false, true]);
    assert.equal(arpist(`apply ${toml} --persist script`).code, 0);
    appendFileSync(script, 'echo theirs\n');
    const undone = arpist('undo');
    assert.deepEqual([undone.code, existsSync(script)], [0, true]);
    assert.match(undone.err, /vip\.sh was changed since by somebody else, and stays/);
  });
});

test('D17: applied twice, the file of the first comes back with the undo of the second', {
  skip,
}, async () => {
  await withOneHost(({ root, file, arpist }) => {
    const vip = (ip: string): string =>
      file('vip.toml', `[vip]\nrole = "real-server"\naddresses = ["10.77.0.100", "${ip}"]\n`);
    const script = join(root, 'etc', 'arpist', 'vip.sh');
    assert.equal(arpist(`apply ${vip('10.77.0.101')} --persist script`).code, 0);
    const first = readFileSync(script, 'utf8');
    assert.equal(arpist(`apply ${vip('10.77.0.102')} --persist script`).code, 0);
    assert.notEqual(readFileSync(script, 'utf8'), first);
    assert.equal(arpist('undo').code, 0);
    assert.equal(readFileSync(script, 'utf8'), first);
    assert.equal(arpist('undo').code, 0);
    assert.equal(existsSync(script), false);
  });
});

test('A9: where others may write, nothing of --persist is written', { skip }, async () => {
  await withOneHost(({ root, file, arpist }) => {
    const toml = file('vip.toml', '[vip]\nrole = "real-server"\naddresses = ["10.77.0.100"]\n');
    mkdirSync(join(root, 'etc'), { recursive: true });
    const open = join(root, 'etc', 'arpist');
    mkdirSync(open);
    assert.equal(
      arpist(`apply ${toml} --persist script`, 'sh', '-c', `chmod 777 ${open}; exec "$@"`, 'sh').code,
      2,
    );
    assert.equal(existsSync(join(open, 'vip.sh')), false);
  });
});
