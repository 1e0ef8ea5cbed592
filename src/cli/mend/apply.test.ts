import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paperIo, type PaperIo, type PaperTraits } from '../../../test/cli/paper-io.ts';
import { faultsOf, schemaNamed } from '../../../test/records/schema.ts';
import { canonical } from '../../change/canonical.ts';
import { SystemFault, UsageFault } from '../../base/fault.ts';
import { hostWith } from '../../kernel/build-host.ts';
import { paperConfig } from '../../sim/paper-config.ts';
import { PaperFiles } from '../../sim/paper-files.ts';
import { PaperHistory } from '../../sim/paper-history.ts';
import { PaperSystem } from '../../sim/paper-system.ts';
import type { MendDoor } from '../hands.ts';
import { applyOver } from './apply.ts';
import { confirmOver } from './confirm.ts';
import { doctorOver } from '../doctor/doctor.ts';
import { undoOver } from './undo.ts';
import { verifyOver } from './verify.ts';

const HOST = hostWith({
  links: { eth0: { addresses: ['10.0.0.1/24'] }, eth1: { addresses: ['10.0.0.2/24'] } },
  routes: ['default via 10.0.0.254 dev eth0'],
});
const FILES = {
  'flux.toml': '[flux]\ninterfaces = ["eth0", "eth1"]\n',
  'mac.toml': '[mac]\neth0 = "02:00:00:00:00:77"\n',
  'bad.toml': '[flux]\ninterface = ["eth0", "eth1"]\n',
};

interface Door extends MendDoor {
  readonly system: PaperSystem;
  readonly written: Map<string, string>;
  readonly answers: string[];
}

function doorTo(refuse?: ConstructorParameters<typeof PaperSystem>[1], host = HOST): Door {
  const files = new PaperFiles();
  const { written } = files;
  const answers: string[] = [];
  const system = new PaperSystem(host, refuse);
  const history = new PaperHistory();
  return {
    system,
    history,
    written,
    answers,
    files,
    watchdog: { start: () => ({ ended: () => false }) },
    config: paperConfig(),
    networkFileOf: () => null,
    typed: () => ({
      heard: () => answers.splice(0),
      ended: () => answers.length === 0,
      close: () => undefined,
    }),
  };
}

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const COMMANDS = {
  apply: (door: Door, words: readonly string[], io: PaperIo) => applyOver(async () => door, words, io),
  undo: (door: Door, words: readonly string[], io: PaperIo) => undoOver(async () => door, words, io),
  confirm: (door: Door, words: readonly string[], io: PaperIo) => confirmOver(async () => door, words, io),
  verify: (door: Door, words: readonly string[], io: PaperIo) => verifyOver(paperDoor(door), words, io),
  doctor: (door: Door, words: readonly string[], io: PaperIo) =>
    doctorOver({ ...paperDoor(door), mend: async () => door }, words, io),
};

function paperDoor(door: Door): Parameters<typeof verifyOver>[0] {
  return { snapshot: async () => door.system.host, hands: () => Promise.reject(new Error('no wire here')) };
}

async function run(door: Door, line: string, traits: PaperTraits = {}): Promise<Ran> {
  const [name, ...words] = line.split(' ');
  const io = paperIo({ files: FILES, ...traits });
  const code = await COMMANDS[name as keyof typeof COMMANDS](door, words, io);
  return { code, out: io.out(), err: io.err() };
}

test('applied, held against the file, undone', async () => {
  const door = doorTo();
  assert.equal((await run(door, 'verify flux.toml')).code, 1);
  const applied = await run(door, 'apply flux.toml');
  assert.deepEqual([applied.code, applied.out], [0, '']);
  assert.match(applied.err, /flux\.toml: \d+ changes made; arpist undo takes them back/);
  assert.equal((await run(door, 'verify flux.toml')).code, 0);
  assert.match((await run(door, 'apply flux.toml')).err, /nothing was changed/);
  assert.match(
    (await run(door, 'undo --list')).out,
    /^entry-1\t.*\tstands\t\d+ changes\tarpist apply flux\.toml\n$/,
  );
  const undone = await run(door, 'undo');
  assert.deepEqual([undone.code, canonical(door.system.host)], [0, canonical(HOST)]);
  assert.match(undone.err, /keeps the mark that there was a policy rule until the next start/);
  assert.equal((await run(door, 'undo')).code, 1);
});

