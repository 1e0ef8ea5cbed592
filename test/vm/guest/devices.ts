// Random hosts with VLANs, bonds, bridges, VRFs, macvlans and dummies: what the kernel does with frames against what the model says.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { seededDice } from '../../../src/base/dice.ts';
import { Draw } from '../../agreement/draw.ts';
import { drawDevices } from './draw-devices.ts';
import { judgeDevices } from './judge-devices.ts';

const { values } = parseArgs({
  options: {
    hosts: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});
const seed = Number(values.seed);
const inherited = { proxy_delay: 0, locktime: 0 };
for (const [name, value] of Object.entries(inherited))
  writeFileSync(`/proc/sys/net/ipv4/neigh/default/${name}`, String(value));

const found: object[] = [];
let frames = 0;
let asks = 0;
const numbers =
  values.only === undefined
    ? Array.from({ length: Number(values.hosts) }, (_, at) => at)
    : [Number(values.only)];
for (const at of numbers) {
  const draw = new Draw(seededDice((seed * 1_000_003 + at) >>> 0));
  const seen = judgeDevices(draw, drawDevices(draw));
  frames += seen.frames;
  asks += seen.asks;
  for (const why of seen.differences)
    found.push({
      seed,
      at,
      kinds: seen.kinds,
      why,
      ...(values.only === undefined ? {} : { built: seen.built }),
    });
}
process.stdout.write(`${JSON.stringify({ frames, asks, found })}\n`);
