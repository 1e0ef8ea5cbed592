// Random hosts with bridges, bonds, macvlans, ipvlans and VLAN links on one another, as far as this kernel has them.
import { parseArgs } from 'node:util';
import { seededDice } from '../../../src/base/dice.ts';
import { Draw } from '../../agreement/draw.ts';
import { drawStack } from '../../agreement/draw-stacks.ts';
import { tryEdge, unmetNeeds } from '../../agreement/edges.ts';

const { values } = parseArgs({
  options: {
    hosts: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});
const unmet = unmetNeeds();
const numbers =
  values.only === undefined
    ? Array.from({ length: Number(values.hosts) }, (_, at) => at)
    : [Number(values.only)];
let frames = 0;
let doubted = 0;
const found: object[] = [];
for (const at of numbers) {
  const draw = new Draw(seededDice((Number(values.seed) * 1_000_003 + at) >>> 0));
  const one = drawStack(draw, unmet);
  const tried = tryEdge(one);
  frames += tried.frames;
  doubted += tried.doubted;
  if (tried.differences.length > 0)
    found.push({ at, kinds: one.why, differences: tried.differences, build: one.build, frames: one.frames });
}
process.stdout.write(`${JSON.stringify({ frames, doubted, found })}\n`);
