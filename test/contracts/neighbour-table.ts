import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIpv4 } from '../../src/base/ipv4.ts';
import { formatMac } from '../../src/base/mac.ts';
import type { TableChange } from '../../src/change/change.ts';
import type { NeighbourTable } from '../../src/ports/neighbours.ts';

export interface TableBody {
  readonly name: string;
  /** A reason why it cannot be tried here. */
  readonly skip: string | false;
  /** eth0 (10.0.0.1/24) and eth1 (10.1.0.1/24), a static entry of 10.0.0.3 on eth0, and 10.0.0.60 published there. */
  readonly open: () => { readonly table: NeighbourTable; close(): void };
}

const M1 = '02:00:00:00:01:01';
const M2 = '02:00:00:00:01:02';
const STATIC = '02:00:00:00:01:03';

/** The suite. Every body of NeighbourTable runs it. */
export function neighbourTableContract({ name, skip, open }: TableBody): void {
  const on = (what: string, body: (table: NeighbourTable) => void): void => {
    test(`${name}: ${what}`, { skip }, () => {
      const stage = open();
      try {
        body(stage.table);
      } finally {
        stage.close();
      }
    });
  };
  const codes = (table: NeighbourTable, ...changes: readonly TableChange[]): readonly (string | null)[] =>
    table.makeEach(changes).map(({ code }) => code);
  const told = (table: NeighbourTable): readonly string[] =>
    table
      .entries()
      .map(({ ip, mac, link, state, flags, published, protocol }) =>
        [
          formatIpv4(ip),
          published ? 'published' : `${mac === null ? '-' : formatMac(mac)} ${state}`,
          ...flags,
          ...(protocol === null || published ? [] : [`protocol ${protocol}`]),
          link ?? 'everywhere',
        ].join(' '),
      )
      .toSorted();
  const set = (ip: string, more: Partial<Extract<TableChange, { do: 'set-neighbour' }>> = {}) =>
    ({ do: 'set-neighbour', link: 'eth0', ip, mac: M1, ...more }) as const;

  on('what is there: the cache, then what is published', (table) => {
    assert.deepEqual(told(table), [`10.0.0.3 ${STATIC} permanent eth0`, '10.0.0.60 published eth0']);
    const [first, last] = table.entries();
    assert.deepEqual([first?.published, last?.published, last?.mac], [false, true, null]);
  });

  on('an entry is static, in the place of another, without flags, unless it says otherwise', (table) => {
    assert.deepEqual(
      codes(
        table,
        set('10.0.0.3'),
        set('10.0.0.4', { state: 'stale', flags: ['router'], protocol: 18 }),
        set('10.1.0.5', { link: 'eth1', mac: M2, how: 'add' }),
      ),
      [null, null, null],
    );
    assert.deepEqual(told(table), [
      `10.0.0.3 ${M1} permanent eth0`,
      `10.0.0.4 ${M1} stale router protocol 18 eth0`,
      '10.0.0.60 published eth0',
      `10.1.0.5 ${M2} permanent eth1`,
    ]);
  });

  on('what is refused does not stop the others, and has its outcome in its place', (table) => {
    assert.deepEqual(
      codes(
        table,
        set('10.0.0.3', { how: 'add', mac: M2 }),
        set('10.0.0.4', { link: 'eth9' }),
        { do: 'remove-neighbour', link: 'eth0', ip: '10.0.0.77' },
        { do: 'unpublish', link: 'eth0', ip: '10.0.0.77' },
        { do: 'publish', link: 'eth9', ip: '10.0.0.61' },
        set('10.0.0.5'),
      ),
      ['EEXIST', 'ENODEV', 'ENOENT', 'ENOENT', 'ENODEV', null],
    );
    assert.deepEqual(told(table), [
      `10.0.0.3 ${STATIC} permanent eth0`,
      `10.0.0.5 ${M1} permanent eth0`,
      '10.0.0.60 published eth0',
    ]);
  });

  on('published on a link, on every link, and no longer; the cache is another matter', (table) => {
    assert.deepEqual(
      codes(
        table,
        { do: 'publish', link: 'eth1', ip: '10.0.0.3' },
        { do: 'publish', link: null, ip: '10.0.0.61' },
        { do: 'unpublish', link: 'eth0', ip: '10.0.0.60' },
      ),
      [null, null, null],
    );
    assert.deepEqual(told(table), [
      `10.0.0.3 ${STATIC} permanent eth0`,
      '10.0.0.3 published eth1',
      '10.0.0.61 published everywhere',
    ]);
    assert.deepEqual(
      codes(
        table,
        { do: 'unpublish', link: null, ip: '10.0.0.61' },
        { do: 'remove-neighbour', link: 'eth0', ip: '10.0.0.3' },
      ),
      [null, null],
    );
    assert.deepEqual(told(table), ['10.0.0.3 published eth1']);
  });

  on('many alike, and one that is not among them', (table) => {
    const macOf = (at: number): string =>
      `02:00:00:01:0${at >> 8}:${(at & 255).toString(16).padStart(2, '0')}`;
    const many = Array.from({ length: 300 }, (_, at) =>
      set(`10.0.${1 + (at >> 8)}.${at & 255}`, { mac: macOf(at), ...(at === 150 ? { state: 'stale' } : {}) }),
    );
    assert.ok(codes(table, ...many).every((code) => code === null));
    const lines = told(table);
    assert.equal(lines.length, 302);
    assert.ok(lines.includes(`10.0.1.150 ${macOf(150)} stale eth0`));
    assert.ok(lines.includes(`10.0.1.151 ${macOf(151)} permanent eth0`));
    assert.ok(lines.includes(`10.0.2.43 ${macOf(299)} permanent eth0`));
  });

  on('parameters of a link, in the units of their files', (table) => {
    const setTo = (link: string, value: number) =>
      ({ do: 'set-neigh', link, setting: 'gc_stale_time', value }) as const;
    const outcomes = table.makeEach([setTo('eth1', 95), setTo('eth9', 95), set('10.0.0.5')]);
    assert.deepEqual(
      outcomes.map(({ code }) => code),
      [null, 'ENODEV', null],
    );
    const { links } = table.timers();
    assert.deepEqual([links['eth1']?.gc_stale_time, links['eth9']], [95, undefined]);
    assert.notEqual(links['eth0']?.gc_stale_time, 95);
  });

  on('the limits of the machine are none of a namespace', (table) => {
    const [outcome] = table.makeEach([{ do: 'set-threshold', setting: 'gc_thresh1', value: 77 }]);
    assert.equal(outcome?.code, 'ENOENT');
  });
}
