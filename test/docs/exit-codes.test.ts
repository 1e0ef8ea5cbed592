import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { ROUTES } from '../../src/cli/routes.ts';
import { COMMAND_LINES } from '../../tools/docs-commands.ts';
import { readTranscript } from '../transcripts/transcript.ts';

/** What any command may end with, without a word of its own. */
const ANYBODY: readonly number[] = [EXIT.usage, EXIT.refused, EXIT.partial, EXIT.interrupted];
const CODES: readonly number[] = Object.values(EXIT);

test('every command says when it ends with 0, and names no code that there is not', () => {
  for (const { name, ends } of COMMAND_LINES) {
    assert.ok(Object.hasOwn(ends, EXIT.done), name);
    for (const [code, meaning] of Object.entries(ends)) {
      assert.ok(CODES.includes(Number(code)), `${name}: ${code}`);
      assert.match(meaning, /^\S.*[^.\s]$/, name);
    }
  }
});

test('what a transcript ends with is named by its command, or may come to any of them', () => {
  let seen = 0;
  for (const { command, answer } of ['live', 'table', 'usage'].flatMap(
    (name) => readTranscript(name).exchanges,
  )) {
    const words = /\barpist ([a-z].*)$/.exec(command)?.[1]?.split(' ') ?? [];
    if (words.length === 0 || /[|>;]/.test(command) || words.includes('--help')) continue;
    const line = lineOf(words);
    const code = Number(/^= (\d+)$/m.exec(answer)?.[1]);
    if (line === undefined) continue;
    seen++;
    assert.ok(ANYBODY.includes(code) || Object.hasOwn(line.ends, code), `${command}: ${code}`);
  }
  assert.ok(seen > 50, `${seen} commands of transcripts`);
});

function lineOf(words: readonly string[]) {
  const compat = words.indexOf('--compat');
  if (words[0] === 'ping' && compat > 0)
    return COMMAND_LINES.find(({ name }) => name === `ping --compat ${words[compat + 1]}`);
  return [3, 2, 1]
    .map((many) => words.slice(0, many).join(' '))
    .map((start) => COMMAND_LINES.find(({ name }) => name === start))
    .find((line) => line !== undefined);
}

/** Folders of src/cli, each with the names of the codes that its files end with. */
function codesOfRooms(): ReadonlyMap<string, ReadonlySet<string>> {
  const folder = new URL('../../src/cli/', import.meta.url);
  const found = new Map<string, Set<string>>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const [room, file] = name.split('/');
    if (file === undefined || !file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
    const text = readFileSync(new URL(name, folder), 'utf8');
    const codes = found.get(room!) ?? new Set();
    for (const [, code] of text.matchAll(/\bEXIT\.([a-z]+)/g)) codes.add(code!);
    found.set(room!, codes);
  }
  return found;
}

test('a conflict and a no that a room can end with are told by one of its commands, and no others are', async () => {
  const rooms = codesOfRooms();
  const told = new Map<string, Set<number>>();
  for (const { name, ends } of COMMAND_LINES) {
    const route = ROUTES.find((one) => one.name === name.split(' ')[0])!;
    const room = /import\('\.\/([a-z]+)\//.exec(String(route.load))?.[1];
    if (room === undefined) continue;
    const codes = told.get(room) ?? new Set();
    for (const code of Object.keys(ends)) codes.add(Number(code));
    told.set(room, codes);
  }
  assert.ok(told.size >= 8, [...told.keys()].join(' '));
  for (const [room, codes] of told)
    for (const word of ['negative', 'conflict'] as const)
      assert.equal(codes.has(EXIT[word]), rooms.get(room)!.has(word), `${room}: ${word}`);
});
