import type { ConfigFiles } from '../ports/config-files.ts';

const FILES = [
  '/etc/rc.local',
  '/etc/crontab',
  '/var/spool/cron/crontabs/root',
  '/var/spool/cron/root',
  '/etc/network/interfaces',
];
const FOLDERS = [
  '/etc/systemd/system',
  '/usr/local/lib/systemd/system',
  '/etc/cron.d',
  '/etc/network/interfaces.d',
  '/etc/network/if-up.d',
  '/etc/network/if-pre-up.d',
  '/etc/networkd-dispatcher/routable.d',
  '/etc/networkd-dispatcher/configured.d',
  '/etc/NetworkManager/dispatcher.d',
  '/etc/init.d',
  '/etc/local.d',
  '/etc/rc.d',
];
const MOST = 2000;

/** Which file of the system starts a script, as far as arpist looks: units, cron, rc.local, hooks of ifupdown and others. */
export function callerOf(config: ConfigFiles, script: string): string | null {
  const inside = FOLDERS.flatMap((folder) => config.list(folder).map((name) => `${folder}/${name}`));
  return (
    [...FILES, ...inside]
      .slice(0, MOST)
      .filter((path) => path !== script)
      .find((path) => (config.read(path) ?? '').split('\n').some((line) => isCall(line, script))) ?? null
  );
}

function isCall(line: string, script: string): boolean {
  return !/^\s*[#;]/.test(line) && line.includes(script);
}
