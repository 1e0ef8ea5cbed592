import type { ServiceManager } from '../ports/manager.ts';
import { openLibc } from './ffi/libc.ts';

const AF_UNIX = 1;
/** SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK: nobody waits for a manager that does not read. */
const DATAGRAMS = 2 | 0o2000000 | 0o4000;
/** unix(7): with its family; the name of an abstract one has no end. */
const MOST_PATH = 107;

/**
 * The service manager that $NOTIFY_SOCKET names (sd_notify(3): a path, or `@` and the name of an abstract socket).
 * Without one, and for kinds of sockets that are none of these, nothing is told.
 */
export function openManager(env: Readonly<Record<string, string | undefined>>): ServiceManager {
  const address = addressOf(env['NOTIFY_SOCKET'] ?? '');
  const tell = address === undefined ? () => undefined : teller(address);
  return {
    ready: (status) => tell(`READY=1\n${statusLine(status)}`),
    status: (status) => tell(statusLine(status)),
    // sd_notify(3): without the moment, systemd 253 and newer wait for the end of a reload that they never saw begin.
    reloading: () => tell(`RELOADING=1\nMONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`),
    stopping: () => tell('STOPPING=1'),
    alive: () => tell('WATCHDOG=1'),
    patience: patienceOf(env),
  };
}

function statusLine(status: string): string {
  return `STATUS=${status.replaceAll('\n', ' ')}`;
}

/** sd_watchdog_enabled(3): it may be meant for another process. */
function patienceOf(env: Readonly<Record<string, string | undefined>>): number | null {
  const micros = Number(env['WATCHDOG_USEC'] ?? '');
  const pid = env['WATCHDOG_PID'];
  if (!(micros > 0) || (pid !== undefined && Number(pid) !== process.pid)) return null;
  return micros / 1000;
}

function addressOf(name: string): Uint8Array | undefined {
  const path = Buffer.from(name, 'utf8');
  if (!/^[/@]./.test(name) || path.length > MOST_PATH) return undefined;
  const abstract = name.startsWith('@');
  const bytes = new Uint8Array(2 + path.length + (abstract ? 0 : 1));
  new DataView(bytes.buffer).setUint16(0, AF_UNIX, isLittle());
  bytes.set(path, 2);
  if (abstract) bytes[2] = 0;
  return bytes;
}

function isLittle(): boolean {
  return new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
}

/** A socket for each message: between two the manager may have begun anew, and there are few. */
function teller(address: Uint8Array): (message: string) => void {
  return (message) => {
    const libc = openLibc();
    const fd = libc.socket(AF_UNIX, DATAGRAMS, 0);
    if (fd < 0) return;
    libc.sendto(fd, Buffer.from(message, 'utf8'), address);
    libc.close(fd);
  };
}
