import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tellAndSave } from './tell-all.ts';

type Event =
  | { readonly type: 'word'; readonly text: string }
  | { readonly type: 'frame'; readonly n: number };

class Verb {
  putAway = 0;

  async *events(): AsyncGenerator<Event, number> {
    try {
      await Promise.resolve();
      yield { type: 'word', text: 'one' };
      yield { type: 'frame', n: 1 };
      yield { type: 'word', text: 'two' };
      return 7;
    } finally {
      this.putAway++;
    }
  }
}

function saver(log: string[]): { take(event: { readonly n: number }): void; close(): void } {
  return { take: ({ n }) => void log.push(`frame ${n}`), close: () => void log.push('closed') };
}

test('1.2 row 11: events in their order, frames to the savers alone, closed before the report is told', async () => {
  const log: string[] = [];
  const verb = new Verb();
  const told = await tellAndSave(verb.events(), [saver(log)], {
    take: ({ text }) => void log.push(text),
    end: (report) => {
      log.push(`end ${report}`);
      return report + 1;
    },
  });
  assert.equal(told, 8);
  assert.deepEqual(log, ['one', 'frame 1', 'two', 'closed', 'end 7']);
  assert.equal(verb.putAway, 1);
});

test('1.2 row 11: a renderer that throws leaves no capture open, and no verb', async () => {
  const log: string[] = [];
  const verb = new Verb();
  const throwing = tellAndSave(verb.events(), [saver(log)], {
    take: () => {
      throw new Error('the renderer');
    },
    end: () => 0,
  });
  await assert.rejects(throwing, /the renderer/);
  assert.deepEqual(log, ['closed']);
  assert.equal(verb.putAway, 1);
});

test('1.2 row 11: a verb that throws leaves no capture open', async () => {
  const log: string[] = [];
  async function* failing(): AsyncGenerator<Event, number> {
    await Promise.resolve();
    yield { type: 'frame', n: 2 };
    throw new Error('the link');
  }
  const throwing = tellAndSave(failing(), [saver(log)], { take: () => {}, end: () => 0 });
  await assert.rejects(throwing, /the link/);
  assert.deepEqual(log, ['frame 2', 'closed']);
});

test('1.2 row 11: a report that cannot be told is thrown when all is closed', async () => {
  const log: string[] = [];
  const throwing = tellAndSave(new Verb().events(), [saver(log)], {
    take: () => {},
    end: () => {
      throw new Error('the report');
    },
  });
  await assert.rejects(throwing, /the report/);
  assert.deepEqual(log, ['frame 1', 'closed']);
});

test('1.2 row 11: when enough is told, the verb is sent away and no report told', async () => {
  const log: string[] = [];
  const verb = new Verb();
  const told = await tellAndSave(verb.events(), [saver(log)], {
    take: ({ text }) => void log.push(text),
    until: () => (log.length > 0 ? 3 : undefined),
    end: () => assert.fail('the report is told'),
  });
  assert.equal(told, 3);
  assert.deepEqual([log, verb.putAway], [['one', 'closed'], 1]);
});
