import type { Command } from './io.ts';

export interface CommandRoute {
  readonly name: string;
  /** Loaded only when the command runs: `arpist --help` opens none of them. */
  readonly load: () => Promise<Command>;
}

export const ROUTES: readonly CommandRoute[] = [
  {
    name: 'scan',
    load: async () => (await import('./scan/scan.ts')).runScan,
  },
  {
    name: 'find',
    load: async () => (await import('./scan/find.ts')).runFind,
  },
  {
    name: 'ping',
    load: async () => (await import('./ping/ping.ts')).runPing,
  },
  {
    name: 'who',
    load: async () => (await import('./ping/who.ts')).runWho,
  },
  {
    name: 'check',
    load: async () => (await import('./claim/check.ts')).runCheck,
  },
  {
    name: 'claim',
    load: async () => (await import('./claim/claim.ts')).runClaim,
  },
  {
    name: 'free',
    load: async () => (await import('./claim/free.ts')).runFree,
  },
  {
    name: 'announce',
    load: async () => (await import('./announce/announce.ts')).runAnnounce,
  },
  {
    name: 'move',
    load: async () => (await import('./announce/move.ts')).runMove,
  },
  {
    name: 'read',
    load: async () => (await import('./read/read.ts')).runRead,
  },
  {
    name: 'watch',
    load: async () => (await import('./watch/watch.ts')).runWatch,
  },
  {
    name: 'baseline',
    load: async () => (await import('./baseline/baseline.ts')).runBaseline,
  },
  {
    name: 'diff',
    load: async () => (await import('./baseline/diff.ts')).runDiff,
  },
  {
    name: 'token',
    load: async () => (await import('./token/token.ts')).runToken,
  },
  {
    name: 'notify',
    load: async () => (await import('./notify/notify.ts')).runNotify,
  },
  {
    name: 'expect',
    load: async () => (await import('./expect/expect.ts')).runExpect,
  },
  {
    name: 'explain',
    load: async () => (await import('./explain/explain.ts')).runExplain,
  },
  {
    name: 'doctor',
    load: async () => (await import('./doctor/doctor.ts')).runDoctor,
  },
  {
    name: 'init',
    load: async () => (await import('./mend/init.ts')).runInit,
  },
  {
    name: 'plan',
    load: async () => (await import('./mend/plan.ts')).runPlan,
  },
  {
    name: 'apply',
    load: async () => (await import('./mend/apply.ts')).runApply,
  },
  {
    name: 'verify',
    load: async () => (await import('./mend/verify.ts')).runVerify,
  },
  {
    name: 'undo',
    load: async () => (await import('./mend/undo.ts')).runUndo,
  },
  {
    name: 'confirm',
    load: async () => (await import('./mend/confirm.ts')).runConfirm,
  },
  {
    name: 'persist',
    load: async () => (await import('./mend/persist.ts')).runPersist,
  },
  {
    name: 'snapshot',
    load: async () => (await import('./explain/snapshot.ts')).runSnapshot,
  },
  {
    name: 'guard',
    load: async () => (await import('./guard/guard.ts')).runGuard,
  },
  {
    name: 'vlan',
    load: async () => (await import('./vlan/vlan.ts')).runVlan,
  },
  {
    name: 'history',
    load: async () => (await import('./history/history.ts')).runHistory,
  },
  {
    name: 'stations',
    load: async () => (await import('./history/stations.ts')).runStations,
  },
  {
    name: 'episodes',
    load: async () => (await import('./history/episodes.ts')).runEpisodes,
  },
  {
    name: 'evidence',
    load: async () => (await import('./orders/evidence.ts')).runEvidence,
  },
  {
    name: 'approve',
    load: async () => (await import('./orders/approve.ts')).runApprove,
  },
  {
    name: 'mute',
    load: async () => (await import('./orders/mute.ts')).runMute,
  },
  {
    name: 'note',
    load: async () => (await import('./orders/note.ts')).runNote,
  },
  {
    name: 'revoke',
    load: async () => (await import('./orders/revoke.ts')).runRevoke,
  },
  {
    name: 'forget',
    load: async () => (await import('./orders/forget.ts')).runForget,
  },
  {
    name: 'audit',
    load: async () => (await import('./orders/audit.ts')).runAudit,
  },
  {
    name: 'service',
    load: async () => (await import('./service/service.ts')).runService,
  },
  {
    name: 'import',
    load: async () => (await import('./exchange/import.ts')).runImport,
  },
  {
    name: 'export',
    load: async () => (await import('./exchange/export.ts')).runExport,
  },
  {
    name: 'backup',
    load: async () => (await import('./orders/backup.ts')).runBackup,
  },
  {
    name: 'check-store',
    load: async () => (await import('./orders/check-store.ts')).runCheckStore,
  },
  {
    name: 'status',
    load: async () => (await import('./status/status.ts')).runStatus,
  },
  {
    name: 'config',
    load: async () => (await import('./daemon/config.ts')).runConfig,
  },
  {
    name: 'centre',
    load: async () => (await import('./centre/centre.ts')).runCentre,
  },
  {
    name: 'table',
    load: async () => (await import('./table/table.ts')).runTable,
  },
  {
    name: 'proxy',
    load: async () => (await import('./proxy/proxy.ts')).runProxy,
  },
  {
    name: 'demo',
    load: async () => (await import('./demo.ts')).runDemo,
  },
  {
    name: 'completion',
    load: async () => (await import('./completion.ts')).runCompletion,
  },
  {
    name: 'version',
    load: async () => (await import('./version.ts')).runVersion,
  },
];
