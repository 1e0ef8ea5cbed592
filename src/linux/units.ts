import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { SystemFault } from '../base/fault.ts';
import type { OwnProgram, Units, UnitFacts } from '../ports/units.ts';
import { isSingleFile } from './single-file.ts';

const PATIENCE = 60_000;
const FOLDERS = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'];

/** systemd of this machine. Throws SystemFault `unsupported` where another one starts services (sd_booted(3)). */
export function openUnits(): Units {
  if (!existsSync('/run/systemd/system'))
    throw new SystemFault('unsupported', 'this machine does not run systemd', {
      operation: 'ask systemd',
      remedy: 'have your own supervisor run: arpist watch --daemon',
    });
  return {
    makeUsers: (path) => void run('systemd-sysusers', [path]),
    makeFolders: (path) => void run('systemd-tmpfiles', ['--create', path]),
    reload: () => void run('systemctl', ['daemon-reload']),
    disable: (unit) => void run('systemctl', ['disable', '--now', unit]),
    show: (unit) =>
      factsOf(
        run('systemctl', [
          'show',
          '--property=LoadState,ActiveState,UnitFileState,FragmentPath,MainPID,Result,ActiveEnterTimestamp',
          unit,
        ]),
      ),
  };
}

/** Throws SystemFault with the last line it said. */
function run(program: string, args: readonly string[]): string {
  const path = FOLDERS.map((folder) => `${folder}/${program}`).find(isExecutable);
  if (path === undefined)
    throw new SystemFault('unsupported', `there is no ${program} on this machine`, {
      operation: program,
      remedy: 'install the package systemd',
    });
  const { status, stdout, stderr, error } = spawnSync(path, args, {
    encoding: 'utf8',
    timeout: PATIENCE,
    env: { PATH: FOLDERS.join(':'), LC_ALL: 'C', SYSTEMD_COLORS: '0', SYSTEMD_PAGER: '' },
  });
  if (status === 0) return stdout;
  const said = stderr.trim().split('\n').at(-1) || error?.message || `exit code ${status}`;
  throw new SystemFault(/denied|authentication/i.test(said) ? 'rights' : 'file', `${program}: ${said}`, {
    operation: program,
    remedy: /denied|authentication/i.test(said) ? 'run it with sudo' : `see: ${program} ${args.join(' ')}`,
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function factsOf(text: string): UnitFacts | null {
  const values = new Map(
    text.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  const value = (name: string): string => values.get(name) ?? '';
  if (value('LoadState') === 'not-found' || value('FragmentPath') === '') return null;
  const pid = Number(value('MainPID'));
  return {
    active: value('ActiveState'),
    enabled: value('UnitFileState'),
    path: value('FragmentPath'),
    pid: pid > 0 ? pid : null,
    result: value('Result'),
    since: value('ActiveEnterTimestamp'),
  };
}

/** SIGUSR1 opens no debugger, where Node knows the flag (22.14 and 23.7 on). */
const QUIET_FLAG = '--disable-sigusr1';

export function ownProgram(): OwnProgram {
  const node = realpathSync(process.execPath);
  if (isSingleFile()) return { argv: [node], hindrance: whyClosed(node) };
  const script = realpathSync(process.argv[1] ?? '');
  const flags = process.allowedNodeEnvironmentFlags.has(QUIET_FLAG) ? [QUIET_FLAG] : [];
  const hindered = whyClosed(node) ?? whyClosed(script);
  return { argv: [node, ...flags, script], hindrance: hindered };
}

const OTHERS_READ = 0o004;
const OTHERS_ENTER = 0o001;

function whyClosed(path: string): string | null {
  if ((statSync(path).mode & OTHERS_READ) === 0) return `${path} may not be read by others`;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & OTHERS_ENTER) === 0) return `${folder} may not be entered by others`;
    if (folder === '/') return null;
  }
}
