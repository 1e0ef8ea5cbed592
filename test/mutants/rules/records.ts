import type { BentFiles } from '../rule.ts';

export const RECORDS: BentFiles = {
  'records/sort.ts': [
    [
      'what is unknown comes first',
      'Number(x === null) - Number(y === null)',
      'Number(y === null) - Number(x === null)',
    ],
    ['capitals come first', 'compareTexts(a.toLowerCase(), b.toLowerCase())', 'compareTexts(a, b)'],
    ['equals are in no order', 'order(a, b) || byAddress(a, b)', 'order(a, b)'],
    ['only the first field counts', 'if (found !== 0) return found;', 'return found;'],
  ],
  'records/where.ts': [
    [
      'or binds more than and',
      'anyOf.some((all) => all.every((test) => test(row)))',
      'anyOf.every((all) => all.some((test) => test(row)))',
    ],
    ['a word in quotes separates', 'if (character === \'"\' || character === "\'") quote = character;', ''],
    [
      'what is not there is less',
      "typeof found === 'number' ? test(found, wanted) : operator === '!='",
      'test(Number(found), wanted)',
    ],
    [
      'what is not there is not unlike',
      "test(found, wanted) : operator === '!='",
      'test(found, wanted) : false',
    ],
    ['not unlike is like', "text.includes(wanted) === (operator === '~')", 'text.includes(wanted)'],
    [
      'a MAC that differs is like',
      "(field.value(row) === mac) === (operator === '=')",
      'field.value(row) === mac',
    ],
    ['an address that differs is like', "set.has(ip)) === (operator === '=')", 'set.has(ip))'],
    ['a verdict may be judged at once', '/^(verdict|why|macs)/i', '/^(verdict|why)/i'],
    ['a flag that is not is', "flagValue(value, where) === (operator === '=')", 'flagValue(value, where)'],
    ['up to is below', "'<=': (a, b) => a <= b", "'<=': (a, b) => a < b"],
    ['from is above', "'>=': (a, b) => a >= b", "'>=': (a, b) => a > b"],
    [
      'a time has the unit of the field only',
      'time === undefined ? undefined : parseMillis(value, time)',
      'undefined',
    ],
  ],
  'records/csv.ts': [
    ['a formula behind a comma is run', '/(^|[;,])(\\s*)', '/(^)(\\s*)'],
    ['a formula behind spaces is run', '(\\s*)(?=', '()(?='],
    ['a quote ends the cell', "tame.replaceAll('\"', '\"\"')", 'tame'],
    ['a negative number is a formula', '/^-?\\d+', '/^\\d+'],
    ['a semicolon separates nothing', '/["\',;]/', '/["\',]/'],
  ],
  'records/neighbour.ts': [
    [
      'a published entry has a state',
      'state: entry.published ? null : entry.state,\n    published',
      'state: entry.state,\n    published',
    ],
    [
      'of two like rows the vendor is the same',
      'this.#row === undefined || vendor !== this.#vendor || ',
      'this.#row === undefined || ',
    ],
    ['of two like rows the flags are the same', '    a.flags === b.flags &&\n', ''],
    ['of two like rows the link is the same', '    a.link === b.link &&\n', ''],
    ['of two like rows both are local', '    isLocal(a) === isLocal(b) &&\n', ''],
    ['of two like rows both are groups', ' &&\n    isMulticast(a) === isMulticast(b)', ''],
    [
      'ages are those of the row before',
      'a.confirmed === b.confirmed && a.used === b.used && a.updated === b.updated',
      'a.confirmed === b.confirmed && a.used === b.used',
    ],
    [
      'a published entry comes first',
      'Number(a.published) - Number(b.published)',
      'Number(b.published) - Number(a.published)',
    ],
    ['a quote in a name ends the text', 'PLAIN.test(text) ? `"${text}"` : jsonText(text)', '`"${text}"`'],
    ['an age is in milliseconds', 'entry.ages[of] / 1000', 'entry.ages[of]'],
  ],
  'records/format.ts': [
    [
      'a width aligns left',
      'width < 0 ? text.padEnd(-width) : text.padStart(width)',
      'width < 0 ? text.padEnd(-width) : text.padEnd(width)',
    ],
    ['what is not closed is text', "else if (whole === '${') throw", 'else if (false) throw'],
    ['bytes of a name reach the terminal', 'printable(field.text(row))', 'field.text(row)'],
  ],
  'records/finding.ts': [
    [
      'a note makes a host ill',
      "findings.every(({ severity }) => severity === 'note')",
      'findings.length === 0',
    ],
    ['an interrupted look is healthy', 'isHealthy(findings) && !about.interrupted', 'isHealthy(findings)'],
  ],
  'records/claim.ts': [
    ['what is proxied is free', "free: result.state === 'free',", 'free: result.by.length === 0,'],
  ],
  'records/mend.ts': [
    ['what is undone in part is undone', "complete ? 'undone' : 'partial'", "'undone'"],
    ['the first step is step 0', 'step: at + 1,', 'step: at,'],
    ['what was lost is left out', '[...files.unwritten, ...lost]', 'files.unwritten'],
  ],
  'records/proxy.ts': [
    ['who stepped back left it alone', "event.steppedBack ? 'stepped-back' : 'left-alone'", "'left-alone'"],
    ['what is ours is told by our own word', "standing === 'ours' ? 'answered' : standing", 'standing'],
  ],
  'records/table-event.ts': [
    ['a published entry had a state before', 'entry.published ? null : entry.state', 'entry.state'],
  ],
};
