import { Presets, SingleBar } from 'cli-progress';
import type { Output } from './io.ts';

/** How far something is that is counted: a bar on a terminal, a line for each tenth of it elsewhere. After its end it says no more. */
export type Count = { reach(done: number, total: number): void; end(): void };

/** `doing`, such as "Reading"; `unit`, such as "entries". */
export function createCount(stream: Output, doing: string, unit: string): Count {
  const count = stream.isTTY ? bar(stream, doing, unit) : plain(stream, doing, unit);
  let ended = false;
  return {
    reach(done, total) {
      if (!ended) count.reach(done, total); // a bar that begins again would keep the process from ending
    },
    end() {
      ended = true;
      count.end();
    },
  };
}

function bar(stream: Output, doing: string, unit: string): Count {
  const format = `${doing.padEnd(8)} {bar} {value} of {total} ${unit}`;
  const drawn = new SingleBar({ format, stream, hideCursor: true, clearOnComplete: false }, Presets.shades_classic);
  let begun = false;
  return {
    reach(done, total) {
      if (!begun) drawn.start(total, done);
      begun = true;
      drawn.setTotal(total);
      drawn.update(done);
    },
    end: () => drawn.stop(),
  };
}

function plain(stream: Output, doing: string, unit: string): Count {
  let said = -1;
  return {
    reach(done, total) {
      const tenth = Math.floor((10 * done) / total);
      if (tenth > said) stream.write(`${doing}: ${done} of ${total} ${unit}\n`);
      said = Math.max(said, tenth);
    },
    end() {},
  };
}
