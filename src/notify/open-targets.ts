import { hostname } from 'node:os';
import type { Datagrams } from '../ports/datagrams.ts';
import type { TargetConfig } from '../ports/targets.ts';
import type { TargetQueue } from '../ports/telling.ts';
import { openTarget, type TargetHands } from './open-target.ts';
import { readSecret } from './secrets.ts';
import { openTargetQueue, type QueueHands } from './target-queue.ts';

/** Targets with the time, the name and the credentials of this process. Throws UsageFault for one that cannot be. */
export function openTargets(
  configs: readonly TargetConfig[],
  { site, datagrams }: { readonly site: string; readonly datagrams: () => Datagrams },
): readonly { readonly config: TargetConfig; readonly queue: TargetQueue }[] {
  const credentials = process.env['CREDENTIALS_DIRECTORY'];
  // It goes on evenly, and near enough to the clock of the machine for what a server says of a date.
  const now = (): number => performance.timeOrigin + performance.now();
  const hands: TargetHands = {
    secretOf: (secret, where) => readSecret(secret, where, credentials),
    datagrams,
    site,
    host: hostname(),
    pid: process.pid,
    now,
  };
  const queueHands: QueueHands = {
    now,
    minute: () => {
      const date = new Date();
      return date.getHours() * 60 + date.getMinutes() + date.getSeconds() / 60;
    },
    after: (span, deed) => {
      const timer = setTimeout(deed, span);
      return () => clearTimeout(timer);
    },
    jitter: Math.random,
  };
  return configs.map((config) => ({
    config,
    queue: openTargetQueue(config, openTarget(config, hands), queueHands),
  }));
}
