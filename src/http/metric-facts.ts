import { readdirSync } from 'node:fs';
import type { Service } from '../ports/service.ts';
import type { MetricFacts } from '../records/metrics.ts';

/** Of the service, and of the process that it runs in. */
export async function metricFacts(service: Service): Promise<Omit<MetricFacts, 'streams'>> {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  return {
    service: await service.facts(),
    counters: service.counters,
    process: {
      cpuSeconds: (user + system) / 1_000_000,
      residentBytes: rss,
      heapBytes: heapUsed,
      openFiles: openFiles(),
    },
  };
}

/** null where there is no /proc. */
function openFiles(): number | null {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return null;
  }
}
