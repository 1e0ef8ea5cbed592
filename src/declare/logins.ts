import { parseIpv4 } from '../base/ipv4.ts';
import type { Login, Sessions, SixSession } from './session.ts';

/** What a machine tells of how people came to it. */
export type LoginFacts = {
  /** SSH_CONNECTION as this process and those that started it were given it, nearest first. */
  readonly inherited: readonly string[];
  /** Established TCP connections of this network namespace. */
  readonly connections: readonly {
    readonly own: string;
    readonly ownPort: number;
    readonly peer: string;
    /** The program for logins that holds it; null: another one, or not known. */
    readonly program: string | null;
  }[];
};

/** IANA: ssh. */
const SSH = 22;

/**
 * The connections people work over: those of SSH_CONNECTION, in the environment of whatever started this (sudo and su drop
 * it, their parents have it), are somebody's own; every other connection to a program for logins, or to a port that is known
 * for them, is a login too.
 */
export function sessionsOf(facts: LoginFacts): Sessions {
  const four = new Map<string, Login>();
  const six = new Map<string, SixSession>();
  const add = (peer: string, own: string, yours: boolean): void => {
    const ends = [peer, own].map((end) => parseIpv4(end.replace(/^::ffff:(?=\d+\.)/i, '')));
    const key = `${peer} ${own}`;
    if (ends[0] !== undefined && ends[1] !== undefined) {
      if (!four.has(key)) four.set(key, { peer: ends[0], own: ends[1], yours });
    } else if (peer.includes(':') && !six.has(key)) {
      const [, link] = own.split('%');
      six.set(key, { peer, link: link ?? peer.split('%')[1] ?? null, yours });
    }
  };
  const ports = new Set([SSH]);
  for (const words of facts.inherited) {
    const [peer = '', , own = '', port = ''] = words.trim().split(/\s+/);
    if (/^\d+$/.test(port)) ports.add(Number(port));
    add(peer, own, true);
  }
  for (const { own, ownPort, peer, program } of facts.connections)
    if (program !== null || ports.has(ownPort)) add(peer, own, false);
  return { four: [...four.values()], six: [...six.values()] };
}
