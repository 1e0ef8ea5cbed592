import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paperIo, type PaperIo, type PaperTraits } from '../../../test/cli/paper-io.ts';
import { eventsOf, ip, PLAN, REPORT, station, VENDORS } from '../../../test/cli/stations.ts';
import { faultsOf, schemaNamed } from '../../../test/records/schema.ts';
import type { Names } from '../../ports/host.ts';
import type { ScanEvent, ScanReport } from '../../verbs/scan/events.ts';
import { parseArgs } from '../../terminal/args/parse.ts';
import { ASKING_FLAGS, SHOWING_FLAGS } from './flags.ts';
import { present } from './show.ts';
import { saversFor } from '../save.ts';

const ESCAPE = '\u001b';
const PI = station('10.0.0.9', 'b8:27:eb:00:00:01');
const TWIN_A = station('10.0.0.50', '00:1b:21:00:00:02', { verdict: 'conflict', rttMs: 1.5 });
const TWIN_B = station('10.0.0.50', '02:00:00:00:00:03', { verdict: 'conflict' });
const OFFICE: readonly ScanEvent[] = [PLAN, TWIN_A, PI, TWIN_B];

interface Shown {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly io: PaperIo;
}

interface Play {
  readonly events?: readonly ScanEvent[];
  readonly report?: Partial<ScanReport>;
  readonly traits?: PaperTraits;
  readonly io?: PaperIo;
  readonly names?: Names;
}

async function show(flags: string, play: Play = {}): Promise<Shown> {
  const io = play.io ?? paperIo(play.traits);
  const { values } = parseArgs(flags.split(' ').filter(Boolean), { ...ASKING_FLAGS, ...SHOWING_FLAGS });
  const code = await present(eventsOf(play.events ?? OFFICE, { ...REPORT, ...play.report }), {
    io,
    showing: values,
    vendors: VENDORS,
    names: play.names ?? null,
    dryRun: values.dryRun,
    savers: saversFor(values, io),
  });
  return { code, out: io.out(), err: io.err(), io };
}

test('a pipe gets lines as users of arp-scan know them, and nothing else', async () => {
  const { out, code } = await show('');
  assert.equal(
    out,
    [
      '10.0.0.50\t00:1b:21:00:00:02\t(Unknown)\t(conflict)',
      '10.0.0.9\tb8:27:eb:00:00:01\tRaspberry Pi Foundation, "Ltd"',
      '10.0.0.50\t02:00:00:00:00:03\t(Unknown: locally administered)\t(conflict)',
      '',
    ].join('\n'),
  );
  assert.equal(code, 4);
});

test('stderr says what will be asked, what was found, and what is probably missing', async () => {
  const { err } = await show('');
  assert.match(err, /^eth0 \(00:16:3e:00:00:01, 10\.0\.0\.1\): 254 addresses\n/);
  assert.match(err, /at most 508 packets, 1,000 a second: about 0\.9 s \(with --fast 0\.4 s\)/);
  assert.match(
    err,
    /10\.0\.0\.50: conflict, 2 MACs answer, and nothing shows them to be one host: (02:00:00:00:00:03, 00:1b:21:00:00:02|00:1b:21:00:00:02, 02:00:00:00:00:03)/,
  );
  assert.match(err, /254 asked, 2 answered by 3 MACs, 512 packets sent \(4 for evidence\) in 1\.2 s/);
  assert.match(err, /about 3\.1 % of the questions or answers got lost: about 4 hosts probably missed/);
});

test('-x leaves header and summary out, -q the vendor, -D adds the time', async () => {
  const { out, err } = await show('-xqD', { events: [PLAN, PI] });
  assert.equal(err, '');
  assert.equal(out, '10.0.0.9\tb8:27:eb:00:00:01\tRTT=0.250 ms\n');
});

test('JSON Lines keep to their schemas, and the summary is last', async () => {
  const { out } = await show('--json');
  const records = out
    .trimEnd()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line));
  const summary = records.pop();
  assert.deepEqual(faultsOf(summary, schemaNamed('summary.v1')), []);
  assert.equal(summary?.['seconds'], 1.235);
  assert.equal(records.length, 3);
  for (const record of records) assert.deepEqual(faultsOf(record, schemaNamed('station.v1')), []);
  assert.deepEqual(records[1], {
    v: 1,
    type: 'station',
    ip: '10.0.0.9',
    mac: 'b8:27:eb:00:00:01',
    vendor: 'Raspberry Pi Foundation, "Ltd"',
    localMac: false,
    interface: 'eth0',
    vlan: null,
    rttMs: 0.25,
    tries: 1,
    late: false,
    macs: 1,
    verdict: 'ok',
    why: [{ code: 'answered-probe', text: 'answers the probe' }],
    name: null,
  });
});

