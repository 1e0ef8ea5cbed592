import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/**
 * Every program the tests use that a bare machine (Debian with Node, npm and git) may lack, and the Debian package that
 * brings it. What Debian always has (its essential packages: sh, tar, setpriv, script, unshare …) needs no row.
 */
export const PROGRAMS = {
  arp: 'net-tools',
  'ansible-inventory': 'ansible-core',
  'arp-scan': 'arp-scan',
  arpspoof: 'dsniff',
  arping: 'iputils-arping',
  arpwatch: 'arpwatch',
  bridge: 'iproute2',
  chromium: 'chromium',
  dnsmasq: 'dnsmasq-base',
  editcap: 'tshark',
  fish: 'fish',
  gcc: 'gcc and libc6-dev',
  ip: 'iproute2',
  jq: 'jq',
  'kea-dhcp4': 'kea-dhcp4-server',
  keepalived: 'keepalived',
  man: 'man-db',
  mandoc: 'mandoc',
  mergecap: 'tshark',
  mosquitto: 'mosquitto',
  mosquitto_pub: 'mosquitto-clients',
  mosquitto_sub: 'mosquitto-clients',
  nft: 'nftables',
  openssl: 'openssl',
  pg_ctlcluster: 'postgresql-15',
  ping: 'iputils-ping',
  promtool: 'prometheus',
  setcap: 'libcap2-bin',
  strip: 'binutils',
  sysctl: 'procps',
  'systemd-analyze': 'systemd',
  'systemd-sysusers': 'systemd',
  'systemd-tmpfiles': 'systemd',
  tc: 'iproute2',
  tcpdump: 'tcpdump',
  tshark: 'tshark',
  zsh: 'zsh',
  '/lib/systemd/systemd': 'systemd',
  '/lib/systemd/systemd-networkd': 'systemd',
  '/lib/systemd/systemd-sysctl': 'systemd',
  '/usr/sbin/ifup': 'ifupdown',
  ifup: 'ifupdown',
} as const satisfies Readonly<Record<string, string>>;

export type Program = keyof typeof PROGRAMS;

/** Why a test cannot run here, for `skip`: the first of the programs that is not there; false when all are. */
export function needs(...programs: readonly Program[]): string | false {
  const missing = programs.find((program) => !isThere(program));
  return missing === undefined ? false : `needs ${missing} (Debian: ${PROGRAMS[missing]})`;
}

function isThere(program: string): boolean {
  if (isAbsolute(program)) return isExecutable(program);
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => isExecutable(join(folder, program)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** There are two programs named arping; the tests speak to the one of iputils. */
export function needsArping(): string | false {
  const missing = needs('arping');
  if (missing !== false) return missing;
  const { stdout } = spawnSync('arping', ['-V'], { encoding: 'utf8' });
  return stdout.includes('iputils') ? false : 'needs arping of iputils; this one is another';
}
