/** What is about to be changed on this machine, and what brings each change back (null: nothing has to). */
export interface Intent {
  /** As the person typed it, without the program's name. */
  readonly command: string;
  readonly changes: readonly object[];
  /** One for each of `changes`. */
  readonly undo: readonly (object | null)[];
}

/** Where changes are written down before they are made. */
export interface Journal {
  /** On the disk when it returns. Throws SystemFault: then nothing may be changed. Returns the name of the entry. */
  begin(intent: Intent): string;
  /** `refused`: the places in `changes` of what was not made. Throws SystemFault. */
  end(name: string, refused: readonly number[]): void;
}
