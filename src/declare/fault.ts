/** What is wrong with a declaration, in one sentence, and what to write instead. */
export type DeclarationFault = {
  /** Of the file, from 1; null when it is about the file as a whole. */
  readonly line: number | null;
  readonly sentence: string;
  readonly remedy: string;
};

/** Where something stands in the file: `['route', 1, 'via']`. */
export type ValuePath = readonly (string | number)[];

/** The line of what stands at a path, or of the nearest thing around it; null for a value that has no file. */
export type LineOf = (path: ValuePath) => number | null;
