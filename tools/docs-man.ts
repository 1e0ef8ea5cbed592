// man/: arpist.1, and a page for each command, made from what the commands say of themselves. In mdoc(7), which both mandoc and groff read.
import type { CommandWords } from '../src/terminal/args/line.ts';
import type { FlagWords } from '../src/terminal/args/flags.ts';
import { HELP } from '../src/terminal/args/help.ts';
import { TIME_RULE } from '../src/terminal/args/times.ts';
import { EXIT_MEANINGS } from '../src/cli/exit-codes.ts';
import { EXAMPLES } from '../src/cli/overview.ts';
import { wrap } from '../src/terminal/text/wrap.ts';
import type { Page } from './docs-kernel.ts';

/** A page is the same whenever it is made. */
const DATE = 'November 30, 2026';
/** Of the source of a page: escaped letters take more room. */
const NARROW = 66;
const WHAT = 'see, explain, prove and mend who answers for which IP address';

export function manPages(lines: readonly CommandWords[]): readonly Page[] {
  return [
    ['man/arpist.1', overviewPage(lines)],
    ...lines.map((line): Page => [`man/${pageName(line.name)}.1`, commandPage(line, lines)]),
  ];
}

/** `arpist-table-verify`, `arpist-ping-compat-habets`. */
function pageName(name: string): string {
  return `arpist-${name.replaceAll('--', '').replaceAll(' ', '-')}`;
}

function overviewPage(lines: readonly CommandWords[]): string {
  return page(
    'arpist',
    WHAT,
    section('SYNOPSIS', '.Nm', '.Ar COMMAND', '.Op Ar WORD\\ ...', '.Op Ar FLAG\\ ...'),
    section(
      'DESCRIPTION',
      ...paragraph('The ARP toolkit for Linux. Each command has a page of its own.'),
      '.Bl -tag -width Ds',
      ...lines.flatMap(({ name, line }) => [`.It Xr ${pageName(name)} 1`, ...paragraph(line)]),
      '.El',
      '.Pp',
      ...paragraph(`Every ${TIME_RULE}`),
    ),
    exitStatus(),
    examples(EXAMPLES),
    section('SEE ALSO', '.Xr arp 7 ,', '.Xr ip-neighbour 8'),
  );
}

function commandPage(line: CommandWords, all: readonly CommandWords[]): string {
  const flags: readonly FlagWords[] = [...Object.values(line.flags), HELP];
  const tools = [...new Set(flags.flatMap(({ habit = '' }) => habit))].filter((tool) => tool !== '');
  const near = all.filter(({ name }) => name !== line.name && name.split(' ')[0] === line.name.split(' ')[0]);
  const pages = ['arpist', ...near.map(({ name }) => pageName(name))];
  return page(
    pageName(line.name),
    line.line,
    section(
      'SYNOPSIS',
      `.Nm arpist ${escaped(line.name)}`,
      ...(line.words === '' ? [] : [`.Ar ${argument(line.words)}`]),
      '.Op Ar FLAG\\ ...',
    ),
    section('DESCRIPTION', ...paragraph(sentence(line.line)), ...(line.notes ?? []).flatMap(paragraphs)),
    section(
      'OPTIONS',
      ...flagList(flags.filter(({ habit }) => habit === undefined)),
      ...tools.flatMap((tool) => [
        '.Pp',
        ...paragraph(`Habits of ${tool}, with the same meaning:`),
        ...flagList(flags.filter(({ habit }) => habit === tool)),
      ]),
      ...(flags.some(({ time }) => time === 's') ? ['.Pp', ...paragraph(TIME_RULE)] : []),
    ),
    exitStatus(line.ends),
    examples(line.examples),
    section('SEE ALSO', ...pages.map((name, at) => `.Xr ${name} 1${at === pages.length - 1 ? '' : ' ,'}`)),
  );
}

function page(name: string, what: string, ...sections: readonly string[]): string {
  const head = [
    '.\\" Made by npm run docs from the command lines: change the source.',
    `.Dd ${DATE}`,
    `.Dt ${name.toUpperCase()} 1`,
    '.Os',
    '.Sh NAME',
    `.Nm ${escaped(name)}`,
    `.Nd ${escaped(what)}`,
  ].join('\n');
  return `${[head, ...sections].filter((one) => one !== '').join('\n')}\n`;
}

function section(title: string, ...lines: readonly string[]): string {
  return [`.Sh ${title}`, ...lines].join('\n');
}

function exitStatus(ends: CommandWords['ends'] = EXIT_MEANINGS): string {
  return section(
    'EXIT STATUS',
    ...(ends === EXIT_MEANINGS ? ['The same for every command.'] : ['Others are as in', '.Xr arpist 1 .']),
    '.Bl -tag -width Ds',
    ...Object.entries(ends).flatMap(([code, meaning]) => [`.It ${code}`, ...paragraph(meaning)]),
    '.El',
  );
}

function examples(told: CommandWords['examples']): string {
  if (told.length === 0) return '';
  const lines = told.flatMap(([command, what]) => [
    '.Pp',
    ...paragraph(sentence(what)),
    '.Dl ' + escaped(command),
  ]);
  return section('EXAMPLES', ...lines.slice(1));
}

function flagList(flags: readonly FlagWords[]): readonly string[] {
  return [
    '.Bl -tag -width Ds',
    ...flags.flatMap(({ names, value, help }) => [
      `.It ${names.map((name) => `Fl ${escaped(name.slice(1))}`).join(' , ')}${value === undefined ? '' : ` Ar ${argument(value)}`}`,
      ...paragraph(help),
    ]),
    '.El',
  ];
}

function paragraphs(note: string): readonly string[] {
  return note === '' ? [] : ['.Pp', ...paragraph(note)];
}

/** Each sentence on lines of its own, as mdoc wants it. */
function paragraph(text: string): readonly string[] {
  return text
    .split(/(?<=[^. ][.?!]\)?) +(?=[A-Z(])/)
    .flatMap((one) => wrap(one, NARROW))
    .map((one) => escaped(one).replace(/^(?=[.'])/, '\\&'));
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? '' : '.'}`;
}

/** An argument of a macro: its words stay one, and none is taken for a macro or for punctuation. */
function argument(text: string): string {
  return text
    .split(' ')
    .map((word) => `\\&${escaped(word).replaceAll('|', '|\\:')}`)
    .join('\\ ');
}

/** Letters that roff would take for its own; all others than ASCII by their number, for terminals of any kind. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('"', '\\(dq')
    .replaceAll('`', '\\(ga')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti')
    .replaceAll(
      /[^\x20-\x7e]/gu,
      (letter) => `\\[u${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`,
    );
}
