import type { SystemChange } from '../../../src/change/change.ts';
import { gatewayWay, subnetWay } from '../../../src/doctor/own-way.ts';
import { applied, withHost } from '../../live/mend-scene.ts';

/** Two links with a way out of their own, as the kernel routes by it before, between and after. */
const OWN = { eth1: '10.77.0.3', eth2: '10.77.0.4' } as const;
const PLACES = { near: '10.77.0.9', far: '198.51.100.1' } as const;
const told: Record<string, string>[] = [];

await withHost(async ({ host, hands }) => {
  const changes = Object.entries(OWN).flatMap(([link, source], at): readonly SystemChange[] => {
    const way = { table: 201 + at, link };
    return [
      subnetWay(way, { destination: '10.77.0.0/24', source }),
      gatewayWay(way, '10.77.0.254'),
      { do: 'add-rule', priority: 1001 + at, from: source, table: 201 + at },
    ];
  });
  await applied(hands, changes);
  const routes = (): Record<string, string> =>
    Object.fromEntries(
      Object.values(OWN).flatMap((source) =>
        Object.entries(PLACES).map(([name, to]) => {
          const words = host.run('ip', 'route', 'get', to, 'from', source);
          const via = / via (\S+)/.exec(words)?.[1] ?? 'itself';
          return [`${source} ${name}`, `${via} out of ${/ dev (\S+)/.exec(words)?.[1]}`];
        }),
      ),
    );
  told.push(routes());
  for (const link of Object.keys(OWN)) host.ip(`link set ${link} down`, `link set ${link} up`);
  told.push(routes());
});
process.stdout.write(`${JSON.stringify(told)}\n`);
