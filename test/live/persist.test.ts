import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { faultsOf, schemaNamed } from '../records/schema.ts';
import { whyNoLab } from './lab.ts';
import { type OneHost, withOneHost } from './one-host.ts';

const skip = whyNoLab;
const VIP = '[vip]\nrole = "real-server"\naddresses = ["10.77.0.100"]\n';
const LASTING = /ends with the next start of the machine; .* makes it last\n$/;

function put(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function sick({ host }: OneHost): void {
  host.run('sysctl', '-qw', 'net.ipv4.conf.eth0.proxy_arp_pvlan=0');
}

test('D10: the last line of what changes the host says that it ends with the next start, and what makes it last', {
  skip,
}, async () => {
  await withOneHost((scene) => {
    const { arpist, file } = scene;
    sick(scene);
    const toml = file('vip.toml', VIP);
    for (const line of [
      `apply ${toml}`,
      'move 10.77.0.150 -I eth0 --no-verify',
      'table add 10.77.0.5 02:00:00:00:05:05 -I eth0',
      'table replace 10.77.0.5 02:00:00:00:05:06 -I eth0',
      'table publish 10.77.0.60 -I eth0',
      'table timers set gc_stale_time=30s -I eth0',
      'doctor --fix --yes',
    ]) {
      const told = arpist(line);
      const lines = told.err.split('looked at again')[0]!.trimEnd();
      assert.match(`${lines}\n`, LASTING, `${line}: ${told.err}`);
    }
    const gone = arpist('table delete 10.77.0.5');
    assert.match(gone.err, /makes at the next start comes back with it\n$/);
    // What is so already changes nothing, and neither does what is only shown.
    for (const line of [`apply ${toml}`, 'table add 10.77.0.7 02:00:00:00:05:05 -I eth0 --dry-run'])
      assert.doesNotMatch(arpist(line).err, /next start/, line);
  });
});

test('K16: a later file of sysctl.d is named, and ours is read later still, or it is no success', {
  skip,
}, async () => {
  await withOneHost(({ root, file, arpist }) => {
    const toml = file('vip.toml', VIP);
    put(root, '/usr/lib/systemd/systemd-sysctl', '');
    put(root, '/etc/sysctl.conf', 'net.ipv4.conf.eth0.arp_ignore = 0\n');
    put(root, '/etc/sysctl.d/99-sysctl.conf', 'net.ipv4.conf.eth0.arp_ignore = 0\n');
    const won = arpist(`apply ${toml} --persist sysctl.d`);
    assert.equal(won.code, 0, won.err);
    assert.match(won.err, /99-sysctl\.conf sets net\.ipv4\.conf\.eth0\.arp_ignore = 0, not 1/);
    assert.equal(existsSync(join(root, 'etc/sysctl.d/99-zz-arpist-vip.conf')), true);
    assert.equal(arpist('persist').code, 0);
    put(root, '/etc/sysctl.d/zzz.conf', 'net.ipv4.conf.eth1.arp_announce = 0\n');
    const listed = arpist('persist --json');
    assert.equal(listed.code, 1);
    const record = JSON.parse(listed.out) as { beaten: readonly string[] };
    assert.deepEqual(faultsOf(record, schemaNamed('persist-file.v1')), []);
    assert.match(record.beaten.join(), /zzz\.conf sets net\.ipv4\.conf\.eth1\.arp_announce = 0, not 2/);
    assert.equal(arpist('undo').code, 0);
    const lost = arpist(`apply ${toml} --persist sysctl.d --json`);
    assert.equal(lost.code, 5, lost.err);
    assert.match(lost.err, /does not hold: .*zzz\.conf sets net\.ipv4\.conf\.eth1\.arp_announce = 0, not 2/);
    const summary = JSON.parse(lost.out.trim().split('\n').at(-1)!) as { lost: readonly string[] };
    assert.deepEqual(faultsOf(summary, schemaNamed('apply-summary.v1')), []);
    assert.equal(summary.lost.length, 1);
  });
});

test('K17: ifupdown that reads no folder is looked at, and it is no success', { skip }, async () => {
  await withOneHost(({ root, file, arpist }) => {
    const toml = file('vip.toml', VIP);
    put(root, '/etc/network/interfaces', 'auto lo\niface lo inet loopback\n');
    const unread = arpist(`apply ${toml} --persist ifupdown`);
    assert.equal(unread.code, 5, unread.err);
    assert.match(unread.err, /nobody reads \/etc\/network\/interfaces\.d\/arpist-vip/);
    assert.match(arpist('persist').out, /NOT READ/);
    put(root, '/etc/network/interfaces', 'auto lo\nsource /etc/network/interfaces.d/*\n');
    const listed = arpist('persist');
    assert.deepEqual([listed.code, /read, wins, and is so/.test(listed.out)], [0, true], listed.out);
    assert.equal(arpist('undo').code, 0);
    assert.equal(arpist(`apply ${toml} --persist ifupdown`).code, 0);
  });
});

test('D12: systemd-networkd has a file for the link, though it does not run: a drop-in beside it', {
  skip,
}, async () => {
  await withOneHost(({ root, file, arpist }) => {
    const toml = file('it.toml', '[[address]]\naddress = "10.77.0.60/24"\ninterface = "eth1"\n');
    put(
      root,
      '/etc/systemd/network/80-eth1.network',
      '[Match]\nName=eth1\n[Network]\nAddress=10.77.0.2/24\n',
    );
    const done = arpist(`apply ${toml} --persist systemd-networkd`);
    assert.equal(done.code, 0, done.err);
    assert.deepEqual(readdirSync(join(root, 'etc/systemd/network')), [
      '80-eth1.network',
      '80-eth1.network.d',
    ]);
    assert.match(done.err, /systemd-networkd is not enabled/);
    rmSync(join(root, 'etc/systemd/network/80-eth1.network'));
    put(root, '/run/systemd/netif/state', '');
    assert.match(arpist('persist').out, /there is no 80-eth1\.network any more/);
  });
});

test('D10: doctor --fix --persist and table add --persist write files that go with the undo', {
  skip,
}, async () => {
  await withOneHost((scene) => {
    const { root, host, arpist } = scene;
    put(root, '/etc/network/interfaces', 'auto lo eth0 eth1\nsource /etc/network/interfaces.d/*\n');
    const fixed = arpist('doctor --fix --yes --persist ifupdown');
    assert.equal(fixed.code, 0, fixed.err);
    assert.match(fixed.err, /written: \/etc\/network\/interfaces\.d\/arpist-doctor\n/);
    for (const [nth, ip] of ['10.77.0.5', '10.77.0.6'].entries()) {
      const added = arpist(`table add ${ip} 02:00:00:00:05:0${nth} -I eth0 --persist ifupdown`);
      assert.equal(added.code, 0, added.err);
      assert.match(added.err, new RegExp(`arpist-table${nth === 0 ? '' : '-2'}\n`));
    }
    const listed = arpist('persist');
    assert.deepEqual([listed.code, listed.out.match(/is so/g)?.length], [0, 3], listed.out);
    assert.equal(arpist('undo').code, 0);
    assert.deepEqual(
      [
        existsSync(join(root, 'etc/network/interfaces.d/arpist-table-2')),
        /10\.77\.0\.6/.test(host.run('ip', 'neigh')),
      ],
      [false, false],
    );
    host.run('ip', 'neigh', 'del', '10.77.0.5', 'dev', 'eth0');
    const drifted = arpist('persist');
    assert.equal(drifted.code, 1);
    assert.match(drifted.out, /NOT SO NOW\n {2}10\.77\.0\.5 has no static entry/);
  });
});

test('D10: table add --persist that was refused writes nothing, and says so', { skip }, async () => {
  await withOneHost(({ root, arpist }) => {
    put(root, '/etc/network/interfaces', 'auto lo eth0 eth1\nsource /etc/network/interfaces.d/*\n');
    assert.equal(arpist('table add 10.77.0.5 02:00:00:00:05:05').code, 0);
    const refused = arpist('table add 10.77.0.5 02:00:00:00:05:06 --persist ifupdown');
    assert.equal(refused.code, 1, refused.err);
    assert.match(refused.err, /nothing was written that would make it last/);
    assert.equal(existsSync(join(root, 'etc/network/interfaces.d')), false);
    assert.match(arpist('undo').err, /table add 10\.77\.0\.5 02:00:00:00:05:05'.* is undone/);
  });
});

test('D10: persist add makes the last change last, and remove takes files away so that undo brings them back', {
  skip,
}, async () => {
  await withOneHost(({ root, file, arpist }) => {
    put(root, '/etc/network/interfaces', 'auto lo eth0 eth1\nsource /etc/network/interfaces.d/*\n');
    assert.equal(arpist('persist').code, 1);
    assert.equal(arpist('persist add ifupdown').code, 1);
    assert.equal(arpist('move 10.77.0.150 -I eth0 --no-verify').code, 0);
    const dry = arpist('persist add ifupdown --dry-run');
    assert.deepEqual([dry.code, existsSync(join(root, 'etc/network/interfaces.d'))], [0, false]);
    assert.match(dry.out, /up ip address replace 10\.77\.0\.150\/24 dev eth0/);
    const added = arpist('persist add ifupdown');
    assert.equal(added.code, 0, added.err);
    const path = join(root, 'etc/network/interfaces.d/arpist-move');
    const text = readFileSync(path, 'utf8');
    const toml = file('vip.toml', VIP);
    assert.equal(arpist(`apply ${toml} --persist script`).code, 0);
    assert.equal(arpist('persist remove nothing').code, 2);
    assert.equal(arpist('persist remove').code, 2);
    const shown = arpist('persist remove --all --dry-run');
    assert.deepEqual([shown.code, existsSync(path)], [0, true]);
    const removed = arpist('persist remove move');
    assert.deepEqual([removed.code, existsSync(path)], [0, false], removed.err);
    assert.equal(arpist('undo').code, 0);
    assert.equal(readFileSync(path, 'utf8'), text);
    assert.equal(arpist('persist remove --all').code, 0);
    assert.deepEqual([existsSync(path), existsSync(join(root, 'etc/arpist/vip.sh'))], [false, false]);
    assert.equal(arpist('persist').code, 1);
    assert.equal(arpist('undo').code, 0);
    assert.deepEqual([existsSync(path), existsSync(join(root, 'etc/arpist/vip.sh'))], [true, true]);
    assert.match(
      arpist('persist').out,
      /vip\.sh {2}script, from .*: NOT READ, wins, is so\n {2}nothing that arpist knows of calls/,
    );
    put(root, '/etc/cron.d/arpist', '@reboot root /etc/arpist/vip.sh\n');
    assert.equal(arpist('persist').code, 0);
  });
});
