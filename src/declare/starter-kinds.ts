import { PLAIN_STARTERS, type PlainStarter } from './plain-starters.ts';

export const STARTERS = ['flux', 'vip', 'vlan-router', 'published', 'move', 'guard'] as const;
export type Starter = (typeof STARTERS)[number];
export type AnyStarter = Starter | PlainStarter;

/** Those with a recipe first. */
export const ALL_STARTERS: readonly AnyStarter[] = [...STARTERS, ...PLAIN_STARTERS];
