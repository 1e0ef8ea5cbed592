import type { DaemonConfig } from './config.ts';

/** As they are called in the file. */
const KEYS: Readonly<Record<keyof DaemonConfig, string>> = {
  site: 'site',
  watch: 'watch',
  promiscuous: 'promiscuous',
  learn: 'learn',
  ask: 'ask',
  networks: 'network',
  vips: 'vip',
  known: 'known',
  leases: 'leases',
  keep: 'keep',
  targets: 'notify',
  web: 'web',
  uplink: 'uplink',
  metrics: 'metrics',
};

/** Keys and tables that say something else now. */
export function changedKeys(before: DaemonConfig, after: DaemonConfig): readonly string[] {
  return Object.entries(KEYS)
    .filter(([key]) => {
      const name = key as keyof DaemonConfig;
      return JSON.stringify(before[name]) !== JSON.stringify(after[name]);
    })
    .map(([, word]) => word);
}
