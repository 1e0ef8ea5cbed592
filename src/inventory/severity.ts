import type { WatchSeverity } from './watch-event.ts';

const RANK: Readonly<Record<WatchSeverity, number>> = { info: 0, warning: 1, critical: 2 };

export function atLeast(one: WatchSeverity, least: WatchSeverity): boolean {
  return RANK[one] >= RANK[least];
}

export function graver(one: WatchSeverity, other: WatchSeverity): WatchSeverity {
  return RANK[one] >= RANK[other] ? one : other;
}
