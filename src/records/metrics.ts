import { formatIpv4 } from '../base/ipv4.ts';
import type { EventCounters, ProcessCounters } from '../ports/counters.ts';
import type { ServiceFacts } from '../ports/service.ts';

/** All that metrics are made of. */
export interface MetricFacts {
  readonly service: ServiceFacts;
  readonly counters: EventCounters;
  readonly process: ProcessCounters;
  /** Open streams of the page; null where there is no page. */
  readonly streams: number | null;
}

type Type = 'gauge' | 'counter' | 'info';
type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number];

interface Metric {
  /** Without the ending that the format adds to a counter or an info. */
  readonly name: string;
  readonly type: Type;
  readonly help: string;
  readonly samples: (facts: MetricFacts) => readonly Sample[];
}

const SEVERITIES = ['info', 'warning', 'critical'] as const;
const SENSOR_STATES = ['hearing', 'waiting', 'blind'] as const;
const KEEPING_STATES = ['writing', 'memory', 'full', 'failing'] as const;

/** Labels are from closed sets or from the configuration: never a MAC, and no address but those of gateways. */
export const METRICS: readonly Metric[] = [
  {
    name: 'arpist_build',
    type: 'info',
    help: 'The version that runs.',
    samples: ({ service }) => [[{ version: service.version }, 1]],
  },
  {
    name: 'arpist_sensor_up',
    type: 'gauge',
    help: 'Whether the interface is heard.',
    samples: ({ service }) =>
      service.sensors.map(({ name, interface: link, state }) => [
        { sensor: name, interface: link },
        state === 'hearing' ? 1 : 0,
      ]),
  },
  {
    name: 'arpist_sensor_state',
    type: 'gauge',
    help: 'The state of the sensor: one of hearing, waiting and blind is 1.',
    samples: ({ service }) =>
      service.sensors.flatMap(({ name, state }) =>
        SENSOR_STATES.map((one): Sample => [{ sensor: name, state: one }, one === state ? 1 : 0]),
      ),
  },
  {
    name: 'arpist_frames',
    type: 'counter',
    help: 'Frames that were heard.',
    samples: ({ service }) => service.sensors.map(({ name, frames }) => [{ sensor: name }, frames]),
  },
  {
    name: 'arpist_frames_lost',
    type: 'counter',
    help: 'Frames that the kernel dropped before they were heard.',
    samples: ({ service }) => service.sensors.map(({ name, lost }) => [{ sensor: name }, lost]),
  },
  {
    name: 'arpist_last_frame_timestamp_seconds',
    type: 'gauge',
    help: 'When the last frame was heard, in seconds since the Unix epoch; 0: never.',
    samples: ({ service }) =>
      service.sensors.map(({ name, lastFrame }) => [{ sensor: name }, (lastFrame ?? 0) / 1000]),
  },
  {
    name: 'arpist_stations',
    type: 'gauge',
    help: 'Stations that are known.',
    samples: ({ service }) => [[{}, service.stations]],
  },
  {
    name: 'arpist_episodes_open',
    type: 'gauge',
    help: 'Episodes that go on, by network.',
    samples: ({ counters }) =>
      counters.open.map(({ network, kind, severity, count }) => [{ network, kind, severity }, count]),
  },
  {
    name: 'arpist_needs',
    type: 'gauge',
    help: 'Open episodes, by severity: somebody should look at warnings and critical ones.',
    samples: ({ service }) => SEVERITIES.map((severity) => [{ severity }, service.open[severity]]),
  },
  {
    name: 'arpist_events',
    type: 'counter',
    help: 'Episodes that began, by network and kind.',
    samples: ({ counters }) => counters.events.map(({ network, kind, count }) => [{ network, kind }, count]),
  },
  {
    name: 'arpist_vip_holder_changes',
    type: 'counter',
    help: 'How often a gateway or virtual address went to another machine.',
    samples: ({ counters }) =>
      counters.holders.map(({ network, address, count }) => [
        { network, address: formatIpv4(address) },
        count,
      ]),
  },
  {
    name: 'arpist_notifications',
    type: 'counter',
    help: 'Messages to targets: sent, tried in vain, given up.',
    samples: ({ service }) =>
      service.targets.flatMap(({ name, sent, failed, dropped }): readonly Sample[] => [
        [{ target: name, outcome: 'sent' }, sent],
        [{ target: name, outcome: 'failed' }, failed],
        [{ target: name, outcome: 'dropped' }, dropped],
      ]),
  },
  {
    name: 'arpist_queue_depth',
    type: 'gauge',
    help: 'Messages that wait for a target.',
    samples: ({ service }) => service.targets.map(({ name, waiting }) => [{ queue: name }, waiting]),
  },
  {
    name: 'arpist_queue_dropped',
    type: 'counter',
    help: 'What was left out for want of room or time: events of the store, messages of a target.',
    samples: ({ service }) => [
      [{ queue: 'store' }, service.keeping.left],
      ...service.targets.map(({ name, dropped }): Sample => [{ queue: name }, dropped]),
    ],
  },
  {
    name: 'arpist_store_state',
    type: 'gauge',
    help: 'The state of the memory: one of writing, memory, full and failing is 1.',
    samples: ({ service }) =>
      KEEPING_STATES.map((state) => [{ state }, service.keeping.state === state ? 1 : 0]),
  },
  {
    name: 'arpist_store_events',
    type: 'gauge',
    help: 'Events that are remembered.',
    samples: ({ service }) => [[{}, service.keeping.facts.events]],
  },
  {
    name: 'arpist_store_last_commit_timestamp_seconds',
    type: 'gauge',
    help: 'When the store was written last, in seconds since the Unix epoch; 0: never.',
    samples: ({ service }) => [[{}, (service.keeping.facts.lastCommit ?? 0) / 1000]],
  },
  {
    name: 'arpist_http_streams',
    type: 'gauge',
    help: 'Pages that follow what happens.',
    samples: ({ streams }) => (streams === null ? [] : [[{}, streams]]),
  },
  {
    name: 'process_cpu_seconds',
    type: 'counter',
    help: 'Processor time, user and system.',
    samples: ({ process }) => [[{}, process.cpuSeconds]],
  },
  {
    name: 'process_resident_memory_bytes',
    type: 'gauge',
    help: 'Memory of the process.',
    samples: ({ process }) => [[{}, process.residentBytes]],
  },
  {
    name: 'process_heap_bytes',
    type: 'gauge',
    help: 'Memory of JavaScript values.',
    samples: ({ process }) => [[{}, process.heapBytes]],
  },
  {
    name: 'process_open_fds',
    type: 'gauge',
    help: 'Open files and sockets.',
    samples: ({ process }) => (process.openFiles === null ? [] : [[{}, process.openFiles]]),
  },
  {
    name: 'process_start_time_seconds',
    type: 'gauge',
    help: 'When it was started, in seconds since the Unix epoch.',
    samples: ({ service }) => [[{}, service.started / 1000]],
  },
];

