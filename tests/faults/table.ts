import { crowds } from './rows/crowds.ts';
import { disks } from './rows/disks.ts';
import { elsewhere } from './rows/elsewhere.ts';
import { lines } from './rows/lines.ts';
import { losses } from './rows/losses.ts';
import { processes } from './rows/processes.ts';
import { redis } from './rows/redis.ts';
import type { Injected, Row } from './rows/row.ts';
import { topologies } from './rows/topologies.ts';

/** Every fault that the service is put to. */
export const table: readonly Row[] = [
  ...[...processes, ...redis, ...lines, ...crowds, ...disks, ...losses, ...topologies, ...elsewhere].toSorted(byNumber),
];

export const injected: readonly Injected[] = table.filter((row): row is Injected => 'ground' in row);

/** F1 to F34 as numbers go, then those with letters of their own. */
function byNumber(a: Row, b: Row): number {
  const place = ({ id }: Row) => (id.startsWith('F') ? Number.parseInt(id.slice(1), 10) : 100 + id.charCodeAt(0));
  return place(a) - place(b) || a.id.localeCompare(b.id);
}
