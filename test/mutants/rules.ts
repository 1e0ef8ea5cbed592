import { type Rule, rulesOf } from './rule.ts';
import { ASKING } from './rules/asking.ts';
import { CHANGE } from './rules/change.ts';
import { DECLARE } from './rules/declare.ts';
import { DOCTOR } from './rules/doctor.ts';
import { NETLINK } from './rules/netlink.ts';
import { TABLE } from './rules/table.ts';

/** Every bent rule outside src/kernel, whose own stand in test/agreement/mutations.ts. */
export const RULES: readonly Rule[] = [ASKING, CHANGE, DECLARE, DOCTOR, NETLINK, TABLE].flatMap(rulesOf);
