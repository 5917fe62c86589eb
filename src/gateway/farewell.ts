import { setTimeout as pause } from 'node:timers/promises';
import type { Outlet } from './reader.ts';

/** Sends readers of a gateway that closes away, one after the other over so many ms: all of them come back, to those that stay. */
export async function sendAway(outlets: Iterable<Pick<Outlet, 'cut'>>, over: number): Promise<void> {
  const staying = [...outlets];
  await Promise.all(
    staying.map(async (outlet, at) => {
      await pause((over * at) / staying.length);
      outlet.cut('CLOSING');
    }),
  );
}
