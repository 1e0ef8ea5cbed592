import type { Millis } from '../../base/time.ts';

/** Between the first two questions of a pair; then twice as long each time. */
export const FIRST_GAP: Millis = 15;
export const LONGEST_GAP: Millis = 1000;
