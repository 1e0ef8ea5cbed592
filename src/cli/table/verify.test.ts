import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededDice } from '../../base/dice.ts';
import { parseIpv4 } from '../../base/ipv4.ts';
import { parseMac } from '../../base/mac.ts';
import { failed } from '../../base/result.ts';
import type { SelfAnswer } from '../../kernel/self-answer.ts';
import type { Host as Wire } from '../../ports/host.ts';
import type { NeighbourEntry } from '../../ports/neighbours.ts';
import { openResponder } from '../../sim/responder.ts';
import { openWorld } from '../../sim/world.ts';
import { type PaperIo, paperIo } from '../../../test/cli/paper-io.ts';
import {
  entry,
  noFiles,
  noWire,
  paperJournal,
  paperTable,
  publishedEntry,
} from '../../../test/cli/paper-table.ts';
import { faultsOf, schemaNamed } from '../../../test/records/schema.ts';
import { tableOver } from './table.ts';

interface Checked {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** `IP verdict` of each line. */
  readonly verdicts: readonly string[];
}

interface Host {
  readonly mac: string;
  readonly ips: readonly string[];
  readonly ignoresProbes?: boolean;
}

interface Scene {
  /** Of eth0. */
  readonly selfAnswer?: SelfAnswer;
  readonly during?: (at: {
    io: PaperIo;
    down: () => void;
    at: (ms: number, deed: () => void) => void;
  }) => void;
}

async function verified(
  entries: readonly NeighbourEntry[],
  hosts: readonly Host[],
  words = '',
  { during, selfAnswer }: Scene = {},
): Promise<Checked> {
  const world = openWorld({ seed: 5 });
  const segment = world.segment('s0');
  for (const { mac, ips, ...habits } of hosts) {
    const own = new Set(ips.map((ip) => parseIpv4(ip)));
    openResponder(world, segment, { ...habits, mac: parseMac(mac)!, answersFor: (ip) => own.has(ip) });
  }
  const host = world.host(
    { name: 'eth0', mac: 0x020000000001, addresses: ['10.0.0.1/24'], segment },
    { name: 'eth1', mac: 0x020000000002, addresses: ['10.1.0.1/24'], up: false },
  );
  const io = paperIo();
  const wire = selfAnswer === undefined ? host : answeringItself(host, selfAnswer);
  during?.({ io, down: () => host.takeDown('eth0'), at: (ms, deed) => world.at(ms, deed) });
  const hands = {
    table: paperTable(entries, host.interfaces()),
    journal: paperJournal(),
    lookUp: () => Promise.resolve(failed('is no name here')),
    vendors: { vendorOf: () => null },
    wire: () => Promise.resolve({ host: wire, clock: world.clock, dice: seededDice(3) }),
    watch: noWire,
    lasting: noFiles,
  };
  const args = ['verify', ...words.split(' ').filter(Boolean)];
  const code = await tableOver(() => Promise.resolve(hands), args, io);
  const verdicts = io
    .out()
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t'))
    .map((cells) => `${cells[0]} ${cells[3]}`);
  return { code, out: io.out(), err: io.err(), verdicts };
}

function answeringItself(host: Wire, selfAnswer: SelfAnswer): Wire {
  return {
    interfaces: () => host.interfaces().map((one) => (one.name === 'eth0' ? { ...one, selfAnswer } : one)),
    openLink: (wanted, options) => host.openLink(wanted, options),
  };
}

const A = '02:aa:00:00:00:0a';
const B = '02:aa:00:00:00:0b';

test('each kind of untruth has its name, and the command that mends it', async () => {
  const entries = [
    entry('10.0.0.2', A),
    entry('10.0.0.3', A, { state: 'stale' }),
    entry('10.0.0.4', A),
    entry('10.0.0.5', A, { state: 'permanent', flags: ['router'] }),
    entry('10.0.0.6', A),
    entry('10.0.0.7', A, { state: 'permanent' }),
    entry('10.0.0.8', null, { state: 'failed' }),
    entry('10.0.0.9', null, { state: 'failed' }),
    entry('10.0.0.10', A, { flags: ['extern_learn'] }),
    publishedEntry('10.0.0.60', 'eth0'),
    publishedEntry('10.0.0.61', null),
    entry('10.1.0.9', A, { link: 'eth1' }),
    entry('224.0.0.5', '01:00:5e:00:00:05', { state: 'noarp' }),
  ];
  const hosts = [
    { mac: A, ips: ['10.0.0.2', '10.0.0.6'] },
    {
      mac: B,
      ips: ['10.0.0.3', '10.0.0.4', '10.0.0.5', '10.0.0.6', '10.0.0.8', '10.0.0.10', '10.0.0.60'],
    },
  ];
  const { code, out, err } = await verified(entries, hosts, '--all');
  assert.equal(code, 4);
  assert.deepEqual(
    out
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('\t'))
      .map((cells) => [cells[0], cells[3], cells[5]].join(' | ')),
    [
      '10.0.0.2 | ok | -',
      '10.0.0.3 | stale | arpist table delete 10.0.0.3 -I eth0',
      '10.0.0.4 | wrong | arpist table delete 10.0.0.4 -I eth0',
      `10.0.0.5 | permanent-wrong | arpist table replace 10.0.0.5 ${B} -I eth0 --router`,
      '10.0.0.6 | duplicate | arpist who 10.0.0.6 -I eth0 --why',
      '10.0.0.7 | silent | arpist table delete 10.0.0.7 -I eth0',
      '10.0.0.8 | stale | arpist table delete 10.0.0.8 -I eth0',
      '10.0.0.9 | ok | -',
      '10.0.0.10 | unasked | -',
      '10.0.0.60 | duplicate | arpist table unpublish 10.0.0.60 -I eth0',
      '10.0.0.61 | ok | -',
      '10.1.0.9 | unasked | -',
      '224.0.0.5 | unasked | -',
    ],
  );
  assert.match(
    err,
    /^10 entries asked for, 3 as the wire has it, 7 not: 2 stale, 1 wrong, 1 permanent-wrong, 2 duplicate, 1 silent, 3 not asked for; /m,
  );
});

