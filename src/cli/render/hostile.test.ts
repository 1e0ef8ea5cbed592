import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { hostWith } from '../../kernel/build-host.ts';
import type { Row } from '../../records/station.ts';
import { CHECK } from '../../records/claim.ts';
import { csvLine } from '../../records/csv.ts';
import { KINDS } from '../../records/kinds.ts';
import type { JsonRecord, Kind } from '../../records/kind.ts';
import { NEIGHBOUR } from '../../records/neighbour.ts';
import { TIMER } from '../../records/timer.ts';
import { VLAN } from '../../records/vlan.ts';
import { parseFormat, parseFormatOf } from '../../records/format.ts';
import { tellFault } from '../faults.ts';
import { SystemFault, UsageFault } from '../../base/fault.ts';
import { paperIo } from '../../../test/cli/paper-io.ts';
import { entry } from '../../../test/cli/paper-table.ts';
import { PLAN, REPORT, station } from '../../../test/cli/stations.ts';
import { differenceLine } from '../baseline/lines.ts';
import { writeArpFrame } from '../../wire/arp-frame.ts';
import { newCaptureFrame } from '../../wire/capture-frame.ts';
import { standingLines } from '../service/lines.ts';
import { hearsayLine } from '../exchange/lines.ts';
import { ArpwatchLines } from '../watch/arpwatch-lines.ts';
import { claimLines } from '../claim/lines.ts';
import { csvRecords } from '../scan/csv.ts';
import { explanationLines } from '../explain/lines.ts';
import { findingLines } from './finding-lines.ts';
import { findings } from '../scan/findings.ts';
import { bindingLine, bindingTable } from '../read/binding-lines.ts';
import { frameLine } from '../read/frame-line.ts';
import { statusLines } from '../status/lines.ts';
import { checkLines } from '../claim/check-lines.ts';
import { hostLines } from '../explain/host-lines.ts';
import type { Held, Tenure } from '../../inventory/tenure.ts';
import { knownStationRecord } from '../../records/known-station.ts';
import { tenureRecord } from '../../records/tenure.ts';
import { stationLine, tenureLine, tenureTable } from '../history/lines.ts';
import { heldSentence } from '../history/words.ts';
import { iputilsHead } from '../ping/iputils-lines.ts';
import { jsonRecords } from '../scan/json.ts';
import { liveTable } from '../scan/live-table.ts';
import { entryLine } from '../mend/lines.ts';
import { neighbourLine, neighbourTable } from '../table/lines.ts';
import { SHAPES, SHAPE_RULES } from '../table/shapes.ts';
import { paintFor } from '../../terminal/text/paint.ts';
import { persistLines } from '../mend/persist-lines.ts';
import { verdictLines } from '../ping/lines.ts';
import { planCommands, planLines, segmentLines } from '../mend/plan-lines.ts';
import { proxyEventLine, proxyPlanLines, proxySummaryLines } from '../proxy/lines.ts';
import { sightingLine, sightingTable } from '../read/lines.ts';
import { commandText, refusedLine } from '../table/change-lines.ts';
import { tableEventLine, tableEventWords } from '../table/event-lines.ts';
import { auditLine, standingLine } from '../orders/lines.ts';
import { auditRecord, muteRecord, remarkRecord } from '../../records/standing.ts';
import { tableLines } from '../scan/table.ts';
import { planLines as scanPlanLines, ProgressLine } from './talk.ts';
import { lineText } from './station-texts.ts';
import { tabbed } from '../../terminal/text/texts.ts';
import { timerLine, timerTable } from '../table/timer-lines.ts';
import { checkLine, checkWords } from '../table/verify-lines.ts';
import { guardLine, guardTable } from '../guard/lines.ts';
import { vlanLine, vlanTable } from '../vlan/lines.ts';
import { watchLine } from '../watch/lines.ts';

const HOSTILE = 'e\u001b[2J\u009b31m\u007f\u202e\u2066\u200b\u2028\ufff9\u{e0041}\ud800\r\n=1\tx\u0007';
const paint = paintFor(false);
const why = (name: string): readonly { code: never; text: string }[] => [{ code: 'x' as never, text: name }];

function rowWith(name: string): Row {
  const event = station('10.0.0.5', 'b8:27:eb:00:00:05', {
    interface: name,
    why: why(name),
    verdict: 'flux',
  });
  assert.ok(event.type === 'station');
  return { station: event.station, vendor: name, name, dup: 1 };
}

