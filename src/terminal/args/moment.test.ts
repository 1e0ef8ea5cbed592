import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageFault } from '../../base/fault.ts';
import { readMoment } from './moment.ts';

/** Monday 30 November 2026, 18:58:11 in Berlin. */
const NOW = Date.parse('2026-11-30T17:58:11Z');
const BERLIN = 'Europe/Berlin';

function read(text: string, now = NOW, zone = BERLIN): string {
  return new Date(readMoment(text, '--at', { now, zone }).at).toISOString();
}

const READ: Readonly<Record<string, string>> = {
  now: '2026-11-30T17:58:11.000Z',
  '14:05': '2026-11-30T13:05:00.000Z',
  '18:58:11': '2026-11-30T17:58:11.000Z',
  '18:58:12': '2026-11-29T17:58:12.000Z',
  '9:30': '2026-11-30T08:30:00.000Z',
  'today 23:00': '2026-11-30T22:00:00.000Z',
  'yesterday 9:30': '2026-11-29T08:30:00.000Z',
  yesterday: '2026-11-28T23:00:00.000Z',
  'Tuesday 14:05': '2026-11-24T13:05:00.000Z',
  'tue 14:05': '2026-11-24T13:05:00.000Z',
  'monday 18:00': '2026-11-30T17:00:00.000Z',
  'monday 19:00': '2026-11-23T18:00:00.000Z',
  '14:05 tuesday': '2026-11-24T13:05:00.000Z',
  '12 november 22:15': '2026-11-12T21:15:00.000Z',
  'november 12 22:15': '2026-11-12T21:15:00.000Z',
  '24 dec 12:00': '2025-12-24T11:00:00.000Z',
  '1. July 2025 12:00': '2025-07-01T10:00:00.000Z',
  '3rd may, 08:00': '2026-05-03T06:00:00.000Z',
  '2026-11-24': '2026-11-23T23:00:00.000Z',
  '2026-11-24 14:05': '2026-11-24T13:05:00.000Z',
  '2026-11-24T14:05:30': '2026-11-24T13:05:30.000Z',
  '2026-11-24T14:05Z': '2026-11-24T14:05:00.000Z',
  '2026-11-24 14:05:30.5 +0530': '2026-11-24T08:35:30.500Z',
  '2h ago': '2026-11-30T15:58:11.000Z',
  '30 min ago': '2026-11-30T17:28:11.000Z',
};

for (const [text, expected] of Object.entries(READ))
  test(`'${text}' is ${expected}`, () => {
    assert.equal(read(text), expected);
    assert.equal(readMoment(text, '--at', { now: NOW, zone: BERLIN }).note, null);
  });

const STRANGE = [
  '',
  'soon',
  '25:00',
  '12:60',
  '12:00:60',
  'tuesday 14:05 15:00',
  '31 february 10:00',
  '2026-02-30 10:00',
  '2026-13-01',
  'x ago',
  'ago',
  '2026-11-24T14:05 tuesday',
  '14:05 12 november 2026 2027',
  '12 november 26',
];

for (const text of STRANGE)
  test(`'${text}' is no moment`, () => {
    assert.throws(() => read(text), UsageFault);
  });

test('a word that is nearly one is guessed', () => {
  assert.throws(
    () => read('tuseday 14:05'),
    (fault) => fault instanceof UsageFault && fault.remedy === 'did you mean tuesday?',
  );
});

test('an hour that came twice is told with both readings, one that never came with the nearest', () => {
  const twice = readMoment('2026-10-25 02:30', '--at', { now: NOW, zone: BERLIN });
  assert.equal(new Date(twice.at).toISOString(), '2026-10-25T00:30:00.000Z');
  assert.match(twice.note!, /^02:30 came twice .* the first, \+02:00; the second is \+01:00$/);
  const never = readMoment('2026-03-29 02:30', '--at', { now: NOW, zone: BERLIN });
  assert.equal(new Date(never.at).toISOString(), '2026-03-29T01:00:00.000Z');
  assert.match(never.note!, /^02:30 did not come .*: read as 2026-03-29 03:00:00$/);
  const south = readMoment('2026-04-05 02:30', '--at', { now: NOW, zone: 'Australia/Sydney' });
  assert.equal(new Date(south.at).toISOString(), '2026-04-04T15:30:00.000Z');
  assert.match(south.note!, /\+11:00; the second is \+10:00/);
});

test('the edges of that hour are clear', () => {
  for (const clock of ['01:59', '03:00'])
    assert.equal(readMoment(`2026-10-25 ${clock}`, '--at', { now: NOW, zone: BERLIN }).note, null);
  assert.equal(read('2026-03-29 03:00'), '2026-03-29T01:00:00.000Z');
  assert.equal(read('2026-03-29 01:59'), '2026-03-29T00:59:00.000Z');
});

test('half hours, and the other side of the date line', () => {
  assert.equal(read('2026-11-24 14:05', NOW, 'Asia/Kolkata'), '2026-11-24T08:35:00.000Z');
  assert.equal(read('today 00:30', NOW, 'Pacific/Auckland'), '2026-11-30T11:30:00.000Z');
  assert.equal(read('23:59', NOW, 'Pacific/Honolulu'), '2026-11-30T09:59:00.000Z');
});
