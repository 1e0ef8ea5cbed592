import type { BentFiles } from '../rule.ts';

export const CHANGE: BentFiles = {
  'change/touched.ts': [
    ['what leads nowhere is on no link of others', 'nexthops.length === 0 || nexthops', 'nexthops'],
  ],
  'change/merge.ts': [
    [
      'what others took away comes back',
      '...before.filter((key) => there.has(key) || !made.has(key)),',
      '...before,',
    ],
    ['what others added goes', '...now.filter((key) => !was.has(key) && !made.has(key)),', ''],
    ['a value that others set goes', 'return now === after ? before : now;', 'return before;'],
  ],
  'change/put-back.ts': [
    [
      'a link that was made stays',
      "touched.has(name) && !wanted.has(name) && kind === 'vlan'",
      'touched.has(name) && false',
    ],
    [
      'settings are not put back',
      'const whole = withValues(withItems(linked, goal), goal);',
      'const whole = withItems(linked, goal);',
    ],
    ['what was added to a group stays', 'for (const { entry } of is.slice(same)) gone.add(entry);', ''],
  ],
  'change/snapshot-state.ts': [
    [
      'what is on other links is kept, too',
      'link === null ? touched.wildcards : there.has(link);',
      'link !== null || touched.wildcards;',
    ],
  ],
  'change/again.ts': [
    [
      'a gateway that nothing leads to is named without saying that it is on the link',
      'isNear(host, link, via) && isFound(host, { table, link, via })',
      'isNear(host, link, via)',
    ],
    [
      'the main table leads to gateways whatever the rules',
      'leadsToMain(host.rules) ? [table, RT_TABLE_MAIN] : [table].filter(isOther)',
      '[table, RT_TABLE_MAIN]',
    ],
    ['a rule for some packets leads all', '!not && !(to ?? oif ?? mark)', '!not'],
    ['a rule for others hides the main table', ' && !isOfOthers(rule)', ''],
    ['what is no address of others is of others', '!not && ((from ?? iif)', '((from ?? iif)'],
  ],
  'change/fib.ts': [
    ['a wide route leads to a gateway', '      scopeNumber(scope) >= RT_SCOPE_LINK &&\n', ''],
  ],
  'change/entry-again.ts': [
    [
      'a learned entry comes back as static',
      "state: state === 'noarp' ? state : 'stale', ...more",
      '...more',
    ],
    ['a managed entry is asked for with its MAC', "if (flags.includes('managed') ||", 'if ('],
    [
      'what was learned comes back after it was removed',
      'return there && isByHand(there) ? entryAgain(there) : null;',
      'return there ? entryAgain(there) : null;',
    ],
  ],
  'change/own-file.ts': [
    [
      'what somebody wrote in since is replaced',
      "if (gone || there.text !== text) return { became: 'changed' };",
      "if (gone) return { became: 'changed' };",
    ],
    ['a file of somebody else is ours', "return isOurs(text) ? { text } : 'foreign';", 'return { text };'],
  ],
  'change/read-change.ts': [
    [
      'a change is read whatever its fields hold',
      '.every(([name, fits]) => fits(record[name]))',
      '.every(([name]) => name in record)',
    ],
  ],
  'linux/journal-intent.ts': [
    [
      'an old entry with states is undone by steps',
      "if (before !== undefined || (undo as readonly unknown[]).some(Array.isArray)) return 'state';",
      '',
    ],
    [
      'steps that are not understood are left out',
      '(one === null ? null : (readChange(one) ?? undefined))',
      '(one === null ? null : readChange(one))',
    ],
  ],
  'linux/journal-entries.ts': [
    ['the state before does not move on', '? { ...entry, outcome, before }', '? { ...entry, outcome }'],
  ],
  'linux/own-files.ts': [
    ['nothing is taken back', 'if (put === null) remove(path);', 'if (put === null) return became;'],
  ],
  'linux/system.ts': [
    [
      'the kernel forgets what others did',
      'const goal = mergeStates(was, asState(after), asState(now));',
      'const goal = was;\n      asState(after);\n      asState(now);',
    ],
  ],
  'linux/neighbour-changes.ts': [
    [
      'those alike have the MAC of the first',
      'writeMac(request.payload, MAC_AT, parseMac(change.mac)!);',
      'parseMac(change.mac);',
    ],
  ],
  'sim/paper-system.ts': [
    [
      'paper forgets what others did',
      'const goal = mergeStates(was, asState(made), asState(now));',
      'const goal = was;\n    asState(made);\n    asState(now);',
    ],
    [
      'paper takes what cannot be',
      'const code = refusalOf(this.host, change);',
      'const code = refusalOf(this.host, change) && null;',
    ],
  ],
  'sim/paper-history.ts': [
    [
      'a lock let go twice is taken from another one',
      'if (held) this.#locked = false;',
      'this.#locked = false;',
    ],
  ],
  'verbs/mend/apply-steps.ts': [
    ['nobody is waited for', 'journal.lock(true)', 'journal.lock()'],
    ['what was refused is not said', 'outcomes[at]!.code !== null', 'outcomes[at]!.code === undefined'],
  ],
  'verbs/mend/undo-steps.ts': [
    [
      'what was refused is undone',
      '.filter((_, at) => !refused.has(at))\n    .toReversed()',
      '.toReversed()',
    ],
    [
      'the first is undone first',
      '    .toReversed()\n    .filter((change) => change !== null)',
      '    .filter((change) => change !== null)',
    ],
    [
      'nobody looks whether it is so',
      'complete: missing.length === 0 && why.length === 0,',
      'complete: why.length === 0,',
    ],
  ],
};