test('held against the file while an interface is down: it differs, though no change here would mend it', async () => {
  const door = doorTo();
  await run(door, 'apply flux.toml');
  door.system.make([{ do: 'set-up', link: 'eth1', up: false }]);
  const told = await run(door, 'verify flux.toml');
  assert.equal(told.code, 1);
  assert.equal(
    told.out,
    'flux.toml:1: eth1 is down: what is declared of routes out of it waits until it is up, and is planned then.\n',
  );
  assert.match(told.err, /1 difference/);
  const [warning, summary] = (await run(door, 'verify flux.toml --json')).out.trim().split('\n');
  assert.deepEqual(faultsOf(JSON.parse(warning!), schemaNamed('plan-warning.v1')), []);
  assert.deepEqual(faultsOf(JSON.parse(summary!), schemaNamed('verify-summary.v1')), []);
});

test('as records, each to its schema', async () => {
  const door = doorTo();
  const check = (text: string, ...schemas: readonly string[]): void => {
    const lines = text.trim().split('\n');
    for (const [at, line] of lines.entries()) {
      const schema = schemas[Math.max(0, at - lines.length + schemas.length)]!;
      assert.deepEqual(faultsOf(JSON.parse(line), schemaNamed(schema)), [], line);
    }
  };
  check((await run(door, 'verify flux.toml --json')).out, 'drift.v1', 'verify-summary.v1');
  check((await run(door, 'apply flux.toml --json')).out, 'step.v1', 'apply-summary.v1');
  check((await run(door, 'undo --list --json')).out, 'journal-entry.v1');
  check((await run(door, 'undo --json')).out, 'undo.v1');
  check((await run(door, 'undo --json')).out, 'undo.v1');
});

test('D18: --dry-run --json is the records of the plan', async () => {
  const { code, out } = await run(doorTo(), 'apply flux.toml --dry-run --json');
  assert.equal(code, 0);
  const records = out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { readonly type: string });
  assert.deepEqual([records[0]?.type, records.at(-1)?.type], ['plan-step', 'plan-summary']);
  for (const record of records) assert.deepEqual(faultsOf(record, schemaNamed(`${record.type}.v1`)), []);
});

test('--dry-run and a bad file change nothing', async () => {
  const door = doorTo();
  const dry = await run(door, 'apply flux.toml --dry-run');
  assert.equal(dry.code, 0);
  assert.match(dry.out, /^sysctl -w net\.ipv4\.conf\.eth1\.arp_ignore=1$/m);
  await assert.rejects(
    run(door, 'apply bad.toml'),
    (fault) => fault instanceof UsageFault && fault.where === 'bad.toml:2',
  );
  assert.deepEqual([door.system.host, door.system.asked, door.history.entries()], [HOST, [], []]);
});

test('refused by the kernel: one sentence, its words, and all is as before', async () => {
  const door = doorTo(({ do: kind }) =>
    kind === 'add-rule' ? { code: 'EOPNOTSUPP', words: 'No rules' } : undefined,
  );
  const { code, err } = await run(door, 'apply flux.toml -x');
  assert.deepEqual([code, door.system.host], [3, HOST]);
  assert.match(
    err,
    /^arpist: 'ip rule add .*': this kernel cannot do that \(the kernel says: No rules\): all is as before\.\n$/,
  );
  const json = await run(
    doorTo(() => ({ code: 'EPERM', words: null })),
    'apply flux.toml --json -x',
  );
  const [refused, summary] = json.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { [name: string]: unknown });
  assert.deepEqual(
    [refused?.['outcome'], refused?.['code'], summary?.['ending']],
    ['refused', 'EPERM', 'taken-back'],
  );
  assert.deepEqual(faultsOf(refused, schemaNamed('step.v1')), []);
});

test('the session over ssh is not cut without a safeguard', async () => {
  const door = doorTo();
  const env = { SSH_CONNECTION: '10.0.0.9 50000 10.0.0.1 22' };
  await assert.rejects(run(door, 'apply mac.toml', { env }), /nothing was changed: .*session you came by/);
  assert.deepEqual(door.system.asked, []);
  assert.equal((await run(door, 'apply mac.toml --yes', { env })).code, 0);
});

