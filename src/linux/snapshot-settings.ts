import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { CONF_NAMES } from '../kernel/conf.ts';
import type { PlainName, PlainSettings } from '../kernel/host.ts';
import type { Conf } from '../kernel/conf.ts';
import { readSetting } from './settings.ts';

const FOLDER = '/proc/sys/net/ipv4';

/** Settings that the running kernel does not have are left out; a folder that cannot be read is told in `unread`. */
export function readConf(of: 'all' | 'default', unread: string[]): Conf {
  const conf: Partial<Record<(typeof CONF_NAMES)[number], number>> = {};
  for (const name of CONF_NAMES) {
    const value = readSetting(`conf/${of}/${name}`);
    // An older kernel: the model knows what it does without the setting.
    if (value !== undefined) conf[name] = value;
  }
  if (Object.keys(conf).length === 0)
    unread.push(`The settings of conf/${of} could not be read: ${FOLDER} is not there or not readable.`);
  return conf;
}

const PLAIN: readonly PlainName[] = ['icmp_echo_ignore_broadcasts'];

export function readPlain(): PlainSettings {
  const plain: Partial<Record<PlainName, number>> = {};
  for (const name of PLAIN) {
    const value = readSetting(name);
    // What cannot be read is left out, and nothing is planned for it.
    if (value !== undefined) plain[name] = value;
  }
  return plain;
}

/** Only the machine's first namespace has defaults for neighbours; null when /proc/sys cannot be read at all. */
export function isInitialNamespace(): boolean | null {
  if (!existsSync(`${FOLDER}/conf`)) return null;
  return existsSync(`${FOLDER}/neigh/default`);
}

/** Whether the settings are mounted read-only, whoever asks; null when that cannot be told. */
export function isReadOnly(): boolean | null {
  try {
    accessSync(`${FOLDER}/conf/all/arp_ignore`, constants.W_OK);
    return false;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EROFS') return true;
    return code === 'EACCES' || code === 'EPERM' ? isMountedReadOnly(FOLDER) : null;
  }
}

/** Who may not write at all is told that first: the mounts say the rest. */
function isMountedReadOnly(folder: string): boolean | null {
  try {
    return readOnlyAt(readFileSync('/proc/thread-self/mountinfo', 'utf8'), folder);
  } catch {
    return null;
  }
}

/** Of /proc/PID/mountinfo the mount that holds the folder: the longest, of equal ones the last, which lies on top. */
export function readOnlyAt(mounts: string, folder: string): boolean {
  let [longest, readOnly] = [0, false];
  for (const line of mounts.split('\n')) {
    const [, , , , point = '', options = ''] = line.split(' ');
    const within = point === '/' || folder === point || folder.startsWith(`${point}/`);
    if (point === '' || !within || point.length < longest) continue;
    [longest, readOnly] = [point.length, options.split(',').includes('ro')];
  }
  return readOnly;
}
