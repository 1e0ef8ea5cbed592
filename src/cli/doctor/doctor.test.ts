import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paperIo, type PaperTraits } from '../../../test/cli/paper-io.ts';
import { faultsOf, schemaNamed } from '../../../test/records/schema.ts';
import { UsageFault } from '../../base/fault.ts';
import { seededDice } from '../../base/dice.ts';
import { hostWith, type HostWish } from '../../kernel/build-host.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import { PaperHost } from '../../sim/paper-host.ts';
import { openWorld } from '../../sim/world.ts';
import type { DoctorHands } from '../../verbs/doctor/probe.ts';
import type { MendDoor } from '../hands.ts';
import { doctorOver } from './doctor.ts';

const named = (hostname: string, wish: HostWish): HostSnapshot => ({ ...hostWith(wish), hostname });
const FLUX = named('fluxy', {
  links: { eth0: { addresses: ['10.0.0.1/24'] }, eth1: { addresses: ['10.0.0.2/24'] } },
  routes: ['default via 10.0.0.254 dev eth0'],
});
const WELL = named('well', { links: { eth0: { addresses: ['10.0.0.10/24'] } } });
const NOTED = named('noted', {
  links: { eth0: { addresses: ['10.0.0.10/24'] } },
  all: { route_localnet: 1 },
});
const balancer = named('lb', { links: { eth0: { addresses: ['10.0.0.11/24', '10.0.0.200/32'] } } });
const open = named('web1', {
  links: { lo: { addresses: ['10.0.0.200/32'] }, eth0: { addresses: ['10.0.0.12/24'] } },
});

function handsFor(host: HostSnapshot): DoctorHands {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('lan');
  const nics = host.links.filter(({ loopback }) => !loopback);
  const paper = new PaperHost(world, host, {});
  for (const { name } of nics) paper.plug(name, segment);
  const own = world.host(
    ...nics.map(({ name }, at) => ({
      name,
      mac: 0x020000000100 + at,
      addresses: host.addresses
        .filter(({ link }) => link === name)
        .map((one) => `${one.local}/${one.prefixLength}`),
      segment,
    })),
  );
  return { host: own, clock: world.clock, dice: seededDice(1) };
}

interface Play extends PaperTraits {
  readonly host?: HostSnapshot;
  /** What the first looks at this host show. */
  readonly looks?: HostSnapshot[];
  /** As soon as the wire is asked. */
  readonly stop?: 'interrupted';
}

async function doctor(
  words: string,
  { host = WELL, looks = [], stop, ...traits }: Play = {},
): Promise<{ code: number; out: string; err: string }> {
  const io = paperIo(traits);
  const door = {
    snapshot: () => Promise.resolve(looks.shift() ?? host),
    hands() {
      if (stop) io.stop(stop);
      return Promise.resolve(handsFor(host));
    },
    // Nothing here lets a plan get as far as to be made.
    mend: () => Promise.resolve({} as MendDoor),
  };
  const code = await doctorOver(door, words.split(' ').filter(Boolean), io);
  return { code, out: io.out(), err: io.err() };
}

test('healthy: nothing on stdout, a word on stderr, exit code 0', async () => {
  const { out, err, code } = await doctor('');
  assert.deepEqual([out, code], ['', 0]);
  assert.equal(err, 'well (Linux 6.18.44): healthy, nothing found\n');
});

test('a finding: what, evidence, the commands that mend it, its page; exit code 1', async () => {
  const { out, err, code } = await doctor('', { host: FLUX });
  assert.equal(
    out,
    [
      'fault     ARP flux on 10.0.0.0/24: eth0 and eth1 answer for the same addresses (10.0.0.1 and 10.0.0.2), each with its own MAC.',
      '          eth0 and eth1 have addresses in 10.0.0.0/24, so they are taken for one segment',
      '          who-has 10.0.0.1 tell 10.0.0.254: answered by eth0 (02:00:00:00:01:00), eth1 (02:00:00:00:01:01)',
      '          who-has 10.0.0.2 tell 10.0.0.254: answered by eth0 (02:00:00:00:01:00), eth1 (02:00:00:00:01:01)',
      '          fix:  sysctl -w net.ipv4.conf.eth0.arp_ignore=1',
      '                sysctl -w net.ipv4.conf.eth1.arp_ignore=1',
      '                sysctl -w net.ipv4.conf.eth0.arp_announce=2',
      '                sysctl -w net.ipv4.conf.eth1.arp_announce=2',
      '                ip route add 10.0.0.0/24 dev eth0 src 10.0.0.1 table 102 scope host',
      '                ip route add default via 10.0.0.254 dev eth0 table 102 onlink',
      '                ip rule add from 10.0.0.1 lookup 102 priority 8002 suppress_prefixlength 0',
      '                ip rule add from 10.0.0.1 lookup main priority 9002 suppress_prefixlength 0',
      '          6 more lines with --why',
      '          docs/findings/flux.md',
      '',
    ].join('\n'),
  );
  assert.equal(err, 'fluxy (Linux 6.18.44): 1 fault; nothing was changed\n');
  assert.equal(code, 1);
});

