/**
 * Preloaded into every process of a run: on SIGUSR2 it sweeps its heap and says in its journal how much is left. What the kernel counts
 * would not tell: what has been swept is given back to it when there is nothing better to do.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');
process.on('SIGUSR2', () => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  process.stderr.write(`${JSON.stringify({ level: 'info', msg: 'swept', bytes: heapUsed + external })}\n`);
});
