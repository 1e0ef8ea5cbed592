import type { Clock } from '../ports/clock.ts';
import type { Host } from '../ports/host.ts';
import { macOf } from './addresses.ts';
import { openWorld } from './world.ts';

/** What the contract suites of Clock, Link and Host need of a body: an interface under test, and somebody at the far end. */
export interface ContractBody {
  readonly clock: Clock;
  readonly host: Host;
  /** Up, with the address 10.77.0.1/24. */
  readonly interfaceName: string;
  readonly farMac: number;
  /** Says one frame into the segment, from the far end. */
  say(bytes: Uint8Array): void;
  /** Frames that came to the far end, oldest first. */
  readonly heard: readonly Uint8Array[];
  /** `ip link set down` of the interface under test. */
  takeDown(): void;
  close(): void;
}

/** The paper body of the contract suites. */
export function openSimForContract(): ContractBody {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('contract');
  const mac = macOf('02:00:00:00:00:01');
  const farMac = macOf('02:00:00:00:00:02');
  const host = world.host({ name: 'eth0', mac, addresses: ['10.77.0.1/24'], segment, speed: 1000 });
  const far = segment.plug({ mac: farMac });
  const heard: Uint8Array[] = [];
  far.listen({ hear: (bytes) => heard.push(bytes) });
  return {
    clock: world.clock,
    host,
    interfaceName: 'eth0',
    farMac,
    say: (bytes) => void far.send(bytes.slice()),
    heard,
    takeDown: () => host.takeDown('eth0'),
    close: () => undefined,
  };
}
