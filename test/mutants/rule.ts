/** One rule of the code dropped or bent: the text that says it, and what stands in its place. */
export interface Rule {
  /** What the rule is, as a sentence of what the bent code does. */
  readonly name: string;
  /** Under src/. */
  readonly file: string;
  /** Stands there exactly once: a rule that is gone is an error of the list. */
  readonly find: string;
  readonly put: string;
  /** Why no test can tell the bent code from the whole one; with it, the rule may get away. */
  readonly same?: string;
}

/** By file under src/: name, what stands there, what is put in its place, and why nothing can tell the two apart. */
export type BentFiles = Readonly<
  Record<string, readonly (readonly [name: string, find: string, put: string, same?: string])[]>
>;

export function rulesOf(bent: BentFiles): readonly Rule[] {
  return Object.entries(bent).flatMap(([file, rules]) =>
    rules.map(([name, find, put, same]) => ({
      name,
      file,
      find,
      put,
      ...(same === undefined ? {} : { same }),
    })),
  );
}
