/**
 * The configuration of the system, as far as it decides what becomes of a file that arpist wrote. Paths are those the system itself
 * would use. Nothing is changed, and what cannot be read is as if it were not there.
 */
export interface ConfigFiles {
  /** The names in a folder, sorted by bytes; none when it is not there. */
  list(folder: string): readonly string[];
  /** The text of a file, as far as it is of use (1 MiB); empty for a link to /dev/null; null when it is not there. */
  read(path: string): string | null;
  isThere(path: string): boolean;
}
