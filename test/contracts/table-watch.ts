import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIpv4 } from '../../src/base/ipv4.ts';
import { formatMac } from '../../src/base/mac.ts';
import type { TableChange } from '../../src/change/change.ts';
import type { NeighbourEntry, NeighbourTable } from '../../src/ports/neighbours.ts';
import type { TableWatch } from '../../src/ports/table-watch.ts';

export interface WatchStage {
  readonly watch: TableWatch;
  /** The table that is followed, for whoever changes it. */
  readonly table: NeighbourTable;
  close(): void;
}

export interface WatchBody {
  readonly name: string;
  /** A reason why it cannot be tried here. */
  readonly skip: string | false;
  /** As of NeighbourTable; `small`: it cannot keep the notices of 300 changes. */
  readonly open: (small: boolean) => WatchStage;
}

const M1 = '02:00:00:00:01:01';
const M2 = '02:00:00:00:01:02';
const STATIC = '02:00:00:00:01:03';
const SOON = 60_000;

const line = ({ ip, mac, link, state }: NeighbourEntry): string =>
  `${formatIpv4(ip)} ${mac === null ? '-' : formatMac(mac)} ${state} ${link}`;
const set = (ip: string, more: Partial<Extract<TableChange, { do: 'set-neighbour' }>> = {}) =>
  ({ do: 'set-neighbour', link: 'eth0', ip, mac: M1, ...more }) as const;

/** The suite. Every body of TableWatch runs it. */
export function tableWatchContract({ name, skip, open }: WatchBody): void {
  const on = (what: string, body: (stage: WatchStage) => void | Promise<void>, small = false): void => {
    test(`${name}: ${what}`, { skip, timeout: 2 * SOON }, async () => {
      const stage = open(small);
      try {
        await body(stage);
      } finally {
        stage.watch.close();
        stage.close();
      }
    });
  };
  const made = ({ table }: WatchStage, ...changes: readonly TableChange[]): void =>
    assert.deepEqual(
      table.makeEach(changes).map(({ code }) => code),
      changes.map(() => null),
    );
  const heard = ({ watch }: WatchStage): readonly string[] => {
    const lines: string[] = [];
    assert.equal(
      watch.drain(({ gone, entry }) => lines.push(`${gone ? 'gone' : 'now'} ${line(entry)}`)),
      'whole',
    );
    return lines;
  };

  on('what was there before is no news', (stage) => {
    assert.deepEqual(heard(stage), []);
    assert.deepEqual(stage.watch.entries().map(line), [`10.0.0.3 ${STATIC} permanent eth0`]);
    assert.deepEqual(stage.watch.published().map(line), ['10.0.0.60 - none eth0']);
  });

  on('what comes, changes and goes is told once, oldest first; what goes failed before', (stage) => {
    made(stage, set('10.0.0.4', { state: 'stale' }), set('10.1.0.5', { link: 'eth1' }));
    made(stage, set('10.0.0.4', { mac: M2 }), { do: 'remove-neighbour', link: 'eth0', ip: '10.0.0.3' });
    assert.deepEqual(heard(stage), [
      `now 10.0.0.4 ${M1} stale eth0`,
      `now 10.1.0.5 ${M1} permanent eth1`,
      `now 10.0.0.4 ${M2} permanent eth0`,
      'now 10.0.0.3 - failed eth0',
      'gone 10.0.0.3 - failed eth0',
    ]);
    assert.deepEqual(heard(stage), []);
    assert.deepEqual(stage.watch.entries().map(line).toSorted(), [
      `10.0.0.4 ${M2} permanent eth0`,
      `10.1.0.5 ${M1} permanent eth1`,
    ]);
  });

  on('what is published is no notice: it is looked at', (stage) => {
    made(
      stage,
      { do: 'publish', link: null, ip: '10.0.0.61' },
      { do: 'unpublish', link: 'eth0', ip: '10.0.0.60' },
    );
    assert.deepEqual(heard(stage), []);
    assert.deepEqual(stage.watch.published().map(line), ['10.0.0.61 - none null']);
  });

  on(
    'more than can be kept: said once, and then it goes on',
    (stage) => {
      made(stage, ...Array.from({ length: 300 }, (_, at) => set(`10.0.${1 + (at >> 8)}.${at & 255}`)));
      let kept = 0;
      assert.equal(
        stage.watch.drain(() => kept++),
        'overrun',
      );
      assert.ok(kept < 300, `${kept} kept`);
      assert.equal(stage.watch.entries().length, 301);
      made(stage, set('10.0.0.9'));
      assert.deepEqual(heard(stage), [`now 10.0.0.9 ${M1} permanent eth0`]);
    },
    true,
  );

  on(
    'a wait ends when there is something, also what was there already, or when its time is over',
    async (stage) => {
      await stage.watch.wait(1);
      const waits = stage.watch.wait(SOON * 5);
      made(stage, set('10.0.0.9'));
      await waits;
      await stage.watch.wait(SOON * 5);
      assert.equal(heard(stage).length, 1);
    },
  );

  on('closing it ends who waits; a second time does nothing', async ({ watch }) => {
    const waits = watch.wait(SOON * 5);
    watch.close();
    watch.close();
    await waits;
  });
}
