import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SystemFault } from '../../src/base/fault.ts';
import { NOTHING_TOUCHED } from '../../src/change/touched.ts';
import type { History, Intent } from '../../src/ports/journal.ts';
import type { Kept } from '../../src/ports/system.ts';

export interface HistoryBody {
  readonly name: string;
  /** A reason why it cannot be tried here. */
  readonly skip: string | false;
  readonly open: () => {
    readonly history: History;
    /** As whoever comes later finds it; the same where there is nobody else. */
    readonly again: () => History;
    close(): void;
  };
}

const kept = (host: string): Kept => ({ form: 'test', host }) as Kept;
const SETTING = { do: 'set-conf', link: 'all', setting: 'arp_ignore' } as const;
const BY_STATE: Intent = {
  command: 'apply x.toml --confirm 60',
  by: 'state',
  changes: [{ ...SETTING, value: 1 }],
  undo: [[{ ...SETTING, value: 0 }]],
  before: kept('before'),
  touched: { ...NOTHING_TOUCHED, conf: ['all arp_ignore'] },
  hadRules: false,
  files: [{ path: '/etc/x', text: 'y\n', executable: true, was: 'z\n', folders: ['/etc'] }],
  confirm: 60,
};
const BY_STEPS: Intent = {
  command: 'table flush',
  by: 'steps',
  changes: [
    { do: 'remove-neighbour', link: 'eth0', ip: '10.77.0.9' },
    { do: 'unpublish', link: null, ip: '10.77.0.60' },
  ],
  undo: [null, { do: 'publish', link: null, ip: '10.77.0.60' }],
};
const FILES_ALONE: Intent = {
  command: 'persist remove x',
  by: 'files',
  changes: [],
  files: [{ path: '/etc/x', text: '', executable: false, was: 'y\n', gone: true }],
};

/** The suite. Every body of History runs it. */
export function historyContract({ name, skip, open }: HistoryBody): void {
  const on = (what: string, body: (stage: ReturnType<HistoryBody['open']>) => void): void => {
    test(`${name}: ${what}`, { skip }, () => {
      const stage = open();
      try {
        body(stage);
      } finally {
        stage.close();
      }
    });
  };

  on('what was begun stands there as it was said, oldest first, and has no outcome', ({ history, again }) => {
    const intents = [BY_STATE, BY_STEPS, FILES_ALONE];
    const names = intents.map((intent) => history.begin(intent));
    assert.equal(new Set(names).size, 3);
    const entries = again().entries();
    assert.deepEqual(
      entries.map((entry) => entry.name),
      names,
    );
    entries.forEach(({ name: own, line, at, here, past, ...rest }, nth) => {
      assert.deepEqual([own, here, past], [names[nth], true, false]);
      assert.ok(at > 0 && line > (entries[nth - 1]?.line ?? 0));
      const blank = { outcome: null, confirmed: false, undoing: null, undone: false };
      assert.deepEqual(rest, { ...intents[nth], ...blank });
    });
    assert.deepEqual(again().damage(), []);
    assert.equal(again().dropped(), 0);
  });

  on('its end says what was refused, and the states an undo goes by', ({ history, again }) => {
    const first = history.begin(BY_STATE);
    const second = history.begin(BY_STEPS);
    history.end(second, [1]);
    history.end(first, [], { before: kept('moved on'), after: kept('after') });
    const [one, two] = again().entries();
    assert.deepEqual([one?.outcome?.refused, one?.outcome?.after], [[], kept('after')]);
    assert.ok(one?.by === 'state');
    assert.deepEqual(one.before, kept('moved on'));
    assert.deepEqual([two?.outcome?.refused, two?.outcome?.after], [[1], null]);
  });

  on('what is marked is, and the others are not', ({ history, again }) => {
    const [first, second, third] = [BY_STATE, BY_STATE, BY_STEPS].map((intent) => history.begin(intent));
    history.mark(first!, 'confirmed');
    history.undoing(second!, kept('goal'));
    history.mark(third!, 'undone');
    assert.deepEqual(
      again()
        .entries()
        .map(({ confirmed, undoing, undone }) => [confirmed, undoing, undone]),
      [
        [true, null, false],
        [false, kept('goal'), false],
        [false, null, true],
      ],
    );
  });

  on('entries that were handed out stay as they were', ({ history }) => {
    const first = history.begin(BY_STEPS);
    const entries = history.entries();
    history.end(first, []);
    history.begin(BY_STEPS);
    assert.deepEqual(
      entries.map(({ outcome }) => outcome),
      [null],
    );
  });

  on('one has the lock, until it is let go; let go twice takes it from nobody', ({ history, again }) => {
    const busy = (fault: unknown): boolean => fault instanceof SystemFault && fault.kind === 'busy';
    const lock = history.lock();
    assert.throws(() => history.lock(), busy);
    assert.throws(() => again().lock(), busy);
    lock.release();
    const other = history.lock(true);
    lock.release();
    assert.throws(() => history.lock(), busy);
    other.release();
    history.lock().release();
  });
}
