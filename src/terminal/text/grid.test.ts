import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Row } from '../../records/station.ts';
import { station } from '../../../test/cli/stations.ts';
import { entry } from '../../../test/cli/paper-table.ts';
import { neighbourTable } from '../../cli/table/lines.ts';
import { paintFor } from './paint.ts';
import { sightingTable } from '../../cli/read/lines.ts';
import { tableLines } from '../../cli/scan/table.ts';

const paint = paintFor(false);
const rows: readonly Row[] = ['10.77.0.11', '10.77.0.50'].map((ip) => {
  const event = station(ip, 'b8:27:eb:00:00:05', { verdict: ip.endsWith('50') ? 'conflict' : 'ok' });
  return {
    station: event.type === 'station' ? event.station : null!,
    vendor: 'Raspberry Pi Foundation',
    name: null,
    dup: 1,
  };
});
const wishes = { quiet: false, names: false, why: false, plain: false };

function headAt(width: number): readonly string[] {
  const lines = tableLines(rows, wishes, { paint, width });
  for (const line of lines) assert.ok(line.length <= width, `${width}: ${line}`);
  if (width >= 39) assert.match(lines[2]!, /conflict$/);
  return lines[0]!.split(/ {2,}/);
}

test('D22: on a narrow terminal the round trip goes first, then the vendor, the verdict never', () => {
  const all = ['ADDRESS', 'MAC', 'VENDOR', 'RTT ms', 'VERDICT'];
  assert.deepEqual(headAt(100), all);
  assert.deepEqual(headAt(79), all);
  assert.deepEqual(headAt(59), ['ADDRESS', 'MAC', 'VENDOR', 'VERDICT']);
  assert.deepEqual(headAt(45), ['ADDRESS', 'MAC', 'VERDICT']);
  for (let width = 20; width < 120; width++) headAt(width);
});

test('D22: table keeps the device, and says of what is cut that it is', () => {
  const held = [{ entry: entry('10.0.0.5', 'b8:27:eb:00:00:05'), vendor: 'Raspberry Pi Foundation' }];
  for (let width = 49; width < 140; width++) {
    const [head = '', line = ''] = neighbourTable(held, { paint, width, plain: false });
    assert.match(head, /ADDRESS +MAC .*STATE +DEVICE/, `${width}`);
    assert.match(line, /reachable +eth0/);
    assert.ok(line.length <= width);
  }
  assert.match(neighbourTable(held, { paint, width: 80, plain: false })[1]!, /Raspberry Pi F… .*reachable/);
});

test('D22: read --summary keeps address, MAC and verdict', () => {
  const seen = {
    ip: 1,
    mac: 1,
    vlan: null,
    frames: 5,
    verdict: 'undecided',
    why: [],
    first: null,
    last: null,
  };
  const row = { seen, vendor: 'Raspberry Pi Foundation' } as never;
  for (let width = 45; width < 130; width++) {
    const table = sightingTable({ paint, width });
    assert.match(table.head, /^ADDRESS +MAC .*VERDICT/);
    assert.match(table.row(row, false), /undecided/);
    for (const line of [table.head, table.row(row, false)]) assert.ok(line.trimEnd().length <= width);
  }
  assert.doesNotMatch(sightingTable({ paint, width: 90 }).head, /FIRST/);
});
