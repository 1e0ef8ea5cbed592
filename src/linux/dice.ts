import { randomFillSync } from 'node:crypto';
import type { Dice } from '../base/dice.ts';

const POOL = 1024;

/** Throws of 32 bits from the system's generator, which nobody can foretell. */
export function openDice(): Dice {
  const pool = new Uint32Array(POOL);
  let left = 0;
  return () => {
    if (left === 0) {
      randomFillSync(pool);
      left = POOL;
    }
    return pool[--left]! / 2 ** 32;
  };
}
