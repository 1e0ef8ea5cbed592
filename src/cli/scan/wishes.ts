import { UsageFault } from '../../base/fault.ts';
import type { ScanOptions } from '../../verbs/scan/options.ts';
import { DEFAULT_RATE } from '../../asking/pacer.ts';
import { shareOut } from '../../asking/targets/share-out.ts';
import { type AimContext, takeAim, takeExclusions } from '../targets.ts';
import { timeoutOf } from '../../terminal/args/times.ts';
import type { AskingValues, ScanningValues } from './flags.ts';
import type { NetworkHands } from '../hands.ts';
import type { CommandIo } from '../io.ts';
import type { Missing } from './missing.ts';
import { addressesOf } from '../names.ts';

/** What may be left out is what scan and find have beside. */
type Wishes = ScanningValues & Partial<AskingValues>;

/** From words and flags to what the scan verb takes. `notes` are for the person: what might surprise. */
export async function askingFor(
  words: readonly string[],
  values: Wishes,
  context: { readonly hands: Pick<NetworkHands, 'host'>; readonly io: CommandIo; readonly missing?: Missing },
): Promise<{ readonly options: ScanOptions; readonly notes: readonly string[] }> {
  const rate = rateOf(values);
  const all = context.hands.host.interfaces();
  const aiming: AimContext = {
    io: context.io,
    interfaces: all,
    lookUp: values.numeric === true ? null : addressesOf,
    ...(context.missing ? { missing: context.missing.tell } : {}),
  };
  const aim = await takeAim(words, aiming, values.file === undefined ? [] : [values.file]);
  const excluded = await takeExclusions(values.exclude, aiming);
  const named = [...values.interface, ...aim.interfaces.map(({ name }) => name)];
  const { shares, notes } = shareOut(all, {
    routing: context.hands.host.routing,
    named,
    ranges: aim.ranges,
    excluded,
    local: values.localnet === true || aim.interfaces.length > 0,
    tagged: values.vlan.length > 0,
  });
  const vlans = [...new Set(values.vlan)];
  const timeout = timeoutOf(values);
  return {
    options: {
      interfaces: shares.map((share) => ({ ...share, vlans })),
      rate,
      ...(values.tries === undefined ? {} : { tries: values.tries }),
      ...(values.evidence === undefined ? {} : { evidence: values.evidence }),
      ...(timeout === undefined ? {} : { patience: timeout }),
      capture: values.save !== undefined || values.pcap !== undefined,
      dryRun: values.dryRun === true,
    },
    notes,
  };
}

function rateOf(values: Wishes): number {
  const said = [
    values.fast ? '--fast' : '',
    values.rate === undefined ? '' : '--rate',
    values.bandwidth === undefined ? '' : '-B',
  ];
  const paces = said.filter(Boolean);
  if (paces.length > 1)
    throw new UsageFault('', `${paces.join(' and ')} contradict each other`, 'keep one of them');
  if (values.fast) return Number.POSITIVE_INFINITY;
  return values.rate ?? values.bandwidth ?? DEFAULT_RATE;
}
