import { readlinkSync } from 'node:fs';
import { SystemFault } from '../base/fault.ts';
import type { InterfaceFacts } from '../ports/host.ts';
import { EACCES, EAFNOSUPPORT, ENETDOWN, ENODEV, ENXIO, EPERM, errnoName } from './ffi/errno.ts';
import { isSingleFile } from './single-file.ts';

/** The program that runs, behind all symbolic links. */
function program(): string {
  try {
    return readlinkSync('/proc/self/exe');
  } catch {
    return process.execPath;
  }
}

/**
 * The capability for one process of the caller. Given to the file of Node (setcap) it would be there for every script of
 * every user of the machine.
 */
function asYourself(): string {
  const who = `--reuid=${process.getuid?.() ?? 0} --regid=${process.getgid?.() ?? 0} --init-groups`;
  const words = isSingleFile() ? '' : ` ${process.argv[1] ?? 'arpist'}`;
  return `sudo setpriv ${who} --inh-caps=+net_raw --ambient-caps=+net_raw ${program()}${words} …`;
}

/** The system refused a packet socket or something on it; says what is missing and how to give it. */
export function packetFault(operation: string, errno: number, interfaceName: string): SystemFault {
  const details = { operation, code: errnoName(errno), facts: { interface: interfaceName } };
  if (errno === EPERM || errno === EACCES) {
    return new SystemFault(
      'rights',
      'Sending and hearing ARP needs the capability CAP_NET_RAW, which this process does not have',
      {
        ...details,
        remedy: `run it with sudo, or give this one run the capability: ${asYourself()}`,
      },
    );
  }
  if (errno === ENODEV || errno === ENXIO) {
    return new SystemFault('interface', `The interface ${interfaceName} is gone`, {
      ...details,
      remedy: 'see what there is with: ip link',
    });
  }
  if (errno === ENETDOWN) return downFault(interfaceName, operation);
  if (errno === EAFNOSUPPORT) {
    return new SystemFault('unsupported', 'This kernel has no packet sockets (CONFIG_PACKET)', {
      ...details,
      remedy: 'load the module with: sudo modprobe af_packet',
    });
  }
  return new SystemFault(
    'interface',
    `${interfaceName} could not be opened: ${operation} failed with ${errnoName(errno)}`,
    {
      ...details,
      remedy: 'try again; if it stays, please report it with the output of: arpist --version; uname -a',
    },
  );
}

export function downFault(interfaceName: string, operation: string): SystemFault {
  return new SystemFault('interface', `The interface ${interfaceName} is down`, {
    operation,
    code: errnoName(ENETDOWN),
    facts: { interface: interfaceName },
    remedy: `bring it up with: sudo ip link set ${interfaceName} up`,
  });
}

/** lo, tunnels, IFF_NOARP, and hardware that is no Ethernet. */
export function noArpFault(facts: InterfaceFacts): SystemFault {
  const { name } = facts;
  const why = facts.loopback
    ? `${name} is the loopback interface: nobody else is on it`
    : facts.arp
      ? `${name} is no Ethernet interface (hardware type ${facts.hardware}), so there is no ARP on it`
      : `ARP is switched off on ${name} (NOARP)`;
  return new SystemFault('interface', why, {
    operation: 'open',
    facts: { interface: name, hardware: facts.hardware },
    remedy:
      facts.arp || facts.loopback
        ? 'choose another one; see what there is with: ip link'
        : `switch it on with: sudo ip link set ${name} arp on`,
  });
}
