import { lstatSync, readdirSync, readFileSync, realpathSync, type Stats } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const WRITABLE_BY_OTHERS = 0o022;
const STICKY = 0o1000;

/**
 * Why a folder, or one above it, is not only in the hands of root and of whoever runs this, one sentence; null when it is, or when
 * nothing of that name is there. Whoever may write in it could put a link where root writes a file. As sshd holds the
 * folder of its keys (OpenSSH misc.c safe_path), but one above it may be /tmp: there nobody can move what is another's.
 */
export function whyNotTrusted(folder: string): string | null {
  const full = resolve(folder);
  for (const [path, isLast] of pathsTo(full)) {
    const facts = lstatSync(path, { throwIfNoEntry: false });
    if (!facts) return null;
    if (isLast && facts.isSymbolicLink()) return `${path} is a link`;
    const why = whyNotOwned(path, facts, isLast);
    if (why !== null) return why;
    // A link that only root can change: what it leads to is held to the same.
    if (facts.isSymbolicLink()) return whyNotTrusted(`${realpathSync(path)}${full.slice(path.length)}`);
    // The system will say so itself.
    if (!facts.isDirectory()) return null;
    if ((facts.mode & WRITABLE_BY_OTHERS) === 0) continue;
    if ((facts.mode & STICKY) === 0 || (isLast && !isOwnMount(path, facts)))
      return `others may write in ${path}`;
  }
  return null;
}

/**
 * A file system of its own in which nobody else has put anything: mount(8) makes the root of a tmpfs as open as /tmp. What root
 * makes there nobody else can move, and no link in its place is followed.
 */
function isOwnMount(path: string, { dev }: Stats): boolean {
  if (lstatSync(dirname(path)).dev === dev) return false;
  const owners = ownersOf(true);
  return readdirSync(path).every((name) => {
    const facts = lstatSync(join(path, name), { throwIfNoEntry: false });
    return facts === undefined || owners.has(facts.uid);
  });
}

/** The same for an open file: a plain one, of root or ours, that nobody else may write. */
export function whyNoPlainFile(path: string, facts: Stats): string | null {
  if (!facts.isFile()) return `${path} is no plain file`;
  if (!ownersOf(true).has(facts.uid)) return `${path} belongs to user ${facts.uid}`;
  if (facts.nlink !== 1) return `${path} has another name, too`;
  return (facts.mode & WRITABLE_BY_OTHERS) === 0 ? null : `others may write ${path}`;
}

function* pathsTo(full: string): Generator<readonly [path: string, isLast: boolean]> {
  if (full === '/') return yield ['/', true];
  yield ['/', false];
  for (let at = full.indexOf('/', 1); at > 0; at = full.indexOf('/', at + 1))
    yield [full.slice(0, at), false];
  yield [full, true];
}

function whyNotOwned(path: string, facts: Stats, isLast: boolean): string | null {
  return ownersOf(isLast).has(facts.uid) ? null : `${path} belongs to user ${facts.uid}`;
}

function ownersOf(isLast: boolean): ReadonlySet<number> {
  const owners = [0, process.geteuid?.() ?? 0];
  return new Set(isLast ? owners : [...owners, ...unmappedOwner()]);
}

/** In a user namespace, / is of somebody who has no number there, which is shown as this one. */
function unmappedOwner(): readonly number[] {
  try {
    if (/^\s*0\s+0\s+4294967295\s*$/.test(readFileSync('/proc/self/uid_map', 'latin1'))) return [];
    return [Number(readFileSync('/proc/sys/kernel/overflowuid', 'latin1'))];
  } catch {
    return [];
  }
}
