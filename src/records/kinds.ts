import { ADDRESS } from './address.ts';
import { BINDING } from './binding.ts';
import { CENTRE_SENSOR } from './centre-sensor.ts';
import { CHECK, CLAIM } from './claim.ts';
import { DIFFERENCE } from './difference.ts';
import { DRIFT } from './drift.ts';
import { EXPLANATION } from './explanation.ts';
import { STATION } from './station-kind.ts';
import { EXPECTATION } from './expectation.ts';
import { FINDING } from './finding.ts';
import { FRAME } from './frame.ts';
import { GUARD } from './guard.ts';
import type { Kind } from './kind.ts';
import { JOURNAL_ENTRY, STEP } from './mend.ts';
import { NEIGHBOUR } from './neighbour.ts';
import { PERSIST_FILE } from './persist.ts';
import { PING } from './ping.ts';
import { PLAN } from './plan.ts';
import { PROOF } from './proof.ts';
import { PROXY } from './proxy.ts';
import { SIGHTING } from './sighting.ts';
import { TABLE_CHANGE } from './table-change.ts';
import { TABLE_EVENT } from './table-event.ts';
import { EPISODE } from './episode.ts';
import { KNOWN_STATION } from './known-station.ts';
import { AUDIT, STANDING } from './standing.ts';
import { LISTED } from './listed.ts';
import { TENURE } from './tenure.ts';
import { TOKEN } from './token.ts';
import { TIMER_CHANGE } from './timer-change.ts';
import { TIMER } from './timer.ts';
import { TABLE_CHECK } from './verify.ts';
import { VLAN } from './vlan.ts';
import { WATCH_EVENT } from './watch.ts';

/** Every kind of record that something lists. */
export const KINDS: readonly Kind<never>[] = [
  STATION,
  ADDRESS,
  CHECK,
  CLAIM,
  PING,
  FRAME,
  SIGHTING,
  DIFFERENCE,
  EXPECTATION,
  BINDING,
  FINDING,
  EXPLANATION,
  PLAN,
  DRIFT,
  STEP,
  JOURNAL_ENTRY,
  PERSIST_FILE,
  NEIGHBOUR,
  TABLE_CHECK,
  TABLE_CHANGE,
  TABLE_EVENT,
  TIMER,
  TIMER_CHANGE,
  GUARD,
  VLAN,
  PROOF,
  PROXY,
  TENURE,
  TOKEN,
  CENTRE_SENSOR,
  KNOWN_STATION,
  LISTED,
  EPISODE,
  STANDING,
  AUDIT,
  WATCH_EVENT,
];
