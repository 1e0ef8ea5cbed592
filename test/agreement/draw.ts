import { between, type Dice } from '../../src/base/dice.ts';

/** Throws of one pair of dice, in the words a drawing needs. */
export class Draw {
  readonly dice: Dice;

  constructor(dice: Dice) {
    this.dice = dice;
  }

  chance(of: number): boolean {
    return this.dice() < of;
  }

  number(low: number, high: number): number {
    return between(this.dice, low, high);
  }

  one<T>(from: readonly T[]): T {
    return from[Math.floor(this.dice() * from.length)]!;
  }

  many<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.number(0, most) }, make);
  }

  /** One of the names, as often as its weight says. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
    const entries = Object.entries(weights) as [Name, number][];
    let left = this.dice() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [name, weight] of entries) if ((left -= weight) < 0) return name;
    return entries.at(-1)![0];
  }
}
