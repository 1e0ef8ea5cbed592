import { closeSync, mkdirSync, openSync, readdirSync, rmSync, stat } from 'node:fs';
import { SystemFault } from '../base/fault.ts';
import { EACCES, EEXIST, EINVAL, ENOENT, EPERM, errnoName } from './ffi/errno.ts';
import { CLONE_NEWNET, MNT_DETACH, MS_BIND, MS_REC, MS_SHARED } from './ffi/layouts.ts';
import { openLibc } from './ffi/libc.ts';

/** Where iproute2 keeps named namespaces. */
const NAMED = '/run/netns';
/** Of the calling thread, not of the process: a namespace belongs to a thread. */
const OWN = '/proc/thread-self/ns/net';

let poolIsWarm = false;

/**
 * Runs `body` in the network namespace `name` (one of `ip netns`, or a path such as /proc/123/ns/net) and comes back, also
 * when it throws. The body must be synchronous: whatever runs later runs outside. Sockets opened in it stay in
 * the namespace; /proc/sys/net shows its settings to synchronous reads. Throws SystemFault.
 */
export function inNamespace<T>(name: string, body: () => T): T {
  warmPool();
  const libc = openLibc();
  const home = openNamespace(OWN, name);
  try {
    const there = openNamespace(pathOf(name), name);
    try {
      must('enter', name, libc.setns(there, CLONE_NEWNET));
    } finally {
      closeSync(there);
    }
    try {
      return refusePromise(body());
    } finally {
      must('leave', name, libc.setns(home, CLONE_NEWNET));
    }
  } finally {
    closeSync(home);
  }
}

/** `ip netns add`. Throws SystemFault. */
export function createNamespace(name: string): void {
  warmPool();
  const libc = openLibc();
  shareNamedFolder();
  const path = pathOf(name);
  try {
    closeSync(openSync(path, 'wx', 0));
  } catch (error) {
    throw fileFault('create', name, error);
  }
  const home = openNamespace(OWN, name);
  try {
    must('create', name, libc.unshare(CLONE_NEWNET));
    try {
      must('name', name, libc.mount(OWN, path, 'none', MS_BIND));
    } finally {
      must('leave', name, libc.setns(home, CLONE_NEWNET));
    }
  } catch (fault) {
    rmSync(path, { force: true });
    throw fault;
  } finally {
    closeSync(home);
  }
}

/** `ip netns delete`: the namespace ends when nothing uses it any more. Does nothing when there is none. */
export function deleteNamespace(name: string): void {
  const path = pathOf(name);
  openLibc().umount2(path, MNT_DETACH);
  rmSync(path, { force: true });
}

/** The names `ip netns list` shows. */
export function listNamespaces(): readonly string[] {
  try {
    return readdirSync(NAMED);
  } catch {
    return [];
  }
}

function pathOf(name: string): string {
  return name.includes('/') ? name : `${NAMED}/${name}`;
}

/**
 * libuv's pool starts all its threads at the first use, and they inherit the namespace of whoever that was: it must be
 * the main thread outside of any namespace, or fs.promises would look into the wrong one for ever.
 */
function warmPool(): void {
  if (poolIsWarm) return;
  poolIsWarm = true;
  stat('/', () => {});
}

/** A shared mount, so that every mount namespace of the machine sees a name appear and vanish. */
function shareNamedFolder(): void {
  const libc = openLibc();
  mkdirSync(NAMED, { recursive: true, mode: 0o755 });
  const shared = libc.mount('', NAMED, 'none', MS_SHARED | MS_REC);
  if (shared === 0) return;
  if (shared !== -EINVAL) must('share', NAMED, shared);
  // Not a mount point yet.
  must('share', NAMED, libc.mount(NAMED, NAMED, 'none', MS_BIND | MS_REC));
  must('share', NAMED, libc.mount('', NAMED, 'none', MS_SHARED | MS_REC));
}

function openNamespace(path: string, name: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw fileFault('open', name, error);
  }
}

function must(operation: string, name: string, result: number): void {
  if (result < 0) throw namespaceFault(operation, name, -result);
}

function fileFault(operation: string, name: string, error: unknown): SystemFault {
  return namespaceFault(operation, name, -((error as NodeJS.ErrnoException).errno ?? -EINVAL));
}

function namespaceFault(operation: string, name: string, errno: number): SystemFault {
  const details = {
    operation: `${operation} the namespace`,
    code: errnoName(errno),
    facts: { namespace: name },
  };
  if (errno === ENOENT) {
    return new SystemFault('name', `There is no network namespace ${name}`, {
      ...details,
      remedy: 'see what there is with: ip netns',
    });
  }
  if (errno === EEXIST) {
    return new SystemFault('name', `There is a network namespace ${name} already`, {
      ...details,
      remedy: `choose another name, or delete it with: sudo ip netns delete ${name}`,
    });
  }
  if (errno === EPERM || errno === EACCES) {
    return new SystemFault('rights', `Network namespaces need the capability CAP_SYS_ADMIN`, {
      ...details,
      remedy: 'run it with sudo',
    });
  }
  return new SystemFault('unsupported', `The namespace ${name} cannot be used: ${errnoName(errno)}`, {
    ...details,
    remedy: 'the kernel may be built without network namespaces (CONFIG_NET_NS)',
  });
}

function refusePromise<T>(value: T): T {
  if (value instanceof Promise) throw new TypeError('the body of inNamespace must be synchronous');
  return value;
}
