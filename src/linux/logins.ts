import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { endianness } from 'node:os';
import type { LoginFacts } from '../declare/logins.ts';

/** Names as /proc/PID/comm has them: sshd, its parts since OpenSSH 9.8, and others that let people in. */
const PROGRAMS: ReadonlySet<string> = new Set([
  'sshd',
  'sshd-session',
  'sshd-auth',
  'dropbear',
  'telnetd',
  'in.telnetd',
  'utelnetd',
]);

/** TCP_ESTABLISHED of net/tcp_states.h. */
const ESTABLISHED = '01';
/** Nobody nests so deep; a ring cannot be. */
const DEEPEST = 64;
const MOST_CONNECTIONS = 20_000;

/** Without rights over others' processes it tells what can be seen; nothing is an error. */
export function readLogins(env: Readonly<Record<string, string | undefined>>): LoginFacts {
  const own = env['SSH_CONNECTION'];
  const inherited = [...(own ? [own] : []), ...ofParents()];
  return { inherited: [...new Set(inherited)], connections: connections() };
}

function ofParents(): readonly string[] {
  const found: string[] = [];
  let pid = String(process.ppid);
  for (let depth = 0; depth < DEEPEST && Number(pid) > 0; depth++) {
    const words = text(`/proc/${pid}/environ`)
      .split('\0')
      .find((one) => one.startsWith('SSH_CONNECTION='));
    if (words !== undefined) found.push(words.slice('SSH_CONNECTION='.length));
    // The name in parentheses may hold anything, parentheses included (man 5 proc_pid_stat).
    const stat = text(`/proc/${pid}/stat`);
    pid = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? '0';
  }
  return found;
}

function connections(): LoginFacts['connections'] {
  const lines = ['tcp', 'tcp6'].flatMap((name) => text(`/proc/net/${name}`).split('\n').slice(1));
  const open = lines
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === ESTABLISHED)
    .slice(0, MOST_CONNECTIONS);
  if (open.length === 0) return [];
  const holders = socketsOfLogins();
  return open.map((fields) => {
    const [own, ownPort] = endOf(fields[1] ?? '');
    const [peer] = endOf(fields[2] ?? '');
    return { own, ownPort, peer, program: holders.get(fields[9] ?? '') ?? null };
  });
}

/** Inodes of their sockets. */
function socketsOfLogins(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const pid of list('/proc').filter((name) => /^\d+$/.test(name))) {
    const program = text(`/proc/${pid}/comm`).trim();
    if (!PROGRAMS.has(program)) continue;
    for (const fd of list(`/proc/${pid}/fd`)) {
      const inode = /^socket:\[(\d+)\]$/.exec(link(`/proc/${pid}/fd/${fd}`))?.[1];
      if (inode !== undefined) found.set(inode, program);
    }
  }
  return found;
}

/** `0100007F:0016`: words of 32 bits as the machine stores them (net/ipv4/tcp_ipv4.c get_tcp4_sock). */
export function endOf(words: string): readonly [string, number] {
  const [address = '', port = ''] = words.split(':');
  const bytes = (address.match(/.{8}/g) ?? []).flatMap((word) => {
    const stored = [...Buffer.from(word, 'hex')];
    return endianness() === 'LE' ? stored.toReversed() : stored;
  });
  const six = Array.from({ length: bytes.length / 2 }, (_, at) =>
    (bytes[at * 2]! * 256 + bytes[at * 2 + 1]!).toString(16),
  );
  const four = bytes.slice(-4).join('.');
  const mapped = bytes.length === 16 && bytes.slice(0, 12).join() === '0,0,0,0,0,0,0,0,0,0,255,255';
  return [bytes.length === 4 || mapped ? four : six.join(':'), Number.parseInt(port, 16)];
}

function text(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function list(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