test('A4: under sudo, which drops the variable, a connection to sshd is not cut either', async () => {
  const door = doorTo();
  const connections = [{ own: '10.0.0.1', ownPort: 22, peer: '10.0.0.9', program: 'sshd' }];
  for (const facts of [
    { inherited: [], connections },
    { inherited: ['10.0.0.9 50000 10.0.0.1 22'], connections: [] },
  ]) {
    const io = { ...paperIo({ files: FILES }), logins: () => Promise.resolve(facts) };
    await assert.rejects(
      COMMANDS.apply(door, ['mac.toml'], io),
      /nothing was changed: .*(session you came by|session of a login), from 10\.0\.0\.9/,
    );
  }
  assert.deepEqual(door.system.asked, []);
});

/** A service address on lo, which both interfaces answer for as long as Linux is as it comes. */
const SERVICE = hostWith({
  links: {
    lo: { addresses: ['10.0.0.53/32'] },
    eth0: { addresses: ['10.0.0.1/24'] },
    eth1: { addresses: ['10.0.0.2/24'] },
  },
});

test('K6: what would leave an address to nobody is refused, also with --yes and --confirm, until it is named', async () => {
  for (const words of ['', ' --yes', ' --confirm 60', ' --silence 10.0.0.54', ' --silence 10.0.0.53@eth7']) {
    const door = doorTo(undefined, SERVICE);
    await assert.rejects(run(door, `apply flux.toml${words}`), (fault: UsageFault) => {
      assert.match(fault.message, /10\.0\.0\.53 asked on eth0: now eth0, eth1 → after: nobody/);
      assert.match(fault.remedy, /--silence 10\.0\.0\.53@eth0/);
      return true;
    });
    assert.deepEqual(door.system.asked, [], words);
  }
  const door = doorTo(undefined, SERVICE);
  const { code, err } = await run(door, 'apply flux.toml --silence 10.0.0.53');
  assert.equal(code, 0, err);
  assert.match(err, /10\.0\.0\.53 asked on eth0: before eth0, eth1 → now: nobody/);
});

test('K6: doctor --fix leaves out what would silence, says so, and makes it when it is named', async () => {
  const door = doorTo(undefined, SERVICE);
  const without = await run(door, 'doctor --fix --yes');
  assert.equal(without.code, 1);
  assert.match(without.err, /the fix of flux is left out: 10\.0\.0\.53 asked on eth0/);
  assert.match(without.err, /--silence 10\.0\.0\.53@eth0/);
  const named = await run(door, 'doctor --fix --yes --silence 10.0.0.53');
  assert.match(named.err, /10\.0\.0\.53 asked on eth0: before eth0, eth1 → now: nobody/);
  await assert.rejects(run(door, 'doctor --silence 10.0.0.53'), /--silence goes with --fix/);
  await assert.rejects(run(door, 'apply flux.toml --silence eth0'), /'eth0' names no address/);
});

test('1.1c: a host that changed since the plan was shown is left alone, by apply as by doctor --fix', async () => {
  for (const line of ['apply flux.toml', 'doctor --fix --yes']) {
    const door = doorTo();
    const shown = door.system.host;
    door.system.make([{ do: 'set-conf', link: 'eth0', setting: 'arp_ignore', value: 1 }]);
    const changed = door.system.host;
    const looks = [shown, changed];
    Object.assign(door.system, { snapshot: () => looks.shift() ?? changed });
    const asked = door.system.asked.length;
    const mend = line.startsWith('doctor') ? { ...paperDoor(door), snapshot: async () => shown } : null;
    const io = paperIo({ files: FILES });
    if (mend) looks.shift();
    const run = mend
      ? doctorOver({ ...mend, mend: async () => door }, line.split(' ').slice(1), io)
      : COMMANDS.apply(door, line.split(' ').slice(1), io);
    await assert.rejects(run, /The host changed since the plan was made: nothing was changed/);
    assert.equal(door.system.asked.length, asked);
  }
});

test('1.1c: what is so already by the time of the lock is no reason to refuse', async () => {
  const door = doorTo();
  const shown = door.system.host;
  await run(door, 'apply flux.toml');
  const done = door.system.host;
  const looks = [shown, done];
  Object.assign(door.system, { snapshot: () => looks.shift() ?? done });
  const { code, err } = await run(door, 'apply flux.toml');
  assert.deepEqual([code, /nothing was changed/.test(err)], [0, true]);
});

