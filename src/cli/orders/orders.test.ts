import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { A, B, batch, evidence, IP, T, told, touch } from '../../../test/contracts/store.ts';
import { whyNoSqlite } from '../../../test/sqlite.ts';
import { paperIo } from '../../../test/cli/paper-io.ts';
import { VENDORS } from '../../../test/cli/stations.ts';
import { faultsOf, schemaNamed } from '../../../test/records/schema.ts';
import { SystemFault, UsageFault } from '../../base/fault.ts';
import { orderOf } from '../../http/order-body.ts';
import type { MemoryOrder } from '../../ports/orders.ts';
import type { Store } from '../../ports/store.ts';
import { openStore } from '../../store/sqlite/store.ts';
import { approveOver } from './approve.ts';
import { auditOver } from './audit.ts';
import type { MemoryDoor } from './door.ts';
import { forgetOver } from './forget.ts';
import { muteOver } from './mute.ts';
import { noteOver } from './note.ts';
import { bodyOf } from './obey.ts';
import { revokeOver } from './revoke.ts';

process.env['TZ'] = 'UTC';
const skip = whyNoSqlite;

const VERBS = {
  approve: approveOver,
  mute: muteOver,
  note: noteOver,
  revoke: revokeOver,
  forget: forgetOver,
  audit: auditOver,
};

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

type Run = (verb: keyof typeof VERBS, ...words: readonly string[]) => Promise<Ran>;

async function inState(
  deed: (run: Run, state: string) => Promise<void>,
  more: Partial<MemoryDoor> = {},
): Promise<void> {
  const state = mkdtempSync(join(tmpdir(), 'arpist-'));
  const store = await openStore(join(state, 'arpist.db'), 'writer');
  await store.begin(T);
  await store.commit(
    batch(0, {
      touches: [touch(0, A), touch(1, B)],
      events: [told('conflict-1')],
      frames: [evidence('conflict-1', 0)],
    }),
  );
  await store.close();
  const door: MemoryDoor = {
    service: async () => undefined,
    read: (path) => openStore(path, 'reader'),
    write: (path) => openStore(path, 'writer'),
    vendors: VENDORS,
    user: () => 'vera',
    typed: null,
    ...more,
  };
  try {
    await deed(async (verb, ...words) => {
      const io = paperIo();
      const code = await VERBS[verb](async () => door, [...words, '--state', state], io);
      return { code, out: io.out(), err: io.err() };
    }, state);
  } finally {
    rmSync(state, { recursive: true });
  }
}

test('approved, listed, taken back by the line that was said, and all of it in the audit', { skip }, () =>
  inState(async (run, state) => {
    const done = await run(
      'approve',
      '10.20.0.50',
      '00:1b:21:00:00:50',
      '--note',
      'the printer',
      '--expires',
      '30d',
    );
    assert.equal(done.code, 0);
    assert.match(done.err, /^00:1b:21:00:00:50 may have 10\.20\.0\.50 until 2027-02-14T08:00:00Z: .*\n/);
    const undo = /taken back by: arpist revoke (\d+) --state (\S+)\n/.exec(done.err);
    assert.equal(undo?.[2], state);
    const listed = await run('approve', '--json');
    const record = JSON.parse(listed.out) as Record<string, unknown>;
    assert.deepEqual(faultsOf(record, schemaNamed('standing.v1')), []);
    assert.deepEqual([record['what'], record['note'], record['by']], ['approval', 'the printer', 'vera']);
    assert.match((await run('revoke', undo![1]!)).err, /is no longer approved/);
    assert.deepEqual(await run('approve'), { code: 1, out: '', err: 'arpist: nothing is approved\n' });
    const audit = await run('audit', '--json');
    const lines = audit.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    for (const line of lines) assert.deepEqual(faultsOf(line, schemaNamed('audit.v1')), []);
    assert.deepEqual(
      lines.map(({ line, by }) => [line, by]),
      [
        [
          "arpist approve 10.20.0.50 00:1b:21:00:00:50 --note 'the printer' --expires 2027-02-14T08:00:00Z",
          'vera',
        ],
        [`arpist revoke ${undo![1]}`, 'vera'],
      ],
    );
    assert.equal((await run('audit', '--where', 'by=eve')).code, 1);
    assert.equal((await run('audit', '--after', '1', '--format', '${seq}')).out, '2\n');
  }),
);

test('a mute says what it covers, in any order of its words', { skip }, () =>
  inState(async (run) => {
    const done = await run('mute', '00:1b:21:00:00:50', 'scan', '--on', 'eth0', '--until', '8h', '--json');
    const record = JSON.parse(done.out) as Record<string, unknown>;
    assert.deepEqual(faultsOf(record, schemaNamed('ordered.v1')), []);
    assert.match(
      String(record['text']),
      /^scan by 00:1b:21:00:00:50 on eth0 is told no more until .* but of gateways/,
    );
    await run('mute', 'e-1', '--gateways');
    const listed = await run('mute', '--where', 'gateways=yes', '--format', '${episode}');
    assert.equal(listed.out, '1\n');
    assert.equal((await run('mute', '--on', 'eth1')).code, 0);
  }),
);

