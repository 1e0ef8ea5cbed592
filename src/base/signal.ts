/** The part of an AbortSignal that pure rooms use. */
export interface Signal {
  readonly aborted: boolean;
  addEventListener(kind: 'abort', heard: () => void): void;
  removeEventListener(kind: 'abort', heard: () => void): void;
}
