/** Whether the program and its Node are one file (a single executable application of Node). */
export function isSingleFile(): boolean {
  const sea = process.getBuiltinModule('node:sea');
  return sea.isSea();
}

/** What stands before the words of a command line that starts this program again. */
export function startWords(): readonly string[] {
  return isSingleFile() ? [] : [...process.execArgv, process.argv[1] ?? ''];
}
