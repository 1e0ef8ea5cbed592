import { printable } from '../base/printable.ts';
import { OWN_MARK } from '../change/own-file.ts';

/** What every file begins with; `file` is the declaration. */
export function headerLines(file: string, more: readonly string[] = []): readonly string[] {
  return [
    `# ${OWN_MARK} from ${printable(file)}; changes here are lost when it is applied again.`,
    `# Take it away with: arpist undo`,
    ...more.map((line) => `# ${line}`),
    '',
  ];
}

/** `router` of `/etc/arpist/router.toml`: part of the names of files. */
export function baseName(file: string): string {
  const last = file.split('/').at(-1) ?? '';
  const base = last.replace(/\.toml$/, '').replaceAll(/[^\w.-]/g, '-');
  return base === '' || base === '-' ? 'stdin' : base;
}
