/** Preloaded into every process of a run: on SIGUSR2 it sweeps its heap, so that what it holds can be told from what it has not swept yet. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');
process.on('SIGUSR2', collect);
