import { UsageFault } from '../base/fault.ts';
import type { Declaration } from '../declare/declaration.ts';
import type { PlanStep } from '../declare/draft.ts';
import type { DeclarationFault } from '../declare/fault.ts';
import { faultsOn } from '../declare/fits.ts';
import { sessionsOf } from '../declare/logins.ts';
import { type Plan, planFor } from '../declare/plan.ts';
import { readDeclaration } from '../declare/read.ts';
import { withRealNames } from '../declare/real-names.ts';
import { isUnchanged } from '../change/unchanged.ts';
import { asConsent, type Consent } from '../doctor/consent.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import { apply as applyVerb, type ApplyEvent, type ApplyReport } from '../verbs/mend/apply.ts';
import { hinders } from '../verbs/mend/hinders.ts';
import { asAgreed, objectionTo } from '../verbs/mend/offer.ts';
import { undo as undoVerb, type UndoReport } from '../verbs/mend/undo.ts';
import type { Mender } from './machine.ts';
import { type Told, told, type Wished } from './told.ts';

/**
 * How a host should be, as the value of the file that `arpist apply` takes, in the same words: `{ flux: { interfaces: ['eth0',
 * 'eth1'] } }`, `{ vip: { role: 'real-server', addresses: ['10.0.0.50'] } }`, `{ address: [{ local: '10.0.0.7/24', link: 'eth0' }] }`.
 */
export type Declared = Readonly<Record<string, unknown>>;

/** What a person would say before a plan is carried out. Silence is no consent. */
export interface ApplyConsent extends Wished {
  /** The plan that was agreed to: on a host where it would be another one by now, nothing is done. */
  readonly agreed?: Plan | undefined;
  /** Addresses that may end with nobody answering for them: `'10.0.0.1'`, or `'10.0.0.1@eth0'` for one interface alone. */
  readonly silence?: readonly string[] | undefined;
  /** It may cut a connection that somebody came by. */
  readonly mayCut?: boolean | undefined;
  /** What the journal calls it; left out: `a program`. */
  readonly command?: string | undefined;
}

/**
 * The fewest changes that make this host as declared, each with why and what undoes it; who answers then; what to think of.
 * Changes nothing, and needs no rights. Throws UsageFault for a declaration that cannot be used here, SystemFault.
 */
export function plan(machine: Mender, declared: Declared): Plan {
  const host = machine.system.snapshot();
  return planFor(fitting(read(declared), host), host, sessionsOf(loginsOf(machine)));
}

/**
 * Makes this host as declared, so that `undo` (or `arpist undo`) takes it back: written down first, each step looked at before it
 * is made, and all taken back when one cannot be. Refused (UsageFault) is a plan that would leave an address to nobody, or cut a
 * connection, unless you say so. It ends with the next start of the machine. Throws SystemFault (rights, busy, changed meanwhile)
 * before the first change; later nothing throws.
 */
export async function* apply(
  machine: Mender,
  declared: Declared,
  consent: ApplyConsent = {},
): Told<ApplyEvent<PlanStep>, ApplyReport<PlanStep>> {
  const { agreed, silence = [], mayCut = false, command = 'a program', signal } = consent;
  const consents = silence.map(consentFrom);
  const written = read(declared);
  const sessions = sessionsOf(loginsOf(machine));
  const host = machine.system.snapshot();
  const planOn = (now: HostSnapshot): Plan => planFor(fitting(written, now), now, sessions);
  const first = planOn(host);
  const offered = agreed ?? first;
  if (agreed) asAgreed(agreed, first, REMEDY);
  const objection = objectionTo(offered, { yes: mayCut, confirm: undefined, silence: consents });
  if (objection)
    throw new UsageFault(
      'consent',
      objection.sentence,
      'change the declaration, or consent: silence names each address that may fall silent, mayCut lets connections go',
    );
  const run = applyVerb(
    machine,
    {
      command,
      hinders,
      plan: (now) => (isUnchanged(host, now) ? first.steps : asAgreed(offered, planOn(now), REMEDY)),
    },
    signal,
  );
  return yield* told([], run);
}

const REMEDY = 'make the plan again, and agree to that';

/** Takes the last change back, or that of a name: of `apply`, `move` and the table. Throws UsageFault, SystemFault. */
export function undo(machine: Mender, name?: string): UndoReport {
  return undoVerb(machine, name ?? null);
}

function loginsOf(machine: Mender): Parameters<typeof sessionsOf>[0] {
  return machine.logins?.() ?? { inherited: [], connections: [] };
}

function read(declared: Declared): Declaration {
  const result = readDeclaration(declared, () => null);
  if (result.ok) return result.value;
  throw faultFrom(result.error);
}

function fitting(written: Declaration, host: HostSnapshot): Declaration {
  const declaration = withRealNames(written, host);
  const faults = faultsOn(declaration, host);
  if (faults.length > 0) throw faultFrom(faults);
  return declaration;
}

function faultFrom([first, ...others]: readonly DeclarationFault[]): UsageFault {
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return new UsageFault('declared', first!.sentence, `${first!.remedy}${more}`);
}

function consentFrom(word: string): Consent {
  const consent = asConsent(word);
  if (consent) return consent;
  throw new UsageFault(
    'silence',
    `'${word}' names no address that may fall silent`,
    "write it as the plan's `silences` have it: '10.0.0.1', or '10.0.0.1@eth0' for one interface alone",
  );
}
