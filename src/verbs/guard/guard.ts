import type { Millis } from '../../base/time.ts';
import type { GuardState } from '../../ports/guard.ts';

/** A guarded address, and who lied about it. */
export interface GuardRow {
  readonly ip: string;
  readonly macs: readonly string[];
  readonly links: readonly string[];
  readonly mode: 'drop' | 'count';
  /** Seconds it was guarded for when that was set; null: for ever. */
  readonly expires: number | null;
  /** Since the Unix epoch; null: whoever wrote it did not say. */
  readonly since: Millis | null;
  /** In the last day, the most frequent first. */
  readonly liars: readonly { readonly mac: string; readonly frames: number }[];
}

export interface GuardReport {
  readonly rows: readonly GuardRow[];
  /** Frames by liars that are not remembered any more, or of whom there were too many. */
  readonly unnamed: number;
}

/** What the kernel says of a guard, by address. */
export function reportOf({ guard, lies, refused, since }: GuardState): GuardReport {
  if (guard === null) return { rows: [], unnamed: 0 };
  const { links, mode } = guard;
  const rows = guard.guarded.map(({ ip, macs, expires = null }) => ({
    ip,
    macs,
    links,
    mode,
    expires,
    since,
    liars: lies.filter((lie) => lie.ip === ip).map(({ mac, frames }) => ({ mac, frames })),
  }));
  const named = lies.reduce((sum, { frames }) => sum + frames, 0);
  return { rows, unnamed: Math.max(0, refused - named) };
}
