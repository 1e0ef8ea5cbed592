// The cases of what stands between a cable and an IP stack, as far as this kernel has what they need.
import { edgeCases, judgeEdge, unmetNeeds } from '../../agreement/edges.ts';

const unmet = unmetNeeds();
const ran: string[] = [];
const found: object[] = [];
for (const { name, one } of edgeCases()) {
  if (one.needs?.some((need) => unmet.has(need))) continue;
  ran.push(name);
  const differences = judgeEdge(one);
  if (differences.length > 0) found.push({ name, why: one.why, differences });
}
process.stdout.write(`${JSON.stringify({ ran, found })}\n`);