test('only what is not true is shown; exit code 0 when all is, 1 when something is not', async () => {
  const good = await verified([entry('10.0.0.2', A)], [{ mac: A, ips: ['10.0.0.2'] }]);
  assert.deepEqual([good.code, good.out], [0, '']);
  const bad = await verified([entry('10.0.0.2', A)], []);
  assert.deepEqual([bad.code, bad.verdicts], [1, ['10.0.0.2 silent']]);
  const none = await verified([entry('10.0.0.2', A)], [], '10.0.0.3');
  assert.deepEqual([none.code, none.err], [1, 'no entry fits; nothing was asked\n']);
});

test('point 3: two MACs that could not be compared are undecided: 5, and 4 when a duplicate stands beside it', async () => {
  const two = [
    { mac: A, ips: ['10.0.0.2', '10.0.0.3'] },
    { mac: B, ips: ['10.0.0.2', '10.0.0.61'] },
  ];
  const entries = [entry('10.0.0.2', A), entry('10.0.0.3', A), entry('10.0.0.9', A)];
  const doubt = await verified(entries, two, '--evidence 0');
  assert.deepEqual([doubt.code, doubt.verdicts], [5, ['10.0.0.2 undecided', '10.0.0.9 silent']]);
  assert.match(doubt.out, /undecided\tseveral MACs answer for it.*\tarpist who 10\.0\.0\.2 -I eth0 --why\n/);
  assert.match(doubt.err, /^3 entries asked for, 1 as the wire has it, 1 not: 1 silent, 1 undecided; /m);
  const beside = await verified([...entries, publishedEntry('10.0.0.61', 'eth0')], two, '--evidence 0');
  assert.equal(beside.code, 4);
  const decided = await verified(entries, two);
  assert.deepEqual([decided.code, decided.verdicts[0]], [4, '10.0.0.2 duplicate']);
  const last = JSON.parse(
    (await verified(entries, two, '--evidence 0 --json')).out.trim().split('\n').at(-1)!,
  ) as {
    undecided: number;
    unasked: number;
  };
  assert.deepEqual([last.undecided, last.unasked], [1, 0]);
});

test('a host that ignores sender 0.0.0.0 is heard all the same', async () => {
  const sleepy = { mac: A, ips: ['10.0.0.2'], ignoresProbes: true };
  const { code, verdicts } = await verified([entry('10.0.0.2', A)], [sleepy], '--all');
  assert.deepEqual([code, verdicts], [0, ['10.0.0.2 ok']]);
});

test('records follow their schemas, the summary comes last', async () => {
  const entries = [entry('10.0.0.2', A), entry('10.0.0.3', B), publishedEntry('10.0.0.61', null)];
  const { out } = await verified(entries, [{ mac: A, ips: ['10.0.0.2'] }], '--json');
  const records = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; verdict?: string });
  assert.deepEqual(
    records.map(({ type, verdict }) => [type, verdict]),
    [
      ['table-check', 'ok'],
      ['table-check', 'silent'],
      ['table-check', 'ok'],
      ['table-check-summary', undefined],
    ],
  );
  for (const record of records) assert.deepEqual(faultsOf(record, schemaNamed(`${record.type}.v1`)), []);
});

test('interrupted: what was heard counts, the rest is undecided and not called silent', async () => {
  const entries = [entry('10.0.0.2', A), entry('10.0.0.3', A)];
  const { code, verdicts, err } = await verified(entries, [{ mac: B, ips: ['10.0.0.2'] }], '--all', {
    during: ({ io, at }) => at(100, () => io.stop('interrupted')),
  });
  assert.equal(code, 130);
  assert.deepEqual(verdicts, ['10.0.0.2 wrong', '10.0.0.3 undecided']);
  assert.match(err, /^interrupted: /m);
});

