import type { Store } from '../ports/store.ts';

/**
 * What the service answers from a memory that has no file, on its socket alone: `POST /memory/NAME` with the arguments as
 * JSON. It is between programs of one version, and no part of the API.
 */
export const MEMORY_READS = [
  'tenures',
  'blinds',
  'stations',
  'episodes',
  'eventsOf',
  'eventsAfter',
  'evidenceOf',
  'holdings',
  'approvals',
  'mutes',
  'notes',
  'audit',
  'facts',
  'check',
] as const satisfies readonly (keyof Store)[];

export type MemoryRead = (typeof MEMORY_READS)[number];

/** Of every such path. */
export const MEMORY = '/memory';
