// What README shows of a router on a trunk, typed here: prints the lines of each command.
import { openLab } from '../../../src/linux/lab.ts';
import { play } from '../../readme/play.ts';
import { tomlUnder } from '../../readme/shown.ts';
import { build, pings } from './router-stage.ts';

const [title = ''] = process.argv.slice(2);
const lab = openLab();
const stage = build(lab);
const printed = await play(title, {
  hosts: { '': stage.router },
  files: { 'router.toml': tomlUnder(title) },
  // Something has gone through when the counters are looked at.
  before: { 2: () => void pings(stage) },
  close: () => lab.close(),
});
process.stdout.write(`${JSON.stringify(printed)}\n`);