test('notes alone leave a host healthy', async () => {
  const { out, code } = await doctor('', { host: NOTED });
  assert.match(out, /^note /);
  assert.equal(code, 0);
});

const tableOf = (host: HostSnapshot, entries: number, fulls: number): HostSnapshot => ({
  ...host,
  table: { entries, thresh1: 128, thresh2: 512, thresh3: 1024, fulls },
});

test('point 9: a table that was full once is a note: healthy, and --fix has nothing to do', async () => {
  const host = tableOf(WELL, 24, 10_236);
  for (const words of ['', '--host once.json', '--fix']) {
    const { out, err, code } = await doctor(words, { host, files: { 'once.json': JSON.stringify(host) } });
    assert.match(out, /^note {6}The neighbour table of the machine was full 10236 times at some time since/);
    assert.doesNotMatch(out, /sysctl/);
    assert.match(err, /: 1 note; nothing was changed\n$/);
    assert.equal(code, 0);
  }
});

test('point 9: this host is looked at twice, and a count that rises between the looks is a fault', async () => {
  const first = { ...tableOf(WELL, 24, 10_236), takenAt: 1_000 };
  const second = { ...tableOf(WELL, 24, 10_239), takenAt: 1_250 };
  const { out, code } = await doctor('', { looks: [first, second] });
  assert.match(out, /^fault {5}The neighbour table of the machine was full 3 times in the last 250 ms/);
  assert.equal(code, 1);
});

test('K22: a cure that cannot be made from here is told with where it can, and left out of the plan', async () => {
  const host = tableOf(WELL, 1024, 3);
  const { out, err, code } = await doctor('--fix', { host });
  assert.match(
    out,
    /fix, on the machine itself, not in this namespace:\n +sysctl -w net\.ipv4\.neigh\.default\.gc_thresh3=4096\n/,
  );
  assert.match(
    err,
    /left out, to be done on the machine itself, not in this namespace: sysctl -w \S+=4096; sysctl/,
  );
  assert.match(err, /nothing to be changed\n$/);
  assert.equal(code, 1);
  const record = JSON.parse((await doctor('--json', { host })).out.split('\n')[0]!) as object;
  assert.deepEqual(faultsOf(record, schemaNamed('finding.v1')), []);
  const both = await doctor('--fix', { host: { ...tableOf(open, 1024, 3), readOnly: true } });
  assert.match(both.err, /left out, to be done from outside, because \/proc\/sys is read-only here: sysctl/);
});

test('--probe adds what the wire says', async () => {
  const { out, err, code } = await doctor('--probe --why', { host: FLUX });
  assert.match(out, /wire: who-has 10\.0\.0\.1 asked on eth0: eth1 answered with 02:00:00:00:01:01/);
  assert.match(out, /The gateway 10\.0\.0\.254 on eth0 answered none of three questions/);
  assert.match(err, /^asking on eth0, eth1: 5 addresses\n/);
  assert.equal(code, 1);
});

test('D11: hosts of one name are named by their files, all of them', async () => {
  const files = { ...FILES, 'c.json': JSON.stringify({ ...open, hostname: 'lb' }) };
  const { out } = await doctor('--hosts a.json c.json', { files });
  assert.match(out, /^conflict {2}lb \(a\.json\) and lb \(c\.json\) would all answer for 10\.0\.0\.200/);
  await assert.rejects(doctor('--hosts a.json a.json', { files }), UsageFault);
});

