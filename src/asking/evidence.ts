/** Whoever asks for little shall not send much more for evidence, and not for much longer than a second. */
const LEAST_EVIDENCE = 24;
const EVIDENCE = 288;
const MOST_EVIDENCE = 8192;

/**
 * Packets for evidence, at most, beside `size` questions: enough to look for another address of a MAC in a /24, and in
 * a large network for some hundred hosts with several MACs.
 */
export function evidenceFor(size: number, rate: number): number {
  const little = Math.max(LEAST_EVIDENCE, Math.min(EVIDENCE, rate));
  return Math.floor(Math.min(MOST_EVIDENCE, Math.max(little, size)));
}