test('the schema checker sees what is wrong', () => {
  const schema = schemaNamed('station.v1');
  const faults = faultsOf({ v: 2 }, schema);
  assert.ok(faults.includes('$: lacks ip') && faults.includes('$.v: is 1, but is 2'), faults.join('\n'));
  assert.deepEqual(faultsOf({ extra: 1 }, { properties: {} }), ['$: extra is in no schema']);
});

test('a dry run prints the plan, as a record too, and ends with 0', async () => {
  const text = await show('--dry-run', { events: [PLAN] });
  assert.match(text.out, /^eth0 .*254 addresses\nat most 508 packets/);
  assert.equal(text.code, 0);
  const json = await show('--dry-run --json --save x.pcapng', { events: [PLAN] });
  assert.deepEqual(faultsOf(JSON.parse(json.out), schemaNamed('plan.v1')), []);
  assert.equal(json.io.saved.size, 0);
});

test('CSV has a header, quotes what needs it and ends lines with CR LF', async () => {
  const { out } = await show('--csv', { events: [PI] });
  assert.equal(
    out,
    'ip,mac,vendor,localMac,interface,vlan,rttMs,tries,late,verdict,why,name\r\n' +
      '10.0.0.9,b8:27:eb:00:00:01,"Raspberry Pi Foundation, ""Ltd""",false,eth0,,0.25,1,false,ok,answers the probe,\r\n',
  );
  assert.match((await show('--csv', { events: [] })).out, /^ip,mac.*name\r\n$/);
});

test('--sort holds the rows, --format writes them', async () => {
  const { out } = await show('--sort -rtt,ip --format=${ip;11}|${rtt}');
  assert.equal(out, '  10.0.0.50|1.500\n   10.0.0.9|0.250\n  10.0.0.50|0.250\n');
});

test('--where shows what fits, and the exit code is about that', async () => {
  assert.equal((await show('--where vendor~pi')).code, 0);
  const none = await show('--where vendor~nobody');
  assert.deepEqual([none.out, none.code], ['', 1]);
});

test('a verdict that changes is written again, and a filter on it waits for the last one', async () => {
  const events = [PLAN, station('10.0.0.50', '00:1b:21:00:00:02'), TWIN_A, TWIN_A];
  const all = await show('', { events });
  assert.deepEqual(
    all.out.split('\n').map((line) => line.includes('(conflict)')),
    [false, true, false],
  );
  assert.equal((await show('--where verdict=ok', { events })).out, '');
  assert.match((await show('--where verdict=conflict', { events })).out, /^10\.0\.0\.50.*\(conflict\)\n$/);
});

test('-g shows the first MAC of an address, and does not hide that there is a conflict', async () => {
  const { out, err, code } = await show('-g');
  assert.deepEqual(
    out
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t')[1]),
    ['00:1b:21:00:00:02', 'b8:27:eb:00:00:01'],
  );
  assert.match(err, /1 further MAC of the same addresses left out \(-g\)/);
  assert.equal(code, 4);
});

test('nothing heard is 1, a lost link 5, a conflict found before it 4, an interruption 130, in this order of strength', async () => {
  assert.equal((await show('', { events: [PLAN] })).code, 1);
  assert.equal((await show('', { events: [PI] })).code, 0);
  assert.equal((await show('', { events: [PI], report: { linkLost: 'eth0 went down' } })).code, 5);
  assert.equal((await show('', { events: [PI, TWIN_A], report: { linkLost: 'eth0 went down' } })).code, 4);
  const io = paperIo();
  io.stop('interrupted');
  const stopped = await show('', { io, report: { interrupted: true } });
  assert.equal(stopped.code, 130);
  assert.match(stopped.err, /interrupted: 254 asked/);
  assert.match(stopped.out, /^10\.0\.0\.50/);
});

test('who closes the pipe gets no more words', async () => {
  const io = paperIo();
  io.stop('closed-pipe');
  const { code, err } = await show('', { io, events: [PI], report: { interrupted: true } });
  assert.deepEqual([code, err], [0, '']);
});

