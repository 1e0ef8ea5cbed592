import { OWN_MARK } from '../change/own-file.ts';

/** How the service is started. */
export interface ServiceStart {
  /** The program and the words in front of `watch --daemon`: Node, its flags, our script. */
  readonly argv: readonly string[];
  /** Names of the files in CREDENTIALS that the service is handed. */
  readonly credentials: readonly string[];
}

export const SERVICE_USER = 'arpist';
export const UNIT_NAME = 'arpist.service';
export const CREDENTIALS = '/etc/arpist/credentials';
/** Below /var/lib, and apart from the journal of changes, which is root's. */
export const STATE_DIRECTORY = 'arpist/watch';

/**
 * systemd.service(5), systemd.exec(5). As a user of its own with the right to hear the wire alone; what it writes is its
 * state. Node makes machine code while it runs, so MemoryDenyWriteExecute is left out; the model of the kernel reads
 * /proc/sys/net, so ProcSubset is. A configuration with a mistake (exit 2) is not tried again and again.
 */
export function serviceUnit({ argv, credentials }: ServiceStart): string {
  const program = argv.at(-1) ?? '';
  return `[Unit]
Description=ARP watch: who has which address, and what is wrong there
Documentation=man:arpist-watch(1)
Wants=network-online.target
After=network-online.target
AssertPathExists=${specifierless(program)}

[Service]
Type=notify
NotifyAccess=main
ExecStart=${argv.map(execWord).join(' ')} watch --daemon --state /var/lib/${STATE_DIRECTORY}
ExecReload=/bin/kill -HUP $MAINPID
WatchdogSec=30
Restart=on-failure
RestartSec=1
RestartPreventExitStatus=2
TimeoutStopSec=10

User=${SERVICE_USER}
Group=${SERVICE_USER}
StateDirectory=${STATE_DIRECTORY}
StateDirectoryMode=0750
RuntimeDirectory=arpist
RuntimeDirectoryMode=0750
ConfigurationDirectory=arpist
UMask=0027
${credentials.map((name) => `LoadCredential=${name}:${CREDENTIALS}/${name}\n`).join('')}
AmbientCapabilities=CAP_NET_RAW
CapabilityBoundingSet=CAP_NET_RAW
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
DevicePolicy=closed
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
ProtectProc=invisible
RemoveIPC=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK AF_PACKET
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
MemoryMax=512M
TasksMax=64

[Install]
WantedBy=multi-user.target
`;
}

/** sysusers.d(5) */
export const SYSUSERS = `u ${SERVICE_USER} - "ARP watch" /var/lib/${STATE_DIRECTORY} /usr/sbin/nologin\n`;

/** tmpfiles.d(5): secrets are root's, and handed to the service by systemd. */
export const TMPFILES = `d /etc/arpist 0755 root root -
d /etc/arpist/conf.d 0755 root root -
d ${CREDENTIALS} 0700 root root -
`;

/** A file as `arpist service install` writes it. */
export interface ServiceFile {
  readonly path: string;
  readonly text: string;
}

const HEAD = `# ${OWN_MARK} service install; changes here are lost when that is done again: systemctl edit arpist keeps them.
# Take it away with: arpist service remove
`;

export function serviceFiles(start: ServiceStart): readonly ServiceFile[] {
  return [
    { path: '/etc/sysusers.d/arpist.conf', text: HEAD + SYSUSERS },
    { path: '/etc/tmpfiles.d/arpist.conf', text: HEAD + TMPFILES },
    { path: `/etc/systemd/system/${UNIT_NAME}`, text: HEAD + serviceUnit(start) },
  ];
}

/** What a unit starts: the program that has to be there, null when it does not say. */
export function programOf(unit: string): string | null {
  const found = /^AssertPathExists=(.+)$/m.exec(unit)?.[1];
  return found === undefined ? null : found.replaceAll('%%', '%');
}

/** A word of a command line (systemd.service(5), "COMMAND LINES"). */
function execWord(word: string): string {
  const plain = specifierless(word).replaceAll('$', '$$$$');
  return /^[\w@%+=:,./$-]+$/.test(plain) ? plain : `"${plain.replaceAll(/[\\"]/g, (sign) => `\\${sign}`)}"`;
}

function specifierless(text: string): string {
  return text.replaceAll('%', '%%');
}

/** Trees that ProtectHome and PrivateTmp hide from the service. */
const HIDDEN = ['/home', '/root', '/run/user', '/tmp', '/var/tmp'];

/** Which of them the path lies in; null: the service sees it. */
export function hiddenTree(path: string): string | null {
  return HIDDEN.find((tree) => path === tree || path.startsWith(`${tree}/`)) ?? null;
}

/** Names that systemd takes for a credential. */
export function isCredentialName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,200}$/.test(name);
}
