/** How grave a line of the log is; syslog(3) has a number for each. */
export const LOG_LEVELS = { critical: 2, error: 3, warning: 4, notice: 5, info: 6, debug: 7 } as const;

export type LogLevel = keyof typeof LOG_LEVELS;

/** What a service says of itself, a line at a time. Never throws. */
export interface Log {
  say(level: LogLevel, text: string, facts?: Readonly<Record<string, string | number>>): void;
}
