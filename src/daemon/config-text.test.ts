import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readToml } from '../cli/toml.ts';
import { CONFIG_SECTIONS, configTables, defaultConfigText, shownKeys } from './config-text.ts';
import { mergeConfig } from './merge.ts';
import { CONFIG_TABLES, defaultConfig, readDaemonConfig } from './read-config.ts';

function merged(...texts: readonly string[]) {
  return mergeConfig(
    texts.map((text, at) => ({ name: `f${at}`, ...readToml(text, { name: 'f', remedy: '' }) })),
  );
}

test('the commented file changes nothing, and has every key in it', () => {
  const text = defaultConfigText();
  const { value, lineOf } = merged(text);
  const read = readDaemonConfig(value, lineOf);
  assert.ok(read.ok);
  assert.deepEqual(read.value, defaultConfig());
  let keys = 0;
  for (const { keys: all } of CONFIG_SECTIONS)
    for (const [key, one] of Object.entries(all)) {
      assert.ok(text.includes(`\n#${key} = ${one.shown}\n`), key);
      assert.ok(configTables().includes(`| \`${key}\` |`), key);
      keys++;
    }
  assert.ok(keys > 70);
  for (const table of CONFIG_TABLES) assert.match(text, new RegExp(`^#?\\[\\[?${table}\\]`, 'm'));
});

test('a part of it without its marks is a configuration', () => {
  const part = defaultConfigText().split('\n#[[network]]\n')[1]!.split('\n\n')[0]!;
  const { value, lineOf } = merged(`[[network]]\n${part.replaceAll(/^#(?=[a-z])/gm, '')}`);
  const read = readDaemonConfig(value, lineOf);
  assert.ok(read.ok, JSON.stringify(read));
  assert.equal(read.value.networks[0]?.name, 'Guests');
});

test('what holds is shown with its place, and no secret', () => {
  const rows = shownKeys(
    merged(
      'site = "hq"\n[keep]\nevents = "10d"\n[[watch]]\ninterface = "eth0"',
      '[[watch]]\ninterface = "eth1"\n[[notify]]\nname = "a"\ntype = "gotify"\nurl = "https://x/secret"\ntoken = "hunter2"\n[[notify]]\nname = "b"\ntype = "ntfy"\nurl = "https://ntfy.sh"\ntopic = "t"\ntoken = { credential = "ntfy" }',
    ),
  );
  const told = rows.map(
    ({ table, at, key, text, place }) =>
      `${table}${at ?? ''} ${key} = ${text} ${place ? `${place.file}:${place.line}` : '-'}`,
  );
  assert.ok(told.includes(' site = "hq" f0:1'));
  assert.ok(told.includes(' promiscuous = true -'));
  assert.ok(told.includes('keep events = "10d" f0:3'));
  assert.ok(told.includes('keep bindings = "3y" -'));
  assert.ok(told.includes('watch1 interface = "eth1" f1:2'));
  assert.ok(told.includes('notify0 url = "•••" f1:6'));
  assert.ok(told.includes('notify0 token = "•••" f1:7'));
  assert.ok(told.includes('notify1 url = "https://ntfy.sh" f1:11'));
  assert.ok(told.includes('notify1 token = { credential = "ntfy" } f1:13'));
  assert.doesNotMatch(told.join('\n'), /hunter2|secret"/);
});
