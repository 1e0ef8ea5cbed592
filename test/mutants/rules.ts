import { type Rule, rulesOf } from './rule.ts';
import { ANNOUNCE } from './rules/announce.ts';
import { ASKING } from './rules/asking.ts';
import { CHANGE } from './rules/change.ts';
import { GUARD } from './rules/guard.ts';
import { CLAIM } from './rules/claim.ts';
import { DECLARE } from './rules/declare.ts';
import { DOCTOR } from './rules/doctor.ts';
import { HOUSE } from './rules/house.ts';
import { HEARD } from './rules/heard.ts';
import { INVENTORY } from './rules/inventory.ts';
import { KNOWN } from './rules/known.ts';
import { LISTING } from './rules/listing.ts';
import { MEND } from './rules/mend.ts';
import { MOVE } from './rules/move.ts';
import { NETLINK } from './rules/netlink.ts';
import { PERSIST } from './rules/persist.ts';
import { PING } from './rules/ping.ts';
import { PROXY } from './rules/proxy.ts';
import { RECORDS } from './rules/records.ts';
import { SCAN } from './rules/scan.ts';
import { TABLE } from './rules/table.ts';
import { TERMINAL } from './rules/terminal.ts';
import { WATCH } from './rules/watch.ts';

/** Every bent rule outside src/kernel, whose own stand in test/agreement/mutations.ts. */
export const RULES: readonly Rule[] = [
  ANNOUNCE,
  ASKING,
  CHANGE,
  GUARD,
  CLAIM,
  DECLARE,
  DOCTOR,
  HOUSE,
  HEARD,
  INVENTORY,
  KNOWN,
  LISTING,
  MEND,
  MOVE,
  NETLINK,
  PERSIST,
  PING,
  PROXY,
  RECORDS,
  SCAN,
  TABLE,
  TERMINAL,
  WATCH,
].flatMap(rulesOf);
