import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { formatMac } from '../../src/base/mac.ts';
import { openNeighbourTable } from '../../src/linux/neighbour-table.ts';
import { openNeighbourWatch } from '../../src/linux/neighbour-watch.ts';
import type { TableChange } from '../../src/change/change.ts';
import { refusalText } from '../../src/verbs/table/apply.ts';
import { follow } from '../../src/verbs/table/follow.ts';
import { type LabHost, openLab, whyNoLab } from './lab.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

interface Told {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface Scene {
  readonly host: LabHost;
  readonly folder: string;
  /** `arpist table …`, its journal in `folder`. */
  readonly table: (line: string, ...before: readonly string[]) => Told;
  /** As `ip neigh` sees it: address, MAC and state. */
  readonly neighbours: () => readonly string[];
}

function withHost(body: (scene: Scene) => void): void {
  const lab = openLab();
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  try {
    const host = lab.host('host', {
      nics: [
        { name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.77.0.1/24'] },
        { name: 'eth1', mac: '02:00:00:00:00:02', addresses: ['10.78.0.1/16'] },
      ],
    });
    body({
      host,
      folder,
      table(line, ...before) {
        const words = ['netns', 'exec', host.namespace, ...before, process.execPath, MAIN, 'table'];
        const env = { ...process.env, ARPIST_STATE: folder };
        const done = spawnSync('ip', [...words, ...line.split(' ')], { encoding: 'utf8', env });
        return { code: done.status, out: done.stdout, err: done.stderr };
      },
      neighbours: () =>
        (JSON.parse(host.run('ip', '-j', 'neigh')) as { dst: string; lladdr?: string; state: string[] }[])
          .map(({ dst, lladdr, state }) => `${dst} ${lladdr} ${state.join()}`)
          .toSorted(),
    });
  } finally {
    lab.close();
    rmSync(folder, { recursive: true });
  }
}

const LASTING = 'it ends with the next start of the machine; arpist persist add HOW makes it last\n';

test('added, replaced, deleted: the kernel has it so, and the journal too', { skip: whyNoLab }, () => {
  withHost(({ folder, table, neighbours }) => {
    assert.equal(table('add 10.77.0.2 02:00:00:00:01:02 10.78.3.4 02:00:00:00:03:04').code, 0);
    assert.deepEqual(neighbours(), [
      '10.77.0.2 02:00:00:00:01:02 PERMANENT',
      '10.78.3.4 02:00:00:00:03:04 PERMANENT',
    ]);
    const again = table('add 10.77.0.2 02:00:00:00:09:09');
    assert.deepEqual([again.code, /there is an entry already/.test(again.err)], [1, true]);
    assert.equal(table('replace 10.77.0.2 02:00:00:00:09:09 --state stale --router').code, 0);
    assert.ok(neighbours().includes('10.77.0.2 02:00:00:00:09:09 STALE'));
    assert.equal(table('replace 10.77.0.2 02:00:00:00:09:08 --learned --dry-run').code, 0);
    assert.ok(neighbours().includes('10.77.0.2 02:00:00:00:09:09 STALE'), '--dry-run changes nothing');
    assert.equal(table('delete 10.77.0.2').code, 0);
    assert.deepEqual(neighbours(), ['10.78.3.4 02:00:00:00:03:04 PERMANENT']);
    assert.equal(table('delete 10.77.0.2').code, 1);
    const lines = readFileSync(join(folder, 'journal'), 'utf8').trim().split('\n');
    const kinds = lines.map((line) => (JSON.parse(line) as { type: string }).type);
    assert.deepEqual(kinds, Array.from({ length: 4 }, () => ['intent', 'outcome']).flat());
  });
});

test('published on one interface and on all, and taken back', { skip: whyNoLab }, () => {
  withHost(({ host, table }) => {
    const published = (): string => host.run('ip', 'neigh', 'show', 'proxy');
    assert.equal(table('publish 10.77.0.60-62 -I eth1').code, 0);
    assert.equal(published().match(/10\.77\.0\.6[012] dev eth1 proxy/g)?.length, 3);
    assert.equal(table('publish 10.77.0.70 --everywhere').code, 0);
    assert.match(published(), /^10\.77\.0\.70 +proxy/m);
    assert.match(table('--where published 10.77.0.70').out, /^10\.77\.0\.70\t-\t-\tpublished\t\*\t/);
    assert.equal(table('unpublish 10.77.0.60/30 10.77.0.70').code, 0);
    assert.equal(published(), '');
  });
});

test('point 2: what is published everywhere falls silent on other interfaces only when that is named', {
  skip: whyNoLab,
}, () => {
  withHost(({ host, table }) => {
    host.run('sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv4.conf.all.rp_filter=0');
    const published = (): string => host.run('ip', 'neigh', 'show', 'proxy');
    assert.equal(table('publish 10.78.0.70 --everywhere').code, 0);
    host.ip('route add 10.78.0.70/32 dev eth0');
    const refused = table('unpublish 10.78.0.70 -I eth0');
    assert.deepEqual([refused.code, /asked on eth1: now eth1 → after: nobody/.test(refused.err)], [2, true]);
    assert.match(published(), /^10\.78\.0\.70 +proxy/m);
    const named = table('unpublish 10.78.0.70 -I eth0 --silence 10.78.0.70@eth1');
    assert.deepEqual([named.code, published()], [0, ''], named.err);
  });
});

test('flush forgets what was learned, ten thousand at once, and leaves what was made', {
  skip: whyNoLab,
}, () => {
  withHost(({ host, table, neighbours }) => {
    const lines: string[] = ['neigh add 10.78.0.2 lladdr 02:00:00:00:00:99 dev eth1'];
    for (let at = 0; at < 10_000; at++)
      lines.push(
        `neigh add 10.78.${4 + (at >> 8)}.${at & 255} lladdr 02:00:00:00:01:01 dev eth1 nud reachable`,
      );
    host.ip(...lines);
    const done = table('flush -I eth1');
    assert.deepEqual([done.code, done.err], [0, '10,000 changes: 10,000 done\n']);
    assert.deepEqual(neighbours(), ['10.78.0.2 02:00:00:00:00:99 PERMANENT']);
  });
});

test('without rights everything can be read and nothing be changed', { skip: whyNoLab }, () => {
  withHost(({ table, neighbours }) => {
    table('add 10.77.0.2 02:00:00:00:01:02');
    const noRights = ['setpriv', '--bounding-set=-all', '--inh-caps=-all'];
    const read = table('10.77.0.2', ...noRights);
    assert.deepEqual([read.code, read.out.startsWith('10.77.0.2\t02:00:00:00:01:02')], [0, true]);
    for (const line of [
      'delete 10.77.0.2',
      'add 10.77.0.3 02:00:00:00:01:03',
      'publish 10.77.0.60 -I eth0',
    ]) {
      const refused = table(line, ...noRights);
      assert.equal(refused.code, 3, line);
      assert.match(refused.err, /CAP_NET_ADMIN: run it with sudo/);
    }
    assert.deepEqual(neighbours(), ['10.77.0.2 02:00:00:00:01:02 PERMANENT']);
  });
});

test('a managed entry is resolved by the kernel itself', { skip: whyNoLab }, () => {
  withHost(({ host, table }) => {
    assert.equal(table('add --managed 10.77.0.9').code, 0);
    assert.match(host.run('ip', 'neigh', 'show', '10.77.0.9'), /managed +(INCOMPLETE|FAILED)/);
    assert.equal(table('delete 10.77.0.9').code, 0);
  });
});

test('the kernel’s own words reach the person', { skip: whyNoLab }, () => {
  withHost(({ host }) => {
    const change: TableChange = {
      do: 'set-neighbour',
      how: 'replace',
      link: 'eth0',
      ip: '10.77.0.9',
      mac: '02:00:00:00:01:09',
      state: 'permanent',
      flags: ['managed'],
      protocol: null,
    };
    const lost = { ...change, link: 'eth9' };
    const [outcome, gone] = host.inside(() => openNeighbourTable().makeEach([change, lost]));
    assert.deepEqual([outcome?.code, gone?.code], ['EINVAL', 'ENODEV']);
    const applied = { change, undo: null, same: false, line: null, outcome: 'refused' } as const;
    assert.match(
      refusalText({ ...applied, refusal: outcome ?? null }),
      /no sense in it \(the kernel says: Invalid NTF_\* flag for permanent entry\)/,
    );
  });
});

test('ten thousand entries loaded from a file, saved again, and none when one line is bad', {
  skip: whyNoLab,
}, () => {
  withHost(({ host, folder, table }) => {
    const addresses = Array.from({ length: 10_000 }, (_, at) => `10.78.${4 + (at >> 8)}.${at & 255}`);
    const lines = addresses.map((ip, at) => `02:00:00:00:${formatMac(at).slice(12)} ${ip}`);
    const bad = join(folder, 'bad');
    writeFileSync(bad, [...lines.slice(0, 5000), 'not a line', ...lines.slice(5000)].join('\n'));
    const refused = table(`load ${bad}`);
    assert.deepEqual([refused.code, /bad:5001: /.test(refused.err)], [2, true], refused.err);
    assert.equal(host.run('ip', 'neigh'), '');
    const good = join(folder, 'good');
    writeFileSync(good, `${lines.join('\n')}\n`);
    const loaded = table(`load ${good}`);
    assert.deepEqual([loaded.code, loaded.err], [0, `10,000 changes: 10,000 done\n${LASTING}`]);
    assert.equal(host.run('ip', 'neigh').match(/PERMANENT/g)?.length, 10_000);
    assert.equal(table(`load ${good}`).err, '10,000 changes: 10,000 as they should be already\n');
    assert.equal(table(`save ${folder}/saved`).code, 0);
    assert.equal(readFileSync(join(folder, 'saved'), 'utf8'), readFileSync(good, 'utf8'));
  });
});

test('timers are set as the files then have them', { skip: whyNoLab }, () => {
  withHost(({ host, table }) => {
    const words =
      'base_reachable_time=45s gc_stale_time=5min locktime=250ms ucast_solicit=5 proxy_delay=0 unres_qlen_bytes=65536';
    const set = table(`timers set ${words} -I eth1`);
    assert.deepEqual(
      [set.code, set.err],
      [0, `6 settings: 6 changed, 0 so already, 0 refused\n${LASTING.replace('HOW', 'sysctl.d')}`],
    );
    const folder = '/proc/sys/net/ipv4/neigh/eth1';
    const names = [
      'base_reachable_time_ms',
      'gc_stale_time',
      'locktime',
      'ucast_solicit',
      'proxy_delay',
      'unres_qlen_bytes',
    ];
    const values = host.inside(() =>
      names.map((name) => Number(readFileSync(`${folder}/${name}`, 'latin1'))),
    );
    // A time is kept in ticks of the kernel, and read back from them.
    assert.deepEqual(
      values.map((value, at) => (at === 2 ? Math.round(value / 2.5) * 2.5 : value)),
      [45_000, 300, 25, 5, 0, 65_536],
    );
    const limits = table('timers set gc_thresh3=8192');
    assert.deepEqual([limits.code, /first network namespace/.test(limits.err)], [3, true], limits.err);
    const noRights = table(
      'timers set locktime=0 -I eth1',
      'setpriv',
      '--bounding-set=-all',
      '--inh-caps=-all',
    );
    assert.deepEqual([noRights.code, /CAP_NET_ADMIN/.test(noRights.err)], [3, true]);
  });
});

test('verify asks the wire, names what differs, and its commands mend it', { skip: whyNoLab }, () => {
  const lab = openLab();
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  try {
    const host = lab.host('host', { nics: [] });
    const peer = lab.host('peer', { nics: [] });
    const addresses = ['10.77.0.2/24', '10.77.0.3/24', '10.77.0.4/24'];
    lab.cable(
      { host, nic: { name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.77.0.1/24'] } },
      { host: peer, nic: { name: 'eth0', mac: '02:00:00:00:00:02', addresses } },
    );
    host.ip(
      'neigh add 10.77.0.2 lladdr 02:00:00:00:00:02 dev eth0',
      'neigh add 10.77.0.3 lladdr 02:00:00:00:00:99 dev eth0',
      'neigh add 10.77.0.9 lladdr 02:00:00:00:00:99 dev eth0',
      'neigh add proxy 10.77.0.4 dev eth0',
    );
    const before = peer.run('ip', 'neigh');
    const table = (line: string): Told => {
      const words = ['netns', 'exec', host.namespace, process.execPath, MAIN, 'table', ...line.split(' ')];
      const env = { ...process.env, ARPIST_STATE: folder };
      const done = spawnSync('ip', words, { encoding: 'utf8', env });
      return { code: done.status, out: done.stdout, err: done.stderr };
    };
    const told = table('verify --all -I eth0');
    const cells = told.out
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('\t'));
    assert.deepEqual(
      cells.map((line) => `${line[0]} ${line[3]}`),
      ['10.77.0.2 ok', '10.77.0.3 permanent-wrong', '10.77.0.4 duplicate', '10.77.0.9 silent'],
      told.err,
    );
    assert.equal(told.code, 4);
    // The silent one is asked as ourselves in the end; what the peer learns of that is true.
    assert.match(`${before}${peer.run('ip', 'neigh')}`, /^(10\.77\.0\.1 .*02:00:00:00:00:01.*\n)*$/);
    for (const line of cells)
      if (line[5] !== '-') assert.equal(table(line[5]!.replace('arpist table ', '')).code, 0);
    const mended = table('verify -I eth0');
    assert.deepEqual([mended.code, mended.out], [0, ''], mended.err);
    const noRights = ['setpriv', '--bounding-set=-all', '--inh-caps=-all'];
    const words = ['netns', 'exec', host.namespace, ...noRights, process.execPath, MAIN, 'table', 'verify'];
    const refused = spawnSync('ip', words, { encoding: 'utf8' });
    assert.deepEqual([refused.status, /CAP_NET_RAW/.test(refused.stderr)], [3, true], refused.stderr);
  } finally {
    lab.close();
    rmSync(folder, { recursive: true });
  }
});

/** Kinds of links that a kernel may be without. */
function make(host: LabHost, line: string): string | false {
  const made = spawnSync('ip', ['-n', host.namespace, ...line.split(' ')], { encoding: 'utf8' });
  return made.status === 0 ? false : made.stderr.trim();
}

test('K9: a vxlan with proxy, what stands on it, and a bridge with neigh_suppress are not asked', {
  skip: whyNoLab,
}, (t) => {
  withHost(({ host, table }) => {
    const missing =
      make(host, 'link add vx0 type vxlan id 42 dev lo dstport 4789 local 127.0.0.1 proxy l2miss l3miss') ||
      make(host, 'link add mv0 link vx0 type macvlan');
    if (missing !== false) return t.skip(missing);
    host.ip(
      'link set vx0 up',
      'link set mv0 up',
      'address add 172.31.0.1/24 dev vx0',
      'address add 172.30.0.1/24 dev mv0',
      'neigh replace 172.31.0.9 lladdr 02:de:ad:00:00:01 dev vx0 nud permanent',
      'neigh replace 172.30.0.9 lladdr 02:de:ad:00:00:02 dev mv0 nud permanent',
      'link add br0 type bridge',
      'link add p0 type veth peer name p1',
      'link set p0 master br0',
      'link set p0 up',
      'link set p1 up',
      'link set br0 up',
      'address add 172.29.0.1/24 dev br0',
      'neigh replace 172.29.0.9 lladdr 02:de:ad:00:00:03 dev br0 nud permanent',
    );
    for (const link of ['vx0', 'mv0']) {
      const told = table(`verify -I ${link} --all`);
      assert.match(
        told.out,
        /\tunasked\tvx0 answers from the neighbour table of this host \(vxlan with proxy\)/,
      );
      assert.equal(told.code, 5, told.err);
    }
    const words = ['netns', 'exec', host.namespace, process.execPath, MAIN, 'who', '172.31.0.9', '--json'];
    const who = spawnSync('ip', [...words, '-I', 'vx0'], { encoding: 'utf8' });
    assert.match(who.stdout, /"code":"own-table"/, 'the answer is none of the wire');
    assert.equal(who.status, 5, who.stderr);
    assert.match(table('verify -I br0 --all').out, /\tsilent\t/, 'an ordinary bridge is asked');
    host.ip('link set p0 type bridge_slave neigh_suppress on');
    assert.match(table('verify -I br0 --all').out, /\tunasked\tp0 has answers made from the neighbour table/);
  });
});

test('K10: an entry of zebra is not asked for and not deleted', { skip: whyNoLab }, () => {
  withHost(({ host, table, neighbours }) => {
    host.ip(
      'neigh add 10.77.0.11 lladdr 02:00:00:00:97:11 dev eth0 nud noarp extern_learn protocol zebra',
      'neigh add 10.77.0.12 lladdr 02:00:00:00:97:12 dev eth0 nud reachable extern_learn protocol zebra',
    );
    const before = neighbours();
    const told = table('verify --all');
    assert.equal(told.out.match(/\tunasked\tzebra made it, and looks after it\t-\n/g)?.length, 2, told.out);
    assert.deepEqual([told.code, neighbours()], [5, before]);
  });
});

test('events: told as they happen, published addresses too; Ctrl-C is 130', { skip: whyNoLab }, async () => {
  const lab = openLab();
  try {
    const host = lab.host('host', {
      nics: [{ name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.77.0.1/24'] }],
    });
    const words = ['netns', 'exec', host.namespace, process.execPath, MAIN, 'table', 'events', '-I', 'eth0'];
    const child = spawn('ip', words, { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    const ended = once(child, 'close');
    await until(() => err.includes('following'));
    host.ip(
      'neigh add 10.77.0.2 lladdr 02:00:00:00:01:02 dev eth0 nud reachable',
      'neigh add proxy 10.77.0.60 dev eth0',
      'neigh replace 10.77.0.2 lladdr 02:00:00:00:01:03 dev eth0 nud stale',
      'neigh del 10.77.0.2 dev eth0',
    );
    await until(() => out.includes('gone\t10.77.0.2') && out.includes('10.77.0.60'));
    child.kill('SIGINT');
    assert.deepEqual([(await ended)[0]], [130], err);
    const told = out
      .split('\n')
      .filter((line) => line.includes('10.77.0.2\t'))
      .map((line) => line.split('\t'));
    assert.deepEqual(
      told.map((cells) => [cells[1], cells[3], cells[8]].join(' ')),
      [
        'new 02:00:00:00:01:02 -',
        'changed 02:00:00:00:01:03 was 02:00:00:00:01:02 reachable',
        // The kernel takes the MAC away first, and the entry then.
        'changed - was 02:00:00:00:01:03 stale',
        'gone - -',
      ],
    );
    assert.match(out, /new\t10\.77\.0\.60\t-\t-\tpublished\teth0/);
  } finally {
    lab.close();
  }
});

async function until(isTrue: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (isTrue()) return;
    await setTimeout(25);
  }
  assert.fail('it did not happen within ten seconds');
}

test('more events than the socket holds: said, and the table is known again', {
  skip: whyNoLab,
}, async () => {
  const lab = openLab();
  try {
    const host = lab.host('host', {
      nics: [{ name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.77.0.1/16'] }],
    });
    const watch = host.inside(() => openNeighbourWatch(4096));
    const lines = Array.from(
      { length: 2000 },
      (_, at) => `neigh add 10.77.${4 + (at >> 8)}.${at & 255} lladdr 02:00:00:00:01:01 dev eth0`,
    );
    const stop = new AbortController();
    const there = new Set<number>();
    const overruns: number[] = [];
    for await (const event of follow({ watch, now: () => performance.now() }, stop.signal)) {
      if (event.type === 'watching') host.ip(...lines);
      else if (event.type === 'overrun') overruns.push(event.entries);
      else if (event.kind === 'new' && event.entry.link === 'eth0') there.add(event.entry.ip);
      if (there.size === 2000) stop.abort();
    }
    assert.deepEqual([there.size, overruns.length > 0], [2000, true]);
  } finally {
    lab.close();
  }
});
