import { lasts, type WrittenFile } from '../persist/survey.ts';
import { recordKind } from './kind.ts';

/** schema/persist-file.v1.json */
export function persistRecord(file: WrittenFile): Readonly<{ [name: string]: unknown }> {
  const { path, kind, from, unread, beaten, differs } = file;
  return { v: 1, type: 'persist-file', path, how: kind, from, lasts: lasts(file), unread, beaten, differs };
}

export const PERSIST_FILE = recordKind(['persist-file'], {
  path: 'text',
  how: 'text',
  from: 'text',
  lasts: 'flag',
  unread: 'text',
  beaten: 'text',
  differs: 'text',
});
