import type { BentFiles } from '../rule.ts';

export const LISTING: BentFiles = {
  'cli/listing/listing.ts': [
    [
      'one condition is enough',
      'if (!this.#where.every(({ fits }) => fits(row))) return false;',
      'if (!this.#where.some(({ fits }) => fits(row)) && this.#where.length > 0) return false;',
    ],
    [
      'of a whole list one condition is enough',
      '(row) => this.#where.every(({ fits }) => fits(row))',
      '(row) => this.#where.length === 0 || this.#where.some(({ fits }) => fits(row))',
    ],
    ['what fits is not counted', '    this.count++;\n', ''],
    ['of a whole list nothing is counted', 'this.count += shown.length;', ''],
    [
      'a table stands in a pipe',
      'people.table && this.forPeople && this.#isTerminal',
      'people.table && this.forPeople',
    ],
    [
      'a table stands for programs',
      'people.table && this.forPeople && this.#isTerminal',
      'people.table && this.#isTerminal',
    ],
    ['a dumb terminal is one', "stdout.isTTY && env['TERM'] !== 'dumb'", 'stdout.isTTY'],
    ['a whole list keeps its order', 'sort ? fitting.toSorted(sort) : fitting', 'fitting'],
    ['a sorted list is told as it comes', 'if (this.#values.sort) this.#held', 'if (false) this.#held'],
    ['what was held is told as it came', 'if (sort) this.#held.sort((a, b) => sort(a.row, b.row));', ''],
    ['what was held is told twice', 'this.#held.splice(0)', 'this.#held'],
    [
      'a list without rows has no head',
      'this.#write(row, people);\n    this.#begin();',
      'this.#write(row, people);',
    ],
    [
      'a whole list without rows has no head',
      'this.#write(row, people.line);\n    this.#begin();',
      'this.#write(row, people.line);',
    ],
    ['each row has a head', "    this.#head = '';\n  }\n}", '  }\n}'],
    ['a summary stands among rows for people', 'if (this.#values.json) this.#out', 'this.#out'],
    ['two forms at once', 'if (forms.length > 1)\n', 'if (false)\n'],
    ['two forms are one too few', 'if (forms.length > 1)\n', 'if (forms.length > 2)\n'],
  ],
};
