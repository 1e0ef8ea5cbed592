import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { needs } from '../programs.ts';

const HOME = '/usr/lib/postgresql';

function binaries(): string | undefined {
  const versions = existsSync(HOME)
    ? readdirSync(HOME)
        .map(Number)
        .filter((one) => one >= 15)
    : [];
  const latest = Math.max(...versions, 0);
  return latest === 0 ? undefined : join(HOME, String(latest), 'bin');
}

/** Why no PostgreSQL can be started here, for `skip`; false when one can. */
export const whyNoPostgres: string | false =
  // Its own binaries lie outside PATH, where a machine that lacks its programs may still have them.
  needs('pg_ctlcluster') !== false || binaries() === undefined
    ? 'needs PostgreSQL 15 or newer (Debian: postgresql-15)'
    : process.getuid?.() === 0 && userId('postgres') === null
      ? 'needs the user postgres (Debian: postgresql-common)'
      : false;

function userId(name: string): { readonly uid: number; readonly gid: number } | null {
  const { stdout, status } = spawnSync('id', ['-u', name], { encoding: 'utf8' });
  const group = spawnSync('id', ['-g', name], { encoding: 'utf8' }).stdout;
  return status === 0 ? { uid: Number(stdout), gid: Number(group) } : null;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { readonly port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A PostgreSQL of its own in a temporary folder, as a user that is not root: postgres refuses to be. */
export class TestPostgres {
  readonly url: string;
  readonly #folder: string;
  readonly #port: number;
  readonly #as: { readonly uid: number; readonly gid: number } | null;
  #child: ChildProcess | null = null;

  private constructor(
    folder: string,
    port: number,
    as: { readonly uid: number; readonly gid: number } | null,
  ) {
    this.#folder = folder;
    this.#port = port;
    this.#as = as;
    this.url = `postgres://arpist@127.0.0.1:${port}/postgres`;
  }

  static async start(): Promise<TestPostgres> {
    const folder = mkdtempSync(join(tmpdir(), 'arpist-pg-'));
    const as = process.getuid?.() === 0 ? userId('postgres') : null;
    if (as) chownSync(folder, as.uid, as.gid);
    const made = new TestPostgres(folder, await freePort(), as);
    const options = [
      '-D',
      join(folder, 'data'),
      '-U',
      'arpist',
      '-A',
      'trust',
      '-E',
      'UTF8',
      '--no-locale',
      '--no-sync',
    ];
    const { status, stderr } = spawnSync(join(binaries()!, 'initdb'), options, {
      encoding: 'utf8',
      cwd: folder,
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
      ...as,
    });
    if (status !== 0) throw new Error(`initdb: ${stderr}`);
    await made.run();
    return made;
  }

  /** Again after `kill`: the new one waits until what is left of the old is gone. */
  async run(): Promise<void> {
    for (let tries = 0; tries < 100; tries++) {
      const child = spawn(
        join(binaries()!, 'postgres'),
        [
          '-D',
          join(this.#folder, 'data'),
          '-c',
          'listen_addresses=127.0.0.1',
          '-c',
          `port=${this.#port}`,
          '-c',
          `unix_socket_directories=${this.#folder}`,
          '-c',
          'max_connections=60',
        ],
        { cwd: this.#folder, stdio: 'ignore', env: { PATH: process.env['PATH'], LC_ALL: 'C' }, ...this.#as },
      );
      const ended = new Promise((resolve) => child.once('exit', resolve));
      this.#child = child;
      while (child.exitCode === null && child.signalCode === null) {
        const asked = spawnSync(join(binaries()!, 'pg_isready'), [
          '-q',
          '-h',
          '127.0.0.1',
          '-p',
          String(this.#port),
        ]);
        if (asked.status === 0) return;
        await Promise.race([ended, setTimeout(50)]);
      }
      await setTimeout(100);
    }
    throw new Error('PostgreSQL does not start');
  }

  /** As when its machine ended the process: nothing is tidied. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGQUIT');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }
}
