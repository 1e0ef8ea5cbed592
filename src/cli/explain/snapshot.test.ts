import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paperIo } from '../../../test/cli/paper-io.ts';
import { hostWith } from '../../kernel/build-host.ts';
import { parseHost } from '../../kernel/host-json.ts';
import { snapshot } from './snapshot.ts';

const HOST = {
  ...hostWith({ links: { e0: { addresses: ['10.0.0.1/24'] } } }),
  unread: ['Rules could not be read.'],
};

test('the snapshot goes to stdout, whole, and what is missing is told beside it', async () => {
  const io = paperIo({});
  const code = await snapshot([], io, () => Promise.resolve(HOST));
  const read = parseHost(io.out());
  assert.ok(read.ok);
  assert.deepEqual(read.value, structuredClone(HOST));
  assert.equal(io.err(), 'arpist: not in the snapshot: Rules could not be read.\n');
  assert.equal(code, 0);
});

test('--netns names the namespace that is read', async () => {
  const asked: (string | undefined)[] = [];
  const door = (namespace?: string): Promise<typeof HOST> => {
    asked.push(namespace);
    return Promise.resolve(HOST);
  };
  await snapshot(['--netns', 'blue'], paperIo({}), door);
  await snapshot([], paperIo({}), door);
  assert.deepEqual(asked, ['blue', undefined]);
});
