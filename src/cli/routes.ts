import type { Command } from './io.ts';

export interface Route {
  readonly name: string;
  /** Loaded only when the command runs: `arpist --help` opens none of them. */
  readonly load: () => Promise<Command>;
}

export const ROUTES: readonly Route[] = [
  {
    name: 'scan',
    load: async () => (await import('./commands/scan.ts')).runScan,
  },
  {
    name: 'find',
    load: async () => (await import('./commands/find.ts')).runFind,
  },
  {
    name: 'ping',
    load: async () => (await import('./commands/ping.ts')).runPing,
  },
  {
    name: 'who',
    load: async () => (await import('./commands/who.ts')).runWho,
  },
  {
    name: 'check',
    load: async () => (await import('./commands/check.ts')).runCheck,
  },
  {
    name: 'claim',
    load: async () => (await import('./commands/claim.ts')).runClaim,
  },
  {
    name: 'free',
    load: async () => (await import('./commands/free.ts')).runFree,
  },
  {
    name: 'announce',
    load: async () => (await import('./commands/announce.ts')).runAnnounce,
  },
  {
    name: 'move',
    load: async () => (await import('./commands/move.ts')).runMove,
  },
  {
    name: 'read',
    load: async () => (await import('./commands/read.ts')).runRead,
  },
  {
    name: 'explain',
    load: async () => (await import('./commands/explain.ts')).runExplain,
  },
  {
    name: 'doctor',
    load: async () => (await import('./commands/doctor.ts')).runDoctor,
  },
  {
    name: 'init',
    load: async () => (await import('./commands/init.ts')).runInit,
  },
  {
    name: 'plan',
    load: async () => (await import('./commands/plan.ts')).runPlan,
  },
  {
    name: 'apply',
    load: async () => (await import('./commands/apply.ts')).runApply,
  },
  {
    name: 'verify',
    load: async () => (await import('./commands/verify.ts')).runVerify,
  },
  {
    name: 'undo',
    load: async () => (await import('./commands/undo.ts')).runUndo,
  },
  {
    name: 'confirm',
    load: async () => (await import('./commands/confirm.ts')).runConfirm,
  },
  {
    name: 'persist',
    load: async () => (await import('./commands/persist.ts')).runPersist,
  },
  {
    name: 'snapshot',
    load: async () => (await import('./commands/snapshot.ts')).runSnapshot,
  },
  {
    name: 'vlan',
    load: async () => (await import('./commands/vlan.ts')).runVlan,
  },
  {
    name: 'table',
    load: async () => (await import('./commands/table.ts')).runTable,
  },
  {
    name: 'proxy',
    load: async () => (await import('./commands/proxy.ts')).runProxy,
  },
  {
    name: 'demo',
    load: async () => (await import('./commands/demo.ts')).runDemo,
  },
  {
    name: 'version',
    load: async () => (await import('./commands/version.ts')).runVersion,
  },
];