export const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
export const OPENMETRICS_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

/** By the Accept of a request: OpenMetrics 1.0 where it is asked for, else the text of Prometheus 0.0.4. */
export function metricsText(
  facts: MetricFacts,
  accept: string,
): { readonly type: string; readonly body: string } {
  const open = /application\/openmetrics-text/.test(accept);
  const parts = METRICS.map((metric) => metricWords(metric, facts, open)).filter((text) => text !== '');
  return open
    ? { type: OPENMETRICS_TYPE, body: `${parts.join('')}# EOF\n` }
    : { type: PROMETHEUS_TYPE, body: parts.join('') };
}

/** OpenMetrics 1.0 names the family without the ending of its samples; the older text with it, and knows no info. */
function metricWords({ name, type, help, samples }: Metric, facts: MetricFacts, open: boolean): string {
  const given = samples(facts);
  if (given.length === 0) return '';
  const sampleName = type === 'counter' ? `${name}_total` : type === 'info' ? `${name}_info` : name;
  const family = open ? name : sampleName;
  const head = `# HELP ${family} ${escaped(help, open)}\n# TYPE ${family} ${open || type !== 'info' ? type : 'gauge'}\n`;
  return (
    head +
    given.map(([labels, value]) => `${sampleName}${labelWords(labels)} ${numberWords(value)}\n`).join('')
  );
}

function labelWords(labels: Labels): string {
  const words = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value, true)}"`);
  return words.length === 0 ? '' : `{${words.join(',')}}`;
}

/** In a help text of the older form a quotation mark stands as it is. */
function escaped(text: string, quotes: boolean): string {
  const bare = text.replaceAll('\\', String.raw`\\`).replaceAll('\n', String.raw`\n`);
  return quotes ? bare.replaceAll('"', String.raw`\"`) : bare;
}

function numberWords(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return String(value);
}