const wishes = { quiet: false, names: true, rtt: true, why: true, plain: false };
const look = { paint, width: 500, plain: false };
const vendors = (name: string): { vendorOf: () => string } => ({ vendorOf: () => name });
const holder = (name: string): object => ({
  mac: 0xb827eb000001,
  sign: 'answers',
  verdict: name,
  why: why(name),
});
const neighbour = (name: string) =>
  ({ entry: entry('10.0.0.5', 'b8:27:eb:00:00:05', { link: name }), vendor: name }) as const;
const change = (name: string) =>
  ({ do: 'publish', ip: 0x0a000005, link: name, mac: null, protocol: null }) as never;
const address = (name: string) =>
  ({
    do: 'add-address',
    link: name,
    local: '10.0.0.1',
    prefixLength: 32,
    peer: null,
    scope: name,
    label: name,
  }) as never;

function written(name: string, draw: (io: ReturnType<typeof paperIo>, row: Row) => void): string {
  const io = paperIo({ tty: true, columns: 500 });
  draw(io, rowWith(name));
  return io.out() + io.err();
}

/** What each file of this folder writes of a name from outside; or why it writes none. */
const RENDERERS: Readonly<
  Record<string, ((name: string) => readonly (string | null | undefined)[]) | string>
> = {
  'terminal/text/ascii': 'our own punctuation',
  'announce/lines': 'addresses, MACs and words of our own',
  'baseline/lines': (name) => {
    const known = [{ ip: 1, mac: 1, vlan: null, note: name, expires: 1, heard: null, line: 3 }];
    const heard = { ip: 1, mac: 1, vlan: null, interface: name, first: null, last: null, verdict: name };
    return (['new', 'gone', 'changed', 'expired'] as const).map((kind) =>
      differenceLine(
        { kind, ip: 1, vlan: null, heard, known, also: true },
        { file: name, vendors: vendors(name) },
      ),
    );
  },
  'orders/lines': (name) => [
    standingLine(
      muteRecord({
        id: 1,
        at: 0,
        by: name,
        value: { kind: null, ip: 1, mac: 1, interface: name, episode: 1, gateways: true, until: 1 },
      }),
      'UTC',
    ),
    standingLine(remarkRecord({ id: 1, at: 0, by: name, value: { whom: { mac: 1 }, text: name } }), 'UTC'),
    ...auditLine(auditRecord({ seq: 1, at: 0, by: name, line: name, text: name, undo: name }), 'UTC')
      .trimEnd()
      .split('\n'),
  ],
  'service/lines': (name) =>
    standingLines({
      unit: { active: name, enabled: name, path: name, pid: 1, result: name, since: name },
      program: name,
      programGone: false,
      differs: true,
    }),
  'exchange/lines': (name) => [
    hearsayLine({
      ip: 1,
      mac: 1,
      name,
      note: name,
      first: 0,
      last: 1,
      approved: true,
      expires: null,
      line: 1,
    }),
  ],
  'read/words': 'numbers and words of our own',
  'mend/change-words': 'part of plan-lines and verify, which make it printable: see there',
  'scan/choose': 'chooses among the others',
  'claim/lines': (name) => [
    ...claimLines({ ip: 1 } as never, { state: 'used', by: [holder(name)], why: why(name) } as never, {
      vendors: vendors(name),
      why: true,
    }),
  ],
  'terminal/text/clock': 'times',
  'scan/csv': (name) => [
    written(name, (io, row) => {
      const records = csvRecords(io.stdout);
      records.row(row);
      records.end(REPORT);
    }).replaceAll('\r\n', '\n'),
  ],
  'explain/lines': (name) =>
    explanationLines(
      {
        question: 'who-has',
        yes: true,
        reason: 'answer-local',
        steps: [
          {
            question: name,
            answer: name,
            settings: [{ name, link: name, all: 1, own: 1, value: 1, combine: 'max' }],
          },
        ],
        doubts: [name],
        ip: 1,
        on: name,
        from: 2,
        supposed: true,
        broadcast: true,
        answer: { link: name, mac: 1, delay: 0 },
        others: [{ link: name, mac: 1, delay: 0 }],
        learned: 'answer-local',
      } as never,
      paint,
    ),
  'render/finding-lines': (name) =>
    findingLines(
      {
        kind: 'flux',
        severity: 'fault',
        sentence: name,
        host: name,
        links: [name],
        addresses: [],
        evidence: [{ from: 'wire', text: name, reason: null }],
        changes: [address(name)],
        beyond: [],
      },
      { why: true, paint },
    ),
  'scan/findings': (name) =>
    findings([rowWith(name), { ...rowWith(name), station: { ...rowWith(name).station, mac: 7 } }], []),
  'mend/fold-rows': 'folds what plan-lines prints: see there',
  'read/frame-line': (name) => [
    frameLine(
      { interface: name, time: null, kind: 'malformed', link: null, arp: null, error: null } as never,
      'none',
    ),
  ],
  'claim/check-lines': (name) =>
    checkLines({ ip: 1, state: 'used', by: [holder(name)], vlan: null, why: why(name) } as never, {
      vendors: vendors(name),
      why: true,
    }),
  'terminal/text/grid': 'cuts and places the cells of the others',
  'terminal/text/stream-table': 'places the cells of the others',
  'ping/habets-lines': 'addresses, MACs and numbers',
  'explain/host-lines': (name) => [
    [...hostLines({ ...hostWith({ links: { [name]: {} } }), hostname: name })].join(''),
  ],
  'ping/iputils-lines': (name) => [iputilsHead({ target: 1, source: 1, facts: { name } } as never)],
  'scan/json': (name) => [
    written(name, (io, row) => {
      const records = jsonRecords(io.stdout);
      records.row(row);
      records.end(REPORT);
    }),
  ],
  'scan/live-table': (name) => [
    written(name, (io, row) => {
      const records = liveTable(io.stdout, { ...wishes, order: undefined, showProgress: true, now: () => 0 });
      records.progress?.(name);
      records.row(row);
      records.end(REPORT);
    }).replaceAll(/\u001b\[\d+A\r\u001b\[J/g, ''), // oxlint-disable-line no-control-regex
  ],
  'mend/lines': (name) => [
    entryLine({
      name: 'x',
      at: 0,
      command: name,
      changes: [],
      outcome: null,
      undone: false,
      here: true,
    } as never),
  ],
  'table/lines': (name) => [
    neighbourLine(neighbour(name)),
    csvLine(NEIGHBOUR, neighbour(name)).replace('\r\n', '\n'),
    ...neighbourTable([neighbour(name)], look),
  ],
  'table/shapes': (name) => SHAPES.map((shape) => SHAPE_RULES[shape].line(neighbour(name).entry)),
  'terminal/text/paint': 'colours',
  'history/lines': (name) => {
    const row = tenureRecord(tenureOf(name), { vendorOf: () => name });
    const known = knownStationRecord({ ...tenureOf(name), first: 0, holds: false }, { vendor: name, now: 9 });
    return [tenureLine(row), ...tenureTable([row], { zone: 'UTC', width: 100 }), stationLine(known, 'UTC')];
  },
  'history/words': (name) => {
    const saying = { zone: 'UTC', vendors: { vendorOf: () => name } };
    const blind = { code: 'x', text: name, from: 0, until: null, interface: name, frames: null };
    const tenure = tenureOf(name);
    const helds: readonly Held[] = [
      { sure: 'heard', by: [tenure, tenure] },
      { sure: 'likely', before: tenure, after: tenure },
      { sure: 'blind', blind, before: tenure, after: null },
    ];
    return helds.map((held) => heldSentence(1, 0, { there: { network: tenure.network, held }, saying }));
  },
  'mend/persist-lines': (name) =>
    persistLines({
      path: name,
      kind: 'script',
      from: name,
      text: '',
      unread: name,
      beaten: [name],
      differs: [name],
    }),
  'ping/lines': (name) => verdictLines({ stations: [rowWith(name).station] }, true),
  'mend/plan-lines': (name) => {
    const shifts = [{ ip: '10.0.0.1', on: name, before: [name], after: [name] }];
    const steps = [{ change: address(name), why: name, line: 1, needs: [], undo: [] }];
    const plan = {
      stays: shifts,
      steps,
      shifts,
      warnings: [{ kind: 'x', sentence: name, line: 1 }],
    } as never;
    return [...planLines(plan, name, paint), ...segmentLines(shifts, paint), ...planCommands(plan)];
  },
  'watch/arpwatch-lines': (name) => [
    written(name, (io) => {
      const bytes = new Uint8Array(42);
      const [sha, spa] = [0x02_00_00_00_00_01, 0x0a000001];
      writeArpFrame(bytes, 0, { dst: 1, src: sha, op: 1, sha, spa, tha: 0, tpa: spa });
      const lines = new ArpwatchLines({ networks: [], had: [] }, io);
      lines.hear({ ...newCaptureFrame(), bytes, to: 42, linkType: 1 }, name);
    }),
  ],
  'watch/lines': (name) => [
    watchLine(
      {
        kind: 'sensor-blind',
        state: 'close',
        id: 'sensor-blind-1',
        at: 0,
        since: 0,
        lasted: 0,
        ip: null,
        ips: [],
        mac: null,
        macs: [],
        network: { interface: name, vlan: null, innerVlan: null },
        severity: 'warning',
        sure: 'undecided',
        why: [{ code: 'x', text: name }],
        decides: name,
        gateway: false,
        frames: 0,
        became: name,
      },
      { paint, why: true },
    ),
  ],
  'proxy/lines': (name) => [
    proxyEventLine({ type: 'routes', interface: name, addresses: 3 } as never),
    proxyEventLine({ type: 'back', interface: name, ip: 1, mac: 1 } as never),
    ...proxySummaryLines({
      seconds: 1,
      lanes: [{ interface: name, counts: {}, free: 1, owned: 0, yielded: 0, drops: 0 }],
    } as never),
    ...proxyPlanLines([
      {
        interface: name,
        addresses: 1,
        mac: 1,
        swept: true,
        seconds: 1,
        parts: [
          { first: 1, last: 1, standing: 'ours', via: name },
          { first: 2, last: 2, standing: 'own', via: name },
        ],
      },
    ] as never),
  ],
  'scan/records': 'hands rows on to the others',
  'read/lines': (name) => {
    const seen = {
      ip: 1,
      mac: 1,
      vlan: null,
      frames: 1,
      verdict: 'flux',
      why: why(name),
      first: null,
      last: null,
    };
    const row = { seen, vendor: name } as never;
    return [sightingLine(row, true), sightingTable(look).row(row, true)];
  },
  'read/binding-lines': (name) => {
    const times = { from: 0, last: 1, began: 'heard', ended: 'cut', returned: true };
    const row = { binding: { ip: 1, mac: 1, vlan: 1, missing: 1, ...times }, vendor: name } as never;
    return [bindingLine(row, 'clock'), bindingTable(look, 'clock').row(row)];
  },
  'table/change-lines': (name) => [
    commandText(change(name)),
    refusedLine(
      { change: change(name), line: 3, refusal: { code: 'EXIST', words: name }, outcome: 'refused' } as never,
      name,
    ),
  ],
  'table/event-lines': (name) => {
    const event = { kind: 'new', entry: neighbour(name).entry, before: null, recovered: true } as never;
    return [tableEventLine(event, neighbour(name), 0), tableEventWords(event, neighbour(name), 0)];
  },
  'scan/table': (name) => {
    const other = { ...rowWith(name), station: { ...rowWith(name).station, interface: 'other', vlan: 4 } };
    return tableLines([rowWith(name), other], wishes, look);
  },
  'render/talk': (name) => {
    assert.ok(PLAN.type === 'plan');
    const [facts] = PLAN.interfaces;
    const line = written(name, (io) => new ProgressLine(io.stderr).show(name));
    return [...scanPlanLines({ ...PLAN, interfaces: [{ ...facts!, name }] }), line.replace('\r\u001b[K', '')];
  },
  'render/station-texts': (name) => [lineText(rowWith(name), wishes)],
  'terminal/text/texts': (name) => [tabbed([name, 'x'])],
  'table/timer-lines': (name) => {
    const timer = {
      link: name,
      setting: 'gc_stale_time',
      value: 1,
      compiled: 2,
      unit: 'ms',
      meaning: 'm',
      drawn: false,
    } as never;
    return [timerLine(timer), csvLine(TIMER, timer).replace('\r\n', '\n'), ...timerTable([timer], look)];
  },
  'status/lines': (name) => {
    const sensor = { name, interface: name, state: 'blind', why: name, frames: 1, lost: 1, lastFrame: null };
    const need = { severity: name, kind: name, episode: 1, text: name };
    const status = {
      headline: name,
      needs: [need],
      sensors: [sensor, { ...sensor, state: 'hearing' }],
      store: { state: 'full', path: name, why: name, events: 1, stations: 1, lastCommit: null, left: 1 },
      targets: [{ name, type: name, lastError: name }],
      pages: [name],
      version: name,
    };
    return [...statusLines(status, () => 'now')];
  },
  'table/verify-lines': (name) => {
    const checked = {
      entry: neighbour(name).entry,
      link: name,
      word: 'silent',
      truth: null,
      why: name,
    } as never;
    return [checkLine(checked), ...checkWords(checked)];
  },
  'terminal/text/wrap': 'breaks lines of others',
  'vlan/lines': (name) => {
    const counts = { frames: 1, bytes: 2, multicast: 3 };
    const link = {
      name,
      parent: name,
      id: 5,
      protocol: 0x8100,
      flags: [],
      mac: null,
      mtu: 1500,
      addresses: [],
      received: counts,
      sent: counts,
      ingress: [],
      egress: [],
      master: name,
    };
    const vlan = { link, state: 'up', remark: name } as never;
    return [vlanLine(vlan), csvLine(VLAN, vlan).replace('\r\n', '\n'), ...vlanTable([vlan], look)];
  },
  'guard/lines': (name) => {
    const liars = [{ mac: name, frames: 2 }];
    const row = { ip: name, macs: [name], links: [name], mode: 'drop', expires: null, since: null, liars };
    return [
      guardLine(row as never),
      ...guardTable([row as never, { ...row, links: [name, name], macs: [] } as never], (_ink, text) => text),
    ];
  },
};

function tenureOf(name: string): Tenure {
  const network = { interface: name, vlan: null, innerVlan: null };
  return { network, ip: 1, mac: 2, from: 0, last: 1, frames: 1, strength: 'answered' };
}

const ROOMS = [
  ['', '../'],
  ['terminal/text/', '../../terminal/text/'],
] as const;
/** A file that makes text of names is called so. */
const RENDERS =
  /^(terminal\/text|render)\/|\/([a-z-]*-)?(lines?|words|texts|table|shapes|choose|csv|json|records|findings|fold-rows)$/;

test('point 6: every renderer has a case here, or says why it needs none', () => {
  const files = ROOMS.flatMap(([room, folder]) =>
    readdirSync(new URL(folder, import.meta.url), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => `${room}${name.replace(/\.ts$/, '')}`),
  ).filter((name) => RENDERS.test(name) && name !== 'table/table');
  assert.deepEqual(Object.keys(RENDERERS).toSorted(), files.toSorted());
});

/** Everything but the line ends and the tabs between cells, which are counted against those of a harmless name. */
const RAW = /[^\P{C}\n\t]|[\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

function mustBeWhole(render: (name: string) => readonly (string | null | undefined)[]): void {
  const [hostile, harmless] = [HOSTILE, 'ethernet'].map((name) => render(name).map((line) => line ?? ''));
  assert.equal(hostile!.length, harmless!.length);
  for (const [at, line] of hostile!.entries()) {
    assert.doesNotMatch(line, RAW, JSON.stringify(line));
    assert.equal(line.split('\n').length, harmless![at]!.split('\n').length, line);
    assert.equal(line.split('\t').length, harmless![at]!.split('\t').length, line);
  }
}

for (const [name, render] of Object.entries(RENDERERS))
  if (typeof render !== 'string')
    test(`point 6: nothing in a name from outside steers a terminal or breaks a line: ${name}`, () => {
      mustBeWhole(render);
    });

test('point 6: the same for --format, and for the sentence of a fault', () => {
  mustBeWhole((name) => [
    parseFormat('${ip}\t${name;-20}\t${vendor} ${interface} ${why}', '')(rowWith(name)),
  ]);
  mustBeWhole((name) => [
    tellFault(new UsageFault(name, name, name)).sentence.replaceAll(/\\x0[ad]/g, ''),
    tellFault(new SystemFault('file', name, { operation: name, remedy: name })).sentence,
    tellFault(new Error(name)).sentence,
  ]);
});

/** With `name` in every place that a column tells, as a word, in a list, and as a sentence with its code. */
function recordsWith(kind: Kind<JsonRecord>, name: string): readonly JsonRecord[] {
  return [name, [name, name], [{ code: 'x', text: name }]].map((value) => {
    const record: Record<string, unknown> = {};
    for (const column of kind.columns) {
      const [place = ''] = (typeof column === 'string' ? column : column[1]).split('|');
      const [first = '', inner] = place.split('.');
      record[first] = inner === undefined ? value : { ...(record[first] as object), [inner]: value };
    }
    return record;
  });
}

test('point 6: the same for CSV and --format of every kind of record that something lists', () => {
  for (const kind of KINDS as readonly unknown[] as readonly Kind<JsonRecord>[]) {
    const told: Kind<JsonRecord> = { ...kind, recordOf: (record) => record };
    mustBeWhole((name) =>
      recordsWith(told, name).map((record) => csvLine(told, record).replace('\r\n', '\n')),
    );
    // Other kinds make their fields of rows, and have their cases above.
    if (kind.recordOf !== CHECK.recordOf) continue;
    const form = Object.keys(kind.fields).map((field) => `\${${field}}`);
    const textOf = parseFormatOf(kind.fields, form.join(' '), '-F');
    mustBeWhole((name) => recordsWith(kind, name).map(textOf));
  }
});
