/** Who takes a change back when nobody confirms it, whatever becomes of this process and its terminal. */
export interface Watchdog {
  /**
   * It waits until nobody holds the lock any more, and then for the seconds the entry names, or until somebody confirmed
   * or undid it. Throws SystemFault.
   */
  start(entry: string): Watching;
}

export interface Watching {
  /** It is gone, however: then nobody takes the change back but whoever asks this. */
  ended(): boolean;
}
