import type { Instant } from '../base/time.ts';
import type { CentreSensor } from '../ports/centre.ts';
import { type JsonRecord, recordKind } from './kind.ts';

/** Three heartbeats that did not come. */
const SILENT = 100_000;
/** A clock that is off by more spoils what it writes. */
const MOST_SKEW = 60_000;

/** What is the matter with a sensor, the worst first. */
export function sensorState({ heard, keys, skew, twice }: CentreSensor, now: Instant): string {
  if (keys === 0) return 'revoked';
  if (heard === null) return 'never-heard';
  if (twice !== null && now - twice < 86_400_000) return 'two-machines';
  if (now - heard > SILENT) return 'silent';
  return skew !== null && Math.abs(skew) > MOST_SKEW ? 'wrong-clock' : 'well';
}

/** schema/centre-sensor.v1.json */
export function centreSensorRecord(sensor: CentreSensor, now: Instant): JsonRecord {
  const time = (at: Instant | null): string | null => (at === null ? null : new Date(at).toISOString());
  return {
    v: 1,
    type: 'centre-sensor',
    site: sensor.site,
    sensor: sensor.sensor,
    state: sensorState(sensor, now),
    heard: time(sensor.heard),
    seconds: sensor.heard === null ? null : Math.max(0, Math.round((now - sensor.heard) / 1000)),
    keys: sensor.keys,
    skew: sensor.skew === null ? null : Math.round(sensor.skew / 1000),
    twice: time(sensor.twice),
    mark: sensor.mark,
    holes: sensor.dropped,
    stations: sensor.stations,
    open: sensor.open,
  };
}

/** What centre status lists. */
export const CENTRE_SENSOR = recordKind(['centre-sensor'], {
  site: 'text',
  sensor: 'text',
  state: 'text',
  heard: 'text',
  seconds: 'number',
  keys: 'number',
  skew: 'number',
  twice: 'text',
  mark: 'number',
  holes: 'number',
  stations: 'number',
  open: 'number',
});
