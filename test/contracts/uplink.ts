import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SpoolBatch } from '../../src/ports/spool.ts';
import type { Uplink } from '../../src/ports/uplink.ts';
import { packBody } from '../../src/store/spool-body.ts';

export interface UplinkStage {
  readonly name: string;
  readonly open: () => Promise<{
    readonly uplink: Uplink;
    /** The centre answers nobody from now on, or again. */
    readonly away: (is: boolean) => Promise<void>;
    readonly close: () => Promise<void>;
  }>;
}

export function batch(from: number, to: number, more: Partial<SpoolBatch> = {}): SpoolBatch {
  const dispatches = Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => ({
    k: 'other' as const,
    kind: 'made',
    text: `${from + at}`,
  }));
  return {
    run: 'run-1',
    store: 'store-1',
    from,
    to,
    was: null,
    dropped: null,
    ...packBody(dispatches),
    ...more,
  };
}

/** What every way to a centre promises. */
export function uplinkContract({ name, open }: UplinkStage): void {
  const asked = async (
    uplink: Uplink,
    ...batches: readonly SpoolBatch[]
  ): Promise<readonly [string, number, boolean] | string> => {
    const sent = await uplink.send(batches);
    return sent.ok ? [sent.mark.run, sent.mark.mark, sent.mark.gap] : sent.kind;
  };

  test(`${name}: what is answered is committed, in its order, a repeat changes nothing, a hole is told`, async () => {
    const { uplink, close } = await open();
    try {
      assert.equal(uplink.sensor, 'berlin/core-1');
      assert.deepEqual(await asked(uplink, batch(1, 3), batch(4, 4)), ['run-1', 4, false]);
      assert.deepEqual(await asked(uplink, batch(1, 3)), ['run-1', 4, false]);
      assert.deepEqual(await asked(uplink, batch(6, 7)), ['run-1', 4, true]);
      assert.deepEqual(await asked(uplink, batch(3, 7)), ['run-1', 7, false]);
      assert.deepEqual(await asked(uplink, batch(8, 7)), ['run-1', 7, false], 'a heartbeat');
      assert.deepEqual(
        await asked(uplink, batch(10, 9)),
        ['run-1', 7, true],
        'a heartbeat behind something lost',
      );
      assert.deepEqual(await asked(uplink, batch(1, 2, { run: 'run-2' })), ['run-2', 2, false]);
    } finally {
      await close();
    }
  });

  test(`${name}: a centre that is away is told as away, and is reached again`, async () => {
    const { uplink, away, close } = await open();
    try {
      await away(true);
      assert.equal(await asked(uplink, batch(1, 1)), 'away');
      await away(false);
      assert.deepEqual(await asked(uplink, batch(1, 1)), ['run-1', 1, false]);
    } finally {
      await close();
    }
  });
}
