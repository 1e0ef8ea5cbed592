import { lasts, type WrittenFile } from '../persist/survey.ts';

/** schema/persist-file.v1.json */
export function persistRecord(file: WrittenFile): Readonly<{ [name: string]: unknown }> {
  const { path, kind, from, unread, beaten, differs } = file;
  return { v: 1, type: 'persist-file', path, how: kind, from, lasts: lasts(file), unread, beaten, differs };
}