test('K22: what cannot be changed from here is told and left out, the rest is done, and that is not all: 5', async () => {
  const timers = '[timers]\ninterfaces = ["eth0"]\nucast_solicit = 5\ngc_thresh3 = 4096\n';
  for (const [name, text, host, told, made] of [
    [
      't.toml',
      timers,
      HOST,
      /gc_thresh3=4096' has to be made on the machine itself, not in this namespace/,
      1,
    ],
    [
      'flux.toml',
      FILES['flux.toml'],
      { ...HOST, readOnly: true },
      /arp_ignore=1' has to be made from outside/,
      10,
    ],
  ] as const) {
    const door = doorTo(undefined, host);
    const io = paperIo({ files: { [name]: text } });
    const code = await applyOver(async () => door, [name], io);
    assert.equal(code, 5, io.err());
    assert.match(io.err(), told);
    assert.equal(door.system.asked.length, made);
    assert.ok(!door.system.asked.some(({ do: deed }) => deed === 'set-conf' || deed === 'set-threshold'));
  }
});

test('--confirm: a typed yes keeps it, and writes the files', async () => {
  const door = doorTo();
  door.answers.push('what?', 'yes');
  const { code, err } = await run(door, 'apply flux.toml --confirm 60 --persist sysctl.d');
  assert.equal(code, 0, err);
  assert.match(err, /confirmed; written: \/etc\/sysctl\.d\/90-arpist-flux\.conf/);
  assert.match(
    door.written.get('/etc/sysctl.d/90-arpist-flux.conf') ?? '',
    /^net\/ipv4\/conf\/eth1\/arp_ignore = 1$/m,
  );
  assert.equal((await run(door, 'confirm')).code, 1);
});

test('doctor --fix asks, and does what was agreed to', async () => {
  const door = doorTo();
  door.answers.push('n');
  const no = await run(door, 'doctor --fix');
  assert.deepEqual([no.code, door.system.host], [1, HOST]);
  assert.match(no.err, /make \d+ changes\? \[y\/N\] nothing was changed/);
  door.answers.push('y');
  const yes = await run(door, 'doctor --fix');
  assert.equal(yes.code, 0, yes.err);
  assert.match(yes.err, /looked at again:\n.*healthy/s);
  assert.equal((await run(door, 'undo')).code, 0);
  assert.deepEqual(canonical(door.system.host), canonical(HOST));
  const blind = { ...doorTo(), typed: null };
  // D28: no usage error, for a question that could not be asked.
  const unasked = await run(blind, 'doctor --fix');
  assert.equal(unasked.code, 1);
  assert.match(unasked.err, /there is no terminal to ask on .*--yes.*\nnothing was changed/);
  assert.deepEqual(blind.system.asked, []);
  assert.equal((await run(blind, 'doctor --fix --yes')).code, 0);
});

test('a host that changed between the question and the answer is left alone', async () => {
  const door = doorTo();
  const moved = hostWith({ links: { eth0: { addresses: ['10.0.0.1/24'] } } });
  const typed = (): ReturnType<NonNullable<Door['typed']>> => ({
    heard() {
      door.system.host = moved;
      return ['y'];
    },
    ended: () => false,
    close: () => undefined,
  });
  await assert.rejects(
    run({ ...door, typed }, 'doctor --fix'),
    (fault) => fault instanceof SystemFault && fault.kind === 'busy',
  );
  assert.deepEqual(door.system.asked, []);
});

test('steps in the forms of a list: made, or only planned', async () => {
  const door = doorTo();
  const planned = (await run(door, 'apply flux.toml --dry-run --csv')).out.trimEnd().split('\r\n');
  assert.equal(planned[0], 'step,command,why,line,outcome,code,because');
  assert.match(planned[1]!, /^1,.+,.+,1,,,$/);
  const made = (await run(door, 'apply flux.toml -F ${step}:${outcome}')).out.trimEnd().split('\n');
  assert.deepEqual(
    made,
    planned.slice(1).map((_, at) => `${at + 1}:made`),
  );
});