test('D23: interrupted is undecided, and never healthy', async () => {
  for (const host of [WELL, FLUX]) {
    const { err, code } = await doctor('--probe', { host, stop: 'interrupted' });
    assert.doesNotMatch(err, /healthy|nothing was changed/);
    assert.match(err, /: undecided, interrupted before the end; until then (nothing|1 fault) was found\n$/);
    assert.equal(code, 130);
  }
  const { out } = await doctor('--probe --json', { stop: 'interrupted' });
  const last = JSON.parse(out.trim().split('\n').at(-1)!) as { healthy: boolean; interrupted: boolean };
  assert.deepEqual([last.healthy, last.interrupted], [false, true]);
});

const FILES = {
  'a.json': JSON.stringify(balancer),
  'b.json': JSON.stringify(open),
  'flux.json': JSON.stringify(FLUX),
  'newer.json': JSON.stringify({ ...WELL, v: 99 }),
};

test('--host looks at another machine', async () => {
  const { err, code } = await doctor('--host flux.json', { files: FILES });
  assert.match(err, /^fluxy /);
  assert.equal(code, 1);
});

test('--hosts looks at several together: two that answer for one address are a conflict, exit code 4', async () => {
  for (const words of ['--hosts a.json b.json', '--hosts a.json,b.json']) {
    const { out, err, code } = await doctor(words, { files: FILES });
    assert.match(out, /^conflict {2}lb and web1 would all answer for 10\.0\.0\.200/);
    assert.match(err, /^2 hosts: 1 conflict/);
    assert.equal(code, 4);
  }
});

test('of several hosts each finding names its own, and equal names are told apart by file', async () => {
  const files = { ...FILES, 'copy.json': FILES['flux.json'] };
  const { out } = await doctor('--hosts flux.json copy.json', { files });
  assert.match(out, /fluxy \(flux\.json\): ARP flux/);
  assert.match(out, /fluxy \(copy\.json\): ARP flux/);
});

test('JSON Lines keep to their schemas, and the diagnosis is last', async () => {
  const { out } = await doctor('--json --hosts flux.json a.json b.json', { files: FILES });
  const records = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string });
  const last = records.pop();
  assert.deepEqual(faultsOf(last, schemaNamed('diagnosis.v1')), []);
  assert.ok(records.length >= 2);
  for (const record of records) assert.deepEqual(faultsOf(record, schemaNamed('finding.v1')), []);
  const alone = (await doctor('--json --probe', { host: FLUX })).out.trim().split('\n');
  assert.deepEqual(faultsOf(JSON.parse(alone.at(-1)!), schemaNamed('diagnosis.v1')), []);
});

test('a kernel the model does not know, and what could not be read, are said on stderr', async () => {
  const { err } = await doctor('', {
    host: { ...WELL, kernel: '9.1.0', unread: ['The rules could not be read.'] },
  });
  assert.match(err, /not certain: Linux 9\.1\.0 is newer than the model knows/);
  assert.match(err, /not certain: The rules could not be read\./);
});

const REFUSED: Readonly<Record<string, RegExp>> = {
  'a.json': /'a\.json' is no word of doctor/,
  '--host a.json --hosts b.json': /contradict/,
  '--host a.json --probe': /asks the wire of this host/,
  '--host': /needs a value/,
};
for (const [words, sentence] of Object.entries(REFUSED))
  test(`doctor ${words} is refused in a sentence`, async () => {
    await assert.rejects(
      doctor(words, { files: FILES }),
      (fault) => fault instanceof UsageFault && sentence.test(fault.message),
    );
  });

test('a snapshot of a newer schema is one sentence', async () => {
  await assert.rejects(
    doctor('--host newer.json', { files: FILES }),
    /newer\.json: The snapshot has schema 99/,
  );
});

test('what stands in a snapshot cannot steer a terminal', async () => {
  const name = 'eth0\u001b[2J';
  const host = named('x\u001b[2J', {
    links: { [name]: { addresses: ['10.0.0.1/24'] }, e1: { addresses: ['10.0.0.2/24'] } },
  });
  const { out, err } = await doctor('', { host, colour: true });
  assert.match(out, /eth0\\x1b\[2J and e1 answer/);
  assert.ok(!`${out}${err}`.includes('\u001b[2J'));
});

test('findings as CSV, in a form of one’s own, and those alone that fit; the exit code is that of all', async () => {
  const { code, out } = await doctor('--csv --where severity=note', { host: FLUX });
  assert.equal(out, 'severity,kind,host,interfaces,addresses,text,evidence,changes,beyond,page\r\n');
  assert.equal(code, 1);
  assert.match((await doctor('--format ${kind} --sort kind', { host: FLUX })).out, /^[a-z-]+\n/);
});
