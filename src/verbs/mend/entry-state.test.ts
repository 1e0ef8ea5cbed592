import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOTHING_TOUCHED } from '../../change/touched.ts';
import type { Intent, JournalEntry, PersistFile } from '../../ports/journal.ts';
import { PaperHistory } from '../../sim/paper-history.ts';
import { type EntryState, entryStateOf } from './entry-state.ts';
import { isPending, isStanding, isWritten, mustBeFree } from './standing.ts';

const UP = { do: 'set-up', link: 'eth0', up: true } as const;
const FILE: PersistFile = { path: '/ours', text: 'x', executable: false };
const STATE: Intent = {
  by: 'state',
  command: 'apply x.toml',
  changes: [UP, UP],
  undo: [null, null],
  before: { form: 'paper' },
  touched: NOTHING_TOUCHED,
};
const STEPS: Intent = {
  by: 'steps',
  command: 'table x',
  changes: [{ do: 'remove-neighbour', link: 'eth0', ip: '10.0.0.9' }],
  undo: [null],
};
const FILES: Intent = { by: 'files', command: 'persist x', changes: [], files: [FILE] };
const WAITS: Intent = { ...STATE, confirm: 60 };

type Facts = Partial<Omit<JournalEntry, keyof Intent | 'outcome'>> & { readonly refused?: readonly number[] };

/** Ended with nothing refused, unless it says something else. */
function entry(intent: Intent, { refused = [], ...facts }: Facts = {}): JournalEntry {
  const blank = { name: 'it', line: 1, at: 0, here: true, past: false, confirmed: false, undoing: null };
  return { ...intent, ...blank, undone: false, outcome: { at: 0, refused, after: null }, ...facts };
}
const cut = (one: JournalEntry): JournalEntry => ({ ...one, outcome: null });

const ELSEWHERE = { here: false, past: true };
/** What it is, whether there is anything to undo, whether its files are on the disk, and whether it waits. */
const table: readonly (readonly [string, JournalEntry, EntryState, string])[] = [
  ['done', entry(STATE), 'stands', 'stands written'],
  ['undone', entry(STATE, { undone: true }), 'undone', 'written'],
  ['cut short', cut(entry(STATE)), 'cut-short', 'stands'],
  ['cut short and undone', cut(entry(STATE, { undone: true })), 'undone', ''],
  ['refused in part', entry(STATE, { refused: [1] }), 'stands', 'stands'],
  ['refused whole', entry(STATE, { refused: [0, 1] }), 'refused', ''],
  ['refused whole, and undone', entry(STATE, { refused: [0, 1], undone: true }), 'refused', ''],
  ['of another start', entry(STATE, ELSEWHERE), 'elsewhere', 'written'],
  ['of another start, undone', entry(STATE, { ...ELSEWHERE, undone: true }), 'undone', 'written'],
  ['its files of another start', entry({ ...STATE, files: [FILE] }, ELSEWHERE), 'stands', 'stands written'],
  [
    'of another start, refused in part, with files',
    entry({ ...STATE, files: [FILE] }, { ...ELSEWHERE, refused: [1] }),
    'elsewhere',
    '',
  ],
  ['waits', entry(WAITS), 'waits', 'stands waits'],
  ['was to wait, and was cut short', cut(entry(WAITS)), 'cut-short', 'stands waits'],
  ['was confirmed', entry(WAITS, { confirmed: true }), 'stands', 'stands written'],
  ['was undone instead of confirmed', entry(WAITS, { undone: true }), 'undone', ''],
  ['waits, with files, of another start', entry({ ...WAITS, files: [FILE] }, ELSEWHERE), 'elsewhere', ''],
  ['waits with files alone', entry({ ...WAITS, changes: [], files: [FILE] }), 'waits', 'stands waits'],
  ['steps', entry(STEPS), 'stands', 'stands written'],
  ['steps refused', entry(STEPS, { refused: [0] }), 'refused', ''],
  ['files', entry(FILES), 'stands', 'stands written'],
  ['files of another start', entry(FILES, ELSEWHERE), 'stands', 'stands written'],
  ['files cut short', cut(entry(FILES)), 'cut-short', 'stands'],
  ['files cut short in another start', cut(entry(FILES, ELSEWHERE)), 'elsewhere', ''],
];

for (const [what, one, state, is] of table)
  test(`an entry that ${what}: ${state}`, () => {
    assert.equal(entryStateOf(one), state);
    const words = [isStanding(one) && 'stands', isWritten(one) && 'written', isPending(one) && 'waits'];
    assert.equal(words.filter((word) => word !== false).join(' '), is);
  });

test('of several that wait, or were cut short, the first is named', () => {
  const history = new PaperHistory();
  const named = (name: string, one: JournalEntry): JournalEntry => ({ ...one, name, command: name });
  history.entries = () => [named('a', cut(entry(STATE))), named('b', entry(WAITS)), named('c', entry(WAITS))];
  assert.throws(() => mustBeFree(history), /'arpist b' waits/);
  history.entries = () => [named('a', cut(entry(STATE))), named('b', cut(entry(STATE)))];
  assert.throws(() => mustBeFree(history), /'arpist a' was cut short/);
});

test('steps never wait, whatever was written of them', () => {
  assert.equal(isPending({ ...entry(STEPS), confirm: 60 } as unknown as JournalEntry), false);
});

/** A journal with one entry in it. */
function withOne(one: JournalEntry): PaperHistory {
  const history = new PaperHistory();
  history.entries = () => [entry(STATE), one];
  return history;
}

const hindering: readonly (readonly [string, JournalEntry, RegExp | null])[] = [
  ['done', entry(STATE), null],
  ['waits', entry(WAITS), /'arpist apply x.toml' waits for its confirmation: nothing was changed/],
  ['waits in another start', entry(WAITS, ELSEWHERE), null],
  ['cut short', cut(entry(STATE)), /'arpist apply x.toml' was cut short/],
  ['cut short in another start', cut(entry(STATE, ELSEWHERE)), null],
  ['cut short, and undone', cut(entry(STATE, { undone: true })), null],
  ['steps cut short', cut(entry(STEPS)), null],
  ['files cut short', cut(entry(FILES)), null],
];

for (const [what, one, why] of hindering)
  test(`what is to be done now, after an entry that ${what}: ${why === null ? 'is free' : 'has to wait'}`, () => {
    if (why === null) mustBeFree(withOne(one));
    else assert.throws(() => mustBeFree(withOne(one)), why);
  });
