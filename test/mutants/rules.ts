import { type Rule, rulesOf } from './rule.ts';
import { ASKING } from './rules/asking.ts';

/** Every bent rule outside src/kernel, whose own stand in test/agreement/mutations.ts. */
export const RULES: readonly Rule[] = rulesOf({ ...ASKING });
