import { after } from '../change/after.ts';
import { commandOf } from '../change/change.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import type { Declaration } from './declaration.ts';
import { faultsOn } from './fits.ts';
import { type Plan, planFor } from './plan.ts';
import { readDeclaration } from './read.ts';

/** For tests: the declaration in a value. Throws RangeError when there is a fault in it. */
export function declared(value: unknown): Declaration {
  const read = readDeclaration(value, () => null);
  if (!read.ok) throw new RangeError(JSON.stringify(read.error));
  return read.value;
}

/** For tests: the plan of the declaration in a value. Throws RangeError when it does not fit the host. */
export function planned(value: unknown, host: HostSnapshot): Plan {
  const declaration = declared(value);
  const faults = faultsOn(declaration, host);
  if (faults.length > 0) throw new RangeError(JSON.stringify(faults));
  return planFor(declaration, host);
}

export function commands({ steps }: Plan): readonly string[] {
  return steps.map(({ change }) => commandOf(change));
}

/** The host a plan leads to. */
export function reached(host: HostSnapshot, { steps }: Plan): HostSnapshot {
  return after(
    host,
    steps.map(({ change }) => change),
  );
}
