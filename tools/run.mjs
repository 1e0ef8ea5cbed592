// Runs a file of this repository on the Node that the private workspace brings (it strips types), whatever the machine has.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const brought = fileURLToPath(
  new URL(`../node_modules/node-linux-${process.arch}/bin/node`, import.meta.url),
);
const [major, minor] = process.versions.node.split('.').map(Number);
const ownIsEnough = major > 22 || (major === 22 && minor >= 18);
if (!existsSync(brought) && !ownIsEnough) {
  process.stderr.write(
    `Work on this repository needs Node 24, which npm could not install for ${process.platform}-${process.arch}: run 'npm ci' again, or install Node 24.\n`,
  );
  process.exit(3);
}
const runtime = existsSync(brought) ? brought : process.execPath;
const args = process.argv.slice(2);
// What arpist says to people follows the locale; the tests know its words in UTF-8.
if (args.includes('--test')) process.env.LC_ALL = 'C.UTF-8';
const child = spawn(runtime, args, { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143);
});
