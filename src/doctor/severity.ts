/** Worst first. A conflict has two owners for one address; a note alone leaves a host healthy. */
export type Severity = 'conflict' | 'fault' | 'risk' | 'note';

export const SEVERITIES: readonly Severity[] = ['conflict', 'fault', 'risk', 'note'];
