// A service that ends in order: one phase, which takes `main.ts MS`.
import { setTimeout as pause } from 'node:timers/promises';
import { createJournal } from '../../../src/runtime/logging.ts';
import { createShutdown, onSignals } from '../../../src/runtime/shutdown.ts';

const say = (line: Record<string, unknown>) => process.stdout.write(`${JSON.stringify(line)}\n`);
const shutdown = createShutdown({ journal: createJournal('silent'), limitMs: 60_000 });
shutdown.phase('work', async () => {
  say({ ending: true });
  await pause(Number(process.argv[2]));
  say({ ended: true });
});
onSignals(process, shutdown);
setInterval(() => {}, 1_000); // something that keeps it running
say({ up: true });
