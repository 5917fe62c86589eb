import { Presets, SingleBar } from 'cli-progress';
import type { ArticleStatus } from '../../src/protocol/article.ts';
import type { Output } from './io.ts';

/** How far an article is: a bar on a terminal, a line for each change elsewhere. */
export type Progress = { show(status: ArticleStatus): void; end(): void };

export function createProgress(stream: Output): Progress {
  return stream.isTTY ? bar(stream) : plain(stream);
}

function bar(stream: Output): Progress {
  const format = '{bar} {value} of {total} segments';
  const drawn = new SingleBar({ format, stream, hideCursor: true, clearOnComplete: false }, Presets.shades_classic);
  let begun = false;
  return {
    show({ segments, published }) {
      if (segments === 0) return;
      if (!begun) drawn.start(segments, published);
      begun = true;
      drawn.update(published);
    },
    end: () => drawn.stop(),
  };
}

function plain(stream: Output): Progress {
  let last = '';
  return {
    show({ state, segments, published }) {
      const line = segments === 0 ? 'The article waits to be cut' : `${published} of ${segments} segments published`;
      const said = state === 'scheduled' ? `${segments} segments, published at their time` : line;
      if (said !== last) stream.write(`${said}\n`);
      last = said;
    },
    end() {},
  };
}