test('a note is written, shown, changed and taken away', { skip }, () =>
  inState(async (run) => {
    assert.equal((await run('note', '10.20.0.50')).code, 1);
    await run('note', '10.20.0.50', 'printer,', '2nd', 'floor');
    assert.equal((await run('note', '10.20.0.50', '--format', '${note}')).out, 'printer, 2nd floor\n');
    const changed = await run('note', '10.20.0.50', 'plotter');
    assert.match(changed.err, /taken back by: arpist note 10\.20\.0\.50 'printer, 2nd floor' --state/);
    assert.match((await run('note', '10.20.0.50', '')).err, /is gone/);
    assert.equal((await run('note')).code, 1);
  }),
);

test('what would be forgotten is shown first, and nothing is without a yes', { skip }, () =>
  inState(async (run) => {
    await run('note', '3c:5a:b4:00:00:50', 'Telephone of Vera');
    await assert.rejects(run('forget', '3c:5a:b4:00:00:50'), /cannot be brought back/);
    const done = await run('forget', 'telephone of vera', '--yes');
    assert.match(
      done.err,
      /^3c:5a:b4:00:00:50: 1 station, 1 tenure, 1 episode with 1 event and 1 frame, 1 note, approvals/,
    );
    assert.match(done.err, /are gone for good\.\n$/);
    assert.equal((await run('forget', '3c:5a:b4:00:00:50', '--yes')).code, 1);
    assert.equal((await run('forget', 'nobody', '--yes')).code, 1);
  }),
);

for (const [typed, code] of [
  [['yes'], 0],
  [['no'], 1],
  [[], 1],
] as const)
  test(`the answer is '${typed.join('')}': ends with ${code}`, { skip }, () =>
    inState(
      async (run) => {
        assert.equal((await run('forget', '10.20.0.50')).code, code);
        assert.equal((await run('forget', '10.20.0.50', '--yes')).code, code === 0 ? 1 : 0);
      },
      {
        typed: () => {
          const left: string[] = [...typed];
          return {
            heard: () => left.splice(0),
            ended: () => left.length === 0,
            close: () => undefined,
          };
        },
      },
    ),
  );

test('while the service runs it is asked, with a body that it takes', { skip }, () => {
  const asked: unknown[] = [];
  const service = {
    post: async (path: string, body: unknown) => {
      assert.equal(path, '/orders');
      asked.push(orderOf(JSON.parse(JSON.stringify(body))));
      return { id: 7, text: 'It is done.', undo: 'arpist revoke 7' };
    },
  };
  const never = (): Promise<Store> => assert.fail('the store is the service’s');
  return inState(
    async (run) => {
      await run('approve', '10.20.0.50', '00:1b:21:00:00:50');
      const muted = await run('mute', 'scan');
      assert.match(muted.err, /^It is done\.\ntaken back by: arpist revoke 7 --state/);
      assert.deepEqual(asked, [
        { order: 'approve', approval: { ip: IP, mac: A, note: '', expires: null } },
        {
          order: 'mute',
          mute: {
            kind: 'scan',
            ip: null,
            mac: null,
            episode: null,
            interface: null,
            gateways: false,
            until: null,
          },
        },
      ]);
    },
    { service: async () => service, write: never },
  );
});

test('every order goes through the socket and comes back the same', () => {
  const orders: readonly MemoryOrder[] = [
    { order: 'approve', approval: { ip: IP, mac: A, note: 'x', expires: T } },
    {
      order: 'mute',
      mute: { kind: null, ip: IP, mac: B, episode: 4, interface: 'eth0', gateways: true, until: T },
    },
    { order: 'note', note: { whom: { mac: A }, text: '' } },
    { order: 'note', note: { whom: { ip: IP }, text: 'x' } },
    { order: 'revoke', id: 9 },
    { order: 'forget', whom: { ip: IP } },
    { order: 'forget', whom: { mac: A } },
  ];
  for (const order of orders) assert.deepEqual(orderOf(JSON.parse(JSON.stringify(bodyOf(order)))), order);
});

test('words that cannot be used, each in one sentence', { skip }, () =>
  inState(async (run) => {
    for (const [verb, ...words] of [
      ['approve', '10.20.0.50'],
      ['approve', 'nas', '00:1b:21:00:00:50'],
      ['approve', '10.20.0.50', '10.20.0.51'],
      ['approve', '10.20.0.50', 'ff:ff:ff:ff:ff:ff'],
      ['approve', '10.20.0.50', '00:1b:21:00:00:50', '--expires', 'yesterday'],
      ['approve', '--note', 'x'],
      ['mute', 'scna'],
      ['mute', 'scan', 'storm'],
      ['mute', 'e-0'],
      ['mute', '--gateways'],
      ['note', 'printer', 'x'],
      ['note', '10.0.0.1', 'x'.repeat(1001)],
      ['revoke', '0'],
      ['revoke', '99'],
      ['revoke'],
      ['forget'],
    ] as const)
      await assert.rejects(run(verb, ...words), UsageFault, [verb, ...words].join(' '));
  }),
);

test('where there is neither a service nor a store it is said, and none is made', { skip }, () =>
  inState(async (run, state) => {
    rmSync(join(state, 'arpist.db'));
    for (const words of [
      ['approve', '10.20.0.50', '00:1b:21:00:00:50'],
      ['approve'],
      ['revoke', '1'],
      ['forget', '10.0.0.1'],
      ['audit'],
    ] as const) {
      const [verb, ...others] = words;
      await assert.rejects(
        run(verb, ...others),
        (fault) => fault instanceof SystemFault && fault.kind === 'file',
      );
    }
  }),
);