test('a terminal gets one sorted table at the end, proxies folded', async () => {
  const proxied = ['10.0.0.130', '10.0.0.131'].map((one) =>
    station(one, '00:00:5e:00:53:fe', { verdict: 'proxy' }),
  );
  const range = {
    mac: 0x00005e0053fe,
    interface: 'eth0',
    vlan: null,
    first: ip('10.0.0.130'),
    last: ip('10.0.0.131'),
    count: 2,
    owner: ip('10.0.0.254'),
  };
  const { out, err } = await show('', {
    events: [...OFFICE, ...proxied],
    report: { ranges: [range] },
    traits: { tty: true, columns: 100 },
  });
  const last = out.slice(out.lastIndexOf('\u001b[J') + 3);
  assert.equal(
    last,
    [
      'ADDRESS    MAC                VENDOR                          RTT ms  VERDICT',
      '10.0.0.9   b8:27:eb:00:00:01  Raspberry Pi Foundation, "Ltd"   0.250',
      '10.0.0.50  00:1b:21:00:00:02  (unknown)                        1.500  conflict',
      '10.0.0.50  02:00:00:00:00:03  (locally administered)           0.250  conflict',
      '00:00:5e:00:53:fe (10.0.0.254) proxies 10.0.0.130/31 (2 answers)',
      '',
    ].join('\n'),
  );
  assert.doesNotMatch(err, /proxies/, 'said once');
});

test('the table fills while it runs, draws over itself, and keeps to the width', async () => {
  const io = paperIo({ tty: true, columns: 60 });
  const slow = (async function* () {
    for (const event of OFFICE) {
      io.pass(500);
      await Promise.resolve();
      yield event;
    }
    return REPORT;
  })();
  const { values } = parseArgs(['--why'], { ...ASKING_FLAGS, ...SHOWING_FLAGS });
  await present(slow, { io, showing: values, vendors: VENDORS, names: null, dryRun: false, savers: [] });
  const drawings = io.out().split(`${ESCAPE}[J`);
  assert.equal(drawings.length - 1, 3, 'drawn for each row, then once more over the last');
  for (const line of drawings.flatMap((drawing) => drawing.split(ESCAPE)[0]!.split('\n')))
    assert.ok(line.length < 60, line);
  assert.match(drawings.at(-1)!, /answers the probe/);
});

test('colours only where they are wanted', async () => {
  assert.equal(
    (await show('', { traits: { tty: true, colour: true } })).out.includes(`${ESCAPE}[31m10.0.0.50`),
    true,
  );
  assert.equal((await show('', { traits: { tty: true } })).out.includes(`${ESCAPE}[3`), false);
});

test('a row waits for its name, and none is lost', async () => {
  const names: Names = {
    nameOf: (address) =>
      new Promise((resolve) => setTimeout(resolve, 5, address === ip('10.0.0.9') ? 'pi.lan\u001b[2J' : null)),
  };
  const { out } = await show('', { names, events: [PI, TWIN_A, { ...TWIN_A }] });
  assert.deepEqual(out.split('\n').toSorted().slice(1), [
    '10.0.0.50\t00:1b:21:00:00:02\t(Unknown)\t\t(conflict)',
    '10.0.0.9\tb8:27:eb:00:00:01\tRaspberry Pi Foundation, "Ltd"\tpi.lan\\x1b[2J',
  ]);
});

test('rows that wait for their names are shown without them when it is cut short', async () => {
  const io = paperIo();
  const names: Names = { nameOf: () => new Promise(() => {}) };
  const events = (async function* () {
    await Promise.resolve();
    yield PI;
    io.stop('interrupted');
    return { ...REPORT, interrupted: true };
  })();
  const { values } = parseArgs([], { ...ASKING_FLAGS, ...SHOWING_FLAGS });
  const code = await present(events, {
    io,
    showing: values,
    vendors: VENDORS,
    names,
    dryRun: false,
    savers: [],
  });
  assert.equal(code, 130);
  assert.match(io.out(), /^10\.0\.0\.9\t[^\n]*\n$/);
});

test('both directions are saved as pcapng, what was heard as pcap', async () => {
  const bytes = new Uint8Array(60);
  const frame = { type: 'frame', interface: 'eth0', at: 1000, bytes, wireLength: 60 } as const;
  const events = [PLAN, { ...frame, outgoing: true }, { ...frame, outgoing: false }, PI];
  const { io, code } = await show('--save a.pcapng -W b.pcap', { events });
  assert.equal(code, 0);
  assert.equal(io.saved.get('b.pcap')?.length, 24 + 16 + 60);
  assert.ok((io.saved.get('a.pcapng')?.length ?? 0) > 2 * 60);
});

