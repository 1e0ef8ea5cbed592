import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';

/** Whether a process catches SIGHUP, the last that arpist asks for, and is no other program any more. */
export function listens(pid: number): boolean {
  const path = `/proc/${pid}/status`;
  if (!existsSync(path)) return false;
  const caught = /^SigCgt:\s*([0-9a-f]+)$/m.exec(readFileSync(path, 'utf8'))?.[1] ?? '0';
  return ((BigInt(`0x${caught}`) >> BigInt(constants.signals.SIGHUP - 1)) & 1n) === 1n;
}
