import { shellWord } from '../base/shell-word.ts';
import { commandOf, type SystemChange } from '../change/change.ts';

/** The change as a shell command that may be run again: it does no harm where it is so already. */
export function commandAgain(change: SystemChange): string {
  const command = commandOf(change);
  switch (change.do) {
    case 'add-address':
      return command.replace('ip address add', 'ip address replace');
    case 'add-route':
      return command.replace('ip route add', 'ip route replace');
    case 'add-rule':
      return `${command.replace('ip rule add', 'ip rule del')} 2>/dev/null || true; ${command}`;
    case 'publish':
      return command.replace('ip neigh add proxy', 'ip neigh replace proxy');
    case 'set-neighbour':
      return command.replace('ip neigh add', 'ip neigh replace');
    case 'add-vlan':
      return `ip link show dev ${shellWord(change.link)} >/dev/null 2>&1 || ${command}`;
    case 'set-conf':
    case 'set-neigh':
    case 'set-threshold':
    case 'set-sysctl':
      return command.replace('sysctl -w', 'sysctl -qw');
    case 'remove-address':
    case 'remove-route':
    case 'remove-rule':
    case 'unpublish':
    case 'remove-neighbour':
    case 'remove-link':
      return `${command} 2>/dev/null || true`;
    default:
      return command;
  }
}
