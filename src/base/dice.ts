/**
 * Randomness as a port: numbers in [0, 1), of 32 random bits or more each. Nobody may foretell those of a real machine: what
 * an answer must repeat is thrown with them. Math.random is no such source (xorshift128+, its state follows from a few throws).
 */
export type Dice = () => number;

/** The same throws for the same seed (splitmix32). Not for secrets. */
export function seededDice(seed: number): Dice {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    mixed ^= mixed >>> 15;
    return (mixed >>> 0) / 2 ** 32;
  };
}

/** `size` random bytes. */
export function randomBytes(dice: Dice, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 4) {
    const word = Math.floor(dice() * 2 ** 32);
    for (let nth = 0; nth < 4 && at + nth < size; nth++) bytes[at + nth] = word >>> (8 * nth);
  }
  return bytes;
}

/** A whole number from `low` to `high`, both included. */
export function between(dice: Dice, low: number, high: number): number {
  return low + Math.floor(dice() * (high - low + 1));
}
