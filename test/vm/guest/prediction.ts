import { foretell } from '../../live/foretold.ts';

const runs = Number(process.argv[2] ?? 40);
process.stdout.write(`${JSON.stringify(foretell({ runs, vlans: true }))}\n`);
