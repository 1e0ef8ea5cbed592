// The pages about what arpist doctor finds, made from src/doctor/findings.ts: docs/findings/.
import type { BEYOND_ONE_HOST } from '../src/doctor/checks.ts';
import { pageOf } from '../src/doctor/finding.ts';
import { SEVERITIES, type Severity } from '../src/doctor/severity.ts';
import { FINDING_KINDS, type FindingKind, type FindingPage, FINDINGS } from '../src/doctor/findings.ts';
import type { Page } from './docs-kernel.ts';

const MADE =
  '<!-- Made by tools/docs.ts from src/doctor/findings.ts: change the source, then run `npm run docs`. -->';

const SEVERITY_WORDS: Readonly<Record<Severity, string>> = {
  conflict: 'two owners of one address; exit code 4',
  fault: 'something does not work, or not as it was meant; exit code 1',
  risk: 'it works, but for how long; exit code 1',
  note: 'worth knowing; alone it leaves a host healthy, exit code 0',
};

/** Kinds that take more than `arpist doctor` alone. */
const NEEDS: Readonly<Record<(typeof BEYOND_ONE_HOST)[number], string>> = {
  'duplicate-address': '`--probe`, or the snapshots of both machines with `--hosts`',
  'vip-contested': '`--probe`, or the snapshots of all machines with `--hosts`',
  'vip-unanswered': '`--probe`, or the snapshots of all machines with `--hosts`',
  'gateway-silent': '`--probe`',
  'gateway-contested': '`--probe`',
  'wire-differs': '`--probe`',
};

export function findingPages(): readonly Page[] {
  return [
    ['docs/findings/README.md', indexPage()],
    ...FINDING_KINDS.map((kind): Page => [pageOf(kind), findingPage(kind)]),
  ];
}

function document(...parts: readonly string[]): string {
  return `${[MADE, ...parts].join('\n\n')}\n`;
}

function indexPage(): string {
  const sections = SEVERITIES.flatMap((severity) => [
    `## ${severity}`,
    `${capital(SEVERITY_WORDS[severity])}.`,
    FINDING_KINDS.filter((kind) => FINDINGS[kind].severity === severity)
      .map((kind) => `- [${kind}](${kind}.md): ${FINDINGS[kind].title}`)
      .join('\n'),
  ]);
  return document(
    '# Findings',
    'What `arpist doctor` looks for, by the severity it usually has; a case may be milder or worse than its kind. Findings are computed by the model of the kernel, not guessed from settings, and nothing is changed.',
    ...sections,
  );
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function findingPage(kind: FindingKind): string {
  const page: FindingPage = FINDINGS[kind];
  const needs = (NEEDS as Readonly<Record<string, string>>)[kind];
  return document(
    `# ${kind}`,
    `**${page.title}**`,
    `Usually a ${page.severity}: ${SEVERITY_WORDS[page.severity]}.`,
    `## What happens\n\n${page.meaning}`,
    `## How it is known\n\n${page.known}${needs ? ` Needs ${needs}.` : ''}`,
    `## What mends it\n\n${page.remedy}\n\nWhere the changes can be computed, \`arpist doctor\` shows them as commands, and \`--json\` as data.`,
    `## Source\n\n\`${page.source}\`. [All findings](README.md).`,
  );
}
