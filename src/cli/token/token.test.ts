import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type PaperIo, paperIo } from '../../../test/cli/paper-io.ts';
import { faultsOf, schemaNamed } from '../../../test/records/schema.ts';
import { UsageFault } from '../../base/fault.ts';
import { Tokens } from '../../http/tokens.ts';
import type { TokenEntry } from '../../ports/door.ts';
import { tokenOver } from './token.ts';

/** 2027-01-15 08:00:00 UTC */
const NOW = 1_800_000_000_000;

function shelf(): { readonly tokens: Tokens; readonly entries: () => readonly TokenEntry[] } {
  let entries: readonly TokenEntry[] = [];
  const tokens = new Tokens({
    read: () => entries,
    write: (all) => {
      entries = all;
    },
  });
  return { tokens, entries: () => entries };
}

async function run(tokens: Tokens, ...args: readonly string[]): Promise<PaperIo & { readonly code: number }> {
  const io = paperIo();
  const code = await tokenOver(
    async (folder) => {
      assert.equal(folder, args.includes('--state') ? '/x' : '/var/lib/arpist/watch');
      return tokens;
    },
    args,
    io,
  );
  return { ...io, code };
}

test('a token is printed once, opens as it was wished, and is listed without itself', async () => {
  const { tokens, entries } = shelf();
  const made = await run(tokens, '--role', 'viewer', '--name', 'wall', '--for', '2h', '--state', '/x');
  assert.equal(made.code, 0);
  assert.match(made.out(), /^arp_[a-z2-7]{32}\n$/);
  assert.match(made.err(), /^token 1: it is told this once/);
  const { name, role, expires } = tokens.whose(made.out().trim(), NOW)!;
  assert.deepEqual([name, role, expires], ['wall', 'viewer', NOW + 7_200_000]);
  const record = JSON.parse((await run(tokens, '--json')).out()) as Record<string, unknown>;
  assert.deepEqual(faultsOf(record, schemaNamed('token.v1')), []);
  assert.equal(tokens.whose(String(record['token']), NOW)?.role, 'admin');
  const listed = await run(tokens, '--list');
  assert.match(listed.out(), /^1\twall\tviewer\tsince 2027-01-15\tuntil 2027-01-15\n2\tadmin\tadmin\tsince/);
  for (const { hash } of entries()) assert.doesNotMatch(listed.out(), new RegExp(hash));
  assert.equal((await run(tokens, '--list', '--where', 'role=operator')).code, 1);
});

test('revoked, it opens nothing; what is not there is said', async () => {
  const { tokens } = shelf();
  const token = (await run(tokens)).out().trim();
  const revoked = await run(tokens, '--revoke', '1');
  assert.deepEqual([revoked.code, revoked.err()], [0, 'token 1 is of no use any more\n']);
  assert.equal(tokens.whose(token, NOW), undefined);
  const again = await run(tokens, '--revoke', '1');
  assert.deepEqual([again.code, again.err()], [1, 'arpist: there is no token 1\n']);
  assert.equal((await run(tokens, '--list')).code, 1);
});

test('words that cannot be used', async () => {
  const { tokens } = shelf();
  for (const args of [
    ['--role', 'root'],
    ['--name', ''],
    ['--name', 'a\nb'],
    ['--list', '--revoke', '1'],
    ['x'],
  ])
    await assert.rejects(run(tokens, ...args), UsageFault, args.join(' '));
});