test('a full disk while saving is said once, and nothing found is lost', async () => {
  const frame = {
    type: 'frame',
    interface: 'eth0',
    at: 1000,
    bytes: new Uint8Array(60),
    wireLength: 60,
    outgoing: false,
  } as const;
  const { out, err, code } = await show('-x --save a.pcapng', {
    events: [frame, PI, frame],
    traits: { disk: 100 },
  });
  assert.match(out, /^10\.0\.0\.9/);
  assert.equal(
    err,
    'arpist: a.pcapng cannot be written: the disk is full; make room. What was found is shown all the same.\n',
  );
  assert.equal(code, 5);
});

test('forms that contradict each other are refused before anything is asked', async () => {
  await assert.rejects(show('--json --csv'), /--json and --csv contradict/);
});

test('D8: in lines each proxied address is one, and the range is told once, when something of it fits', async () => {
  const proxied = ['10.0.0.128', '10.0.0.129', '10.0.0.130', '10.0.0.131'].map((one) =>
    station(one, '00:00:5e:00:53:fe', { verdict: 'proxy' }),
  );
  const [first, last] = [ip('10.0.0.128'), ip('10.0.0.131')];
  const range = { mac: 0x00005e0053fe, interface: 'eth0', vlan: null, first, last, count: 4, owner: null };
  const play = { events: [PLAN, proxied[0]!, PI, ...proxied.slice(1)], report: { ranges: [range] } };
  const { out, err } = await show('-q', play);
  const lines = ['10.0.0.128', '10.0.0.129', '10.0.0.130', '10.0.0.131'].map(
    (one) => `${one}\t00:00:5e:00:53:fe\t(proxy)`,
  );
  assert.deepEqual(
    out.trimEnd().split('\n').toSorted(),
    [...lines, '10.0.0.9\tb8:27:eb:00:00:01'].toSorted(),
  );
  assert.equal(err.match(/00:00:5e:00:53:fe proxies 10\.0\.0\.128\/30 \(4 answers\)/g)?.length, 1);
  const filtered = await show('-q --where mac^=b8:27:eb', play);
  assert.equal(filtered.out, '10.0.0.9\tb8:27:eb:00:00:01\n');
  assert.doesNotMatch(filtered.err, /proxies/);
});

test('D23: what could not be decided ends with 5, with 4 when a conflict stands beside it, and is told', async () => {
  const doubtful = {
    verdict: 'undecided',
    macs: 2,
    why: [{ code: 'comparison-unanswered', text: 'no' }],
  } as const;
  const twins = ['02:00:00:00:00:07', '02:00:00:00:00:08'].map((one) => station('10.0.0.7', one, doubtful));
  const alone = await show('', { events: [PLAN, ...twins] });
  assert.equal(alone.code, 5);
  assert.match(
    alone.err,
    /10\.0\.0\.7: undecided, 2 MACs answer, and too little was asked .*02:00:00:00:00:07, /,
  );
  assert.equal((await show('', { events: [PI, ...twins, TWIN_A, TWIN_B] })).code, 4);
  const { out } = await show('--json', { events: twins });
  const [first = ''] = out.split('\n');
  const record: Record<string, unknown> = JSON.parse(first);
  assert.deepEqual(faultsOf(record, schemaNamed('station.v1')), []);
  assert.deepEqual([record['verdict'], record['macs']], ['undecided', 2]);
});

/** The plan of so many interfaces. */
function planOf(count: number): ScanEvent {
  if (PLAN.type !== 'plan') throw new Error('the plan is none');
  const [one] = PLAN.interfaces;
  assert.ok(one);
  const interfaces = Array.from({ length: count }, (_, at) => ({ ...one, name: `eth1.${100 + at}` }));
  return { ...PLAN, interfaces };
}

test('D16: many interfaces are one line before the first host, and each by itself when the plan was asked for', async () => {
  const { err } = await show('', { events: [planOf(40), PI] });
  assert.match(
    err,
    /^40 interfaces \(eth1\.100, eth1\.101, eth1\.102 and 37 more\): 10,160 addresses\nat most /,
  );
  const { out } = await show('--dry-run', { events: [planOf(40)] });
  assert.equal(out.split('\n').filter((line) => line.startsWith('eth1.1')).length, 40);
});

test('D16: to a pipe a line says the interface when there are several, and none when there is one', async () => {
  const { out } = await show('', { events: [planOf(2), PI] });
  assert.equal(out, '10.0.0.9\tb8:27:eb:00:00:01\tRaspberry Pi Foundation, "Ltd"\tINTERFACE=eth0\n');
  const alone = await show('', { events: [planOf(1), PI] });
  assert.equal(alone.out, '10.0.0.9\tb8:27:eb:00:00:01\tRaspberry Pi Foundation, "Ltd"\n');
});
