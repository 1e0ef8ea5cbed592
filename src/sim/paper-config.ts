import type { ConfigFiles } from '../ports/config-files.ts';

/** A file system as a record: path and text. */
export function paperConfig(files: Readonly<Record<string, string>> = {}): ConfigFiles {
  const paths = Object.keys(files);
  return {
    list(folder) {
      const under = paths.filter((path) => path.startsWith(`${folder}/`));
      return [...new Set(under.map((path) => path.slice(folder.length + 1).split('/')[0]!))].toSorted();
    },
    read: (path) => files[path] ?? null,
    isThere: (path) => paths.some((one) => one === path || one.startsWith(`${path}/`)),
  };
}
