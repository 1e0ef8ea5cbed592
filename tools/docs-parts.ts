// Parts of pages that people write: between two marks stands what is made from the source.
import { readFileSync } from 'node:fs';
import { EXIT_MEANINGS } from '../src/cli/exit-codes.ts';
import { configTables } from '../src/daemon/config-text.ts';
import { COMMAND_LINES } from './docs-commands.ts';
import type { Page } from './docs-kernel.ts';
import { allSchemas, recordFields, typeOf } from './docs-records.ts';

/** `<!-- made: exit-codes -->` … `<!-- end -->` */
const PART = /(<!-- made: ([a-z-]+) -->\n)[\s\S]*?(\n?<!-- end -->)/g;
const PAGES = [
  'README.md',
  'docs/library.md',
  'docs/records.md',
  'docs/exit-codes.md',
  'docs/service/configuration.md',
];

const PARTS: Readonly<Record<string, () => string>> = {
  'exit-codes': exitCodes,
  'exit-codes-commands': exitCodesOfCommands,
  records: recordTypes,
  'records-why': recordsWhy,
  'records-fields': recordFields,
  commands: commandTable,
  'service-configuration': configTables,
  ...Object.fromEntries(
    ['scan', 'apply', 'wire', 'kernel', 'capture', 'testing'].map((name) => [
      `example-${name}`,
      () => example(name),
    ]),
  ),
};

export function partPages(textOf: (path: string) => string | null): readonly Page[] {
  return PAGES.map((path) => {
    const text = textOf(path) ?? '';
    const made = text.replaceAll(PART, (_, begin: string, name: string, end: string) => {
      const part = PARTS[name];
      if (!part)
        throw new Error(`${path}: nothing makes '${name}' (there are ${Object.keys(PARTS).join(', ')})`);
      return `${begin}${part()}\n${end.trimStart()}`;
    });
    return [path, made];
  });
}

/** What is to be said beside the meaning that --help has. */
const MORE: Readonly<Record<number, string>> = {
  2: 'nothing was sent',
  3: 'a missing capability or permission, an interface that is not there or down',
  4: 'two hosts use one address, or somebody uses ours',
  5: 'a name in a list did not resolve; several MACs answer, and nothing says whether they are one host (4 when there is a conflict beside it). What was found is printed',
};

function exitCodes(): string {
  const rows = Object.entries(EXIT_MEANINGS).map(([code, meaning]) => {
    const more = MORE[Number(code)];
    return `| ${code} | ${meaning}${more === undefined ? '' : `; ${more}`} |`;
  });
  return ['| code | meaning |', '|---|---|', ...rows].join('\n');
}

function exitCodesOfCommands(): string {
  const rows = COMMAND_LINES.flatMap(({ name, ends }) =>
    Object.entries(ends).map(
      ([code, meaning], at) =>
        `| ${at === 0 ? `\`${name}\`` : ''} | ${code} | ${meaning.replaceAll('|', '\\|')} |`,
    ),
  );
  return ['| command | code | meaning |', '|---|---|---|', ...rows].join('\n');
}

/** Those of records; `why` is said twice: for programs and for people. */
function recordSchemas() {
  return allSchemas().flatMap((named) => {
    const type = typeOf(named);
    if (type === undefined) return [];
    const { title = '', description = '', properties } = named.schema;
    return [{ file: named.file, type, title, description, why: [properties?.['why']?.type].flat()[0] }];
  });
}

function recordTypes(): string {
  const rows = recordSchemas().map(({ file, type, title, description }) => {
    const when = description.replace(/ Within v 1.*$/s, '').replace(/\.$/, '');
    return `| [\`${type}\`](#${type}) | ${title} | ${when} | \`schema/${file}\` |`;
  });
  return ['| type | what | where | schema |', '|---|---|---|---|', ...rows]
    .join('\n')
    .replaceAll(
      /(arpist table )(\S*\|\S*)/g,
      (_, head: string, words: string) => `${head}${words.replaceAll('|', '\\|')}`,
    );
}

function recordsWhy(): string {
  const named = (kind: string): string =>
    recordSchemas()
      .filter(({ why }) => why === kind)
      .map(({ type }) => `\`${type}\``)
      .join(', ');
  return `\`why\` is a list of \`{code, text}\` in ${named('array')}; codes are for programs and stay, texts are for people and may become better. In ${named('string')} it is a sentence for people.`;
}

function commandTable(): string {
  const rows = COMMAND_LINES.map(({ name, words, line }) => {
    const usage = `arpist ${name}${words === '' ? '' : ` ${words}`}`.replaceAll('|', '\\|');
    return `| \`${usage}\` | ${line} |`;
  });
  return ['| command | what it does |', '|---|---|', ...rows].join('\n');
}

/** A program of examples/, whole: the tests run it as its user does. */
function example(name: string): string {
  const text = readFileSync(new URL(`../examples/${name}.ts`, import.meta.url), 'utf8');
  return `\`\`\`ts\n${text.trimEnd()}\n\`\`\``;
}