test('the link goes down: partial, and nobody is called silent', async () => {
  const { code, verdicts } = await verified([entry('10.0.0.2', A)], [], '--all', {
    during: ({ down, at }) => at(50, down),
  });
  assert.deepEqual([code, verdicts], [5, ['10.0.0.2 undecided']]);
});

test('D18: --dry-run --json is one record, by its schema', async () => {
  const { code, out } = await verified([entry('10.0.0.2', A)], [], '--dry-run --json');
  assert.equal(code, 0);
  const lines = out.split('\n').filter(Boolean);
  assert.equal(lines.length, 1);
  assert.deepEqual(faultsOf(JSON.parse(lines[0]!), schemaNamed('plan.v1')), []);
});

test('--dry-run sends nothing', async () => {
  const { code, out } = await verified([entry('10.0.0.2', A)], [], '--dry-run');
  assert.equal(code, 0);
  assert.match(out, /^eth0 .*: 1 address\nat most 3 packets/);
});

test('K10: entries of a control plane and those without ARP are not asked for, have their owner, and are never deleted', async () => {
  const entries = [
    entry('10.0.0.11', A, { state: 'noarp', flags: ['extern_learn'], protocol: 11 }),
    entry('10.0.0.12', A, { state: 'reachable', flags: ['extern_learn'], protocol: 186 }),
    entry('10.0.0.13', A, { state: 'permanent', flags: ['extern_learn'] }),
    entry('10.0.0.14', A, { state: 'noarp' }),
    entry('10.0.0.15', A, { state: 'noarp', protocol: 250 }),
  ];
  const { code, out, err } = await verified(entries, [{ mac: B, ips: ['10.0.0.12', '10.0.0.13'] }], '--all');
  assert.deepEqual(
    out
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t').slice(3).join(' | ')),
    [
      'unasked | zebra made it, and looks after it | -',
      'unasked | bgp made it, and looks after it | -',
      'unasked | a control plane made it, and looks after it | -',
      'unasked | NOARP: no ARP is meant for it | -',
      'unasked | NOARP: no ARP is meant for it, made by the program of protocol 250 | -',
    ],
  );
  assert.match(err, /^0 entries asked for, 0 as the wire has it, 5 not asked for; 0 packets/m);
  assert.equal(code, 5, 'nothing is known');
});

test('K10: what a program made and the wire contradicts is told with its owner, and not deleted for it', async () => {
  const entries = [
    entry('10.0.0.11', A, { state: 'permanent', protocol: 18 }),
    entry('10.0.0.12', A, { state: 'permanent', protocol: 18 }),
    entry('10.0.0.13', A, { state: 'permanent', protocol: 4 }),
  ];
  const { code, out } = await verified(entries, [{ mac: B, ips: ['10.0.0.12'] }]);
  const lines = out.trimEnd().split('\n');
  assert.match(lines[0]!, /silent\tnobody answers for it; keepalived made it\t-$/);
  assert.match(lines[1]!, /permanent-wrong\t.*no ARP changes the entry; keepalived made it\t-$/);
  assert.match(lines[2]!, /silent\tnobody answers for it\tarpist table delete 10\.0\.0\.13 -I eth0$/);
  assert.equal(code, 1);
});

test('K9: a link that answers from the table itself is not asked, and why is told', async () => {
  const entries = [entry('10.0.0.2', A), entry('10.0.0.3', B), publishedEntry('10.0.0.60', 'eth0')];
  const { code, out, err } = await verified(
    entries,
    [{ mac: A, ips: ['10.0.0.2', '10.0.0.3', '10.0.0.60'] }],
    '',
    {
      selfAnswer: { link: 'vx0', because: 'neigh-suppress' },
    },
  );
  assert.equal(out, '');
  assert.match(
    err,
    /3 entries not asked for: vx0 has answers made from the neighbour table of this host \(bridge port with neigh_suppress\), and says nothing of the wire\n$/,
  );
  assert.equal(code, 5);
});

test('1.2 row 8: what came of it can be chosen and shown, by its evidence, too', async () => {
  const entries = [entry('10.0.0.2', A), entry('10.0.0.3', A)];
  const { out } = await verified(
    entries,
    [{ mac: A, ips: ['10.0.0.2'] }],
    '--csv --where evidence~nobody-answers',
  );
  const lines = out.trim().split('\r\n');
  assert.equal(lines[0], 'ip,mac,interface,state,published,verdict,why,evidence,askedOn,truth,answers,mend');
  assert.equal(lines.length, 2);
  assert.match(lines[1] ?? '', /^10\.0\.0\.3,.*,silent,.*,nobody-answers,/);
});
