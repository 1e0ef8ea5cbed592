import { UsageFault } from '../../base/fault.ts';
import { formatIpv4, parseIpv4 } from '../../base/ipv4.ts';
import { isMeantAsIpv6, whyNoIpv4 } from '../../base/ipv6.ts';
import { TargetSet } from '../../base/target-set.ts';
import { refuseImpossible } from '../../verbs/announce/refusals.ts';
import { homeForMove } from '../../verbs/move/home.ts';
import type { MoveOptions } from '../../verbs/move/options.ts';
import { type AnnouncingContext, peersFor, tellingFor } from './wishes.ts';
import type { MoveValues } from './move-flags.ts';

const REMEDY = 'write 10.0.0.50, or 10.0.0.50/24';

/** The words and flags of move as the verb takes them, and what might surprise. Throws UsageFault, SystemFault. */
export async function movingFor(
  word: string,
  values: MoveValues,
  context: AnnouncingContext & { readonly command: string },
): Promise<{ readonly options: MoveOptions; readonly notes: readonly string[] }> {
  const [text = '', length, ...more] = word.split('/');
  const address = parseIpv4(text);
  if (address === undefined || more.length > 0)
    throw new UsageFault(
      word,
      isMeantAsIpv6(word) ? whyNoIpv4(word) : `'${word}' is not one address`,
      REMEDY,
    );
  const wanted = length === undefined ? null : /^\d{1,2}$/.test(length) ? Number(length) : 33;
  if (wanted !== null && wanted > 32)
    throw new UsageFault(word, `${word}: there is no prefix length ${length}`, 'write /0 to /32');
  const range = { first: address, last: address };
  refuseImpossible([range]);
  const { facts, prefixLength, isNear } = homeForMove(
    { address, wanted, where: word },
    values.interface,
    context,
  );
  if (values.noVerify && values.via.length > 0)
    throw new UsageFault('', '--via is what proves it, and --no-verify says not to', 'keep one of them');
  const addresses = TargetSet.of([range]);
  const { via, notes } = await peersFor(values, { ...context, facts, addresses, vlan: null });
  const options = {
    ...tellingFor({ ...values, vlan: undefined }),
    command: context.command,
    facts,
    address,
    prefixLength,
    via: via.filter(({ ip }) => ip !== address),
    wait: values.wait ?? 0,
    keep: values.keep,
  };
  return {
    options,
    notes:
      isNear || wanted !== null
        ? notes
        : [...notes, `${formatIpv4(address)} is in no subnet of ${facts.name}; it is added as /32`],
  };
}
