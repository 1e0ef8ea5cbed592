import type { Command } from './io.ts';

export interface Route {
  readonly name: string;
  readonly words: string;
  readonly line: string;
  /** Loaded only when the command runs: `arpist --help` opens none of them. */
  readonly load: () => Promise<Command>;
}

export const ROUTES: readonly Route[] = [
  {
    name: 'scan',
    words: '[TARGET…]',
    line: 'who is on my networks: every host, with conflicts and flux named',
    load: async () => (await import('./commands/scan.ts')).runScan,
  },
  {
    name: 'find',
    words: 'WHAT [TARGET…]',
    line: 'where is it: by MAC, MAC prefix, vendor, name or address',
    load: async () => (await import('./commands/find.ts')).runFind,
  },
  {
    name: 'ping',
    words: 'TARGET',
    line: 'ask for one address again and again: right round trips, every answer by MAC',
    load: async () => (await import('./commands/ping.ts')).runPing,
  },
  {
    name: 'who',
    words: 'TARGET',
    line: 'who has this address: one question, every answer, with a verdict',
    load: async () => (await import('./commands/who.ts')).runWho,
  },
  {
    name: 'check',
    words: 'TARGET…',
    line: 'is this address free? By RFC 5227, and who has it if not',
    load: async () => (await import('./commands/check.ts')).runCheck,
  },
  {
    name: 'claim',
    words: 'IP',
    line: 'take an address on the wire: probe, announce, hold and defend it',
    load: async () => (await import('./commands/claim.ts')).runClaim,
  },
  {
    name: 'free',
    words: '[TARGET…]',
    line: 'addresses that are free, each checked by RFC 5227',
    load: async () => (await import('./commands/free.ts')).runFree,
  },
  {
    name: 'announce',
    words: 'ADDRESS…',
    line: 'an address is here now: tell everybody, and prove that the gateway sends to us',
    load: async () => (await import('./commands/announce.ts')).runAnnounce,
  },
  {
    name: 'move',
    words: 'ADDRESS[/LENGTH]',
    line: 'bring an address here: old owner checked, added, announced, proven, outage told',
    load: async () => (await import('./commands/move.ts')).runMove,
  },
  {
    name: 'read',
    words: '[FILE|-]',
    line: 'the ARP of a capture (pcap, pcapng, gzip too), no root needed',
    load: async () => (await import('./commands/read.ts')).runRead,
  },
  {
    name: 'explain',
    words: 'QUESTION …',
    line: 'would this host answer, which way does a packet go: and because of what',
    load: async () => (await import('./commands/explain.ts')).runExplain,
  },
  {
    name: 'doctor',
    words: '',
    line: 'what is wrong with ARP on this host, how it is known, and what mends it',
    load: async () => (await import('./commands/doctor.ts')).runDoctor,
  },
  {
    name: 'init',
    words: 'WHAT',
    line: 'a commented file to start from: flux, vip, vlan-router, published or move',
    load: async () => (await import('./commands/init.ts')).runInit,
  },
  {
    name: 'plan',
    words: 'FILE',
    line: 'what would make this host as a file declares it, and why; nothing is touched',
    load: async () => (await import('./commands/plan.ts')).runPlan,
  },
  {
    name: 'apply',
    words: 'FILE',
    line: 'make this host as a file declares it, so that it can be undone',
    load: async () => (await import('./commands/apply.ts')).runApply,
  },
  {
    name: 'verify',
    words: 'FILE',
    line: 'is this host still as a file declares it? What differs, from the wire too',
    load: async () => (await import('./commands/verify.ts')).runVerify,
  },
  {
    name: 'undo',
    words: '[ENTRY]',
    line: 'take the last change back, look, and say what is not as it was',
    load: async () => (await import('./commands/undo.ts')).runUndo,
  },
  {
    name: 'confirm',
    words: '',
    line: 'keep what apply --confirm did, and would take back',
    load: async () => (await import('./commands/confirm.ts')).runConfirm,
  },
  {
    name: 'persist',
    words: '[WHAT…]',
    line: 'what arpist wrote for the next start: is it read, does it win, is it so; add and remove',
    load: async () => (await import('./commands/persist.ts')).runPersist,
  },
  {
    name: 'snapshot',
    words: '',
    line: 'everything that decides about ARP on this host, as JSON',
    load: async () => (await import('./commands/snapshot.ts')).runSnapshot,
  },
  {
    name: 'vlan',
    words: '[NAME|ID…]',
    line: 'the VLAN interfaces of this host: parent, id, state, addresses, and what went through',
    load: async () => (await import('./commands/vlan.ts')).runVlan,
  },
  {
    name: 'table',
    words: '[WHAT…]',
    line: 'the kernel’s ARP table, all of it: static, published, learned and unresolved',
    load: async () => (await import('./commands/table.ts')).runTable,
  },
  {
    name: 'proxy',
    words: 'NET…',
    line: 'answer for addresses behind this machine, and leave every live one alone',
    load: async () => (await import('./commands/proxy.ts')).runProxy,
  },
  {
    name: 'demo',
    words: '',
    line: 'the main job on a small network made for it',
    load: async () => (await import('./commands/demo.ts')).runDemo,
  },
  {
    name: 'version',
    words: '',
    line: 'version and runtime',
    load: async () => (await import('./commands/version.ts')).runVersion,
  },
];
