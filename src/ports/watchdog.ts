/** Who takes a change back when nobody confirms it, whatever becomes of this process and its terminal. */
export interface Watchdog {
  /** It waits until nobody holds the lock any more, and then for the seconds the entry names. Throws SystemFault. */
  start(entry: string): void;
}
