import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { COUNTERS, SERVICE_FACTS } from '../../test/records/service-facts.ts';
import { needs } from '../../test/programs.ts';
import { type MetricFacts, METRICS, metricsText, OPENMETRICS_TYPE, PROMETHEUS_TYPE } from './metrics.ts';

const FACTS: MetricFacts = {
  service: SERVICE_FACTS,
  counters: COUNTERS,
  process: { cpuSeconds: 1.5, residentBytes: 70_000_000, heapBytes: 9_000_000, openFiles: 21 },
  streams: 2,
};
const OPEN = 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5';

function lines(facts: MetricFacts = FACTS, accept = ''): readonly string[] {
  return metricsText(facts, accept).body.trimEnd().split('\n');
}

test('what is asked for is what is written: the older text, or OpenMetrics with its end', () => {
  const [old, open] = [metricsText(FACTS, 'text/plain'), metricsText(FACTS, OPEN)];
  assert.deepEqual([old.type, open.type], [PROMETHEUS_TYPE, OPENMETRICS_TYPE]);
  assert.match(
    old.body,
    /^# HELP arpist_build_info .*\n# TYPE arpist_build_info gauge\narpist_build_info\{version="0\.1\.0"\} 1\n/,
  );
  assert.match(open.body, /^# HELP arpist_build .*\n# TYPE arpist_build info\narpist_build_info\{/);
  assert.match(old.body, /^# TYPE arpist_frames_total counter\n/m);
  assert.match(open.body, /^# TYPE arpist_frames counter\narpist_frames_total\{/m);
  assert.match(open.body, /\n# EOF\n$/);
  assert.doesNotMatch(old.body, /EOF/);
});

test('each says what it is for, and what there is', () => {
  for (const line of [
    'arpist_sensor_up{sensor="hq",interface="eth0"} 1',
    'arpist_sensor_up{sensor="lab",interface="eth1"} 0',
    'arpist_sensor_state{sensor="lab",state="waiting"} 1',
    'arpist_frames_total{sensor="hq"} 1284',
    'arpist_last_frame_timestamp_seconds{sensor="hq"} 59',
    'arpist_last_frame_timestamp_seconds{sensor="lab"} 0',
    'arpist_episodes_open{network="eth0",kind="conflict",severity="warning"} 1',
    'arpist_needs{severity="info"} 1',
    'arpist_events_total{network="eth0.20",kind="new-station"} 41',
    'arpist_vip_holder_changes_total{network="eth0",address="10.20.0.1"} 3',
    'arpist_notifications_total{target="ops-mail",outcome="failed"} 1',
    'arpist_queue_depth{queue="ops-mail"} 1',
    'arpist_store_state{state="writing"} 1',
    'arpist_store_state{state="full"} 0',
    'arpist_store_last_commit_timestamp_seconds 59.5',
    'arpist_http_streams 2',
    'process_cpu_seconds_total 1.5',
    'process_open_fds 21',
  ])
    assert.ok(lines().includes(line), line);
  const bare = { ...FACTS, streams: null, process: { ...FACTS.process, openFiles: null } };
  assert.equal(
    lines(bare).some((line) => /arpist_http_streams|process_open_fds/.test(line)),
    false,
  );
});

test('names that somebody gave stand in labels as they are, and break nothing', () => {
  const [sensor] = SERVICE_FACTS.sensors;
  const named = { ...SERVICE_FACTS, sensors: [{ ...sensor!, name: 'a"b\\c\nd' }] };
  const found = lines({ ...FACTS, service: named }).filter((line) => line.startsWith('arpist_frames_total'));
  assert.deepEqual(found, [String.raw`arpist_frames_total{sensor="a\"b\\c\nd"} 1284`]);
});

test('no two metrics have one name, and no label is a MAC', () => {
  assert.equal(new Set(METRICS.map(({ name }) => name)).size, METRICS.length);
  assert.doesNotMatch(lines().join('\n'), /([0-9a-f]{2}:){5}/);
});

test('promtool finds nothing to mend', { skip: needs('promtool') }, () => {
  const { stdout, stderr, status } = spawnSync('promtool', ['check', 'metrics'], {
    input: metricsText(FACTS, 'text/plain').body,
    encoding: 'utf8',
  });
  assert.deepEqual([status, stdout, stderr], [0, '', '']);
});
