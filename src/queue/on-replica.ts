import { reaching } from '../protocol/reaching.ts';
import type { OnReplica } from '../runtime/replicas.ts';
import type { Articles } from './articles.ts';
import { type ArticleJob, jobId } from './job.ts';
import { articleKey, articleMarkKey, DUE, DUE_MARK } from './keys.ts';

/** Articles, such that what an editor is told of them stays true when a replica takes over. */
export function articlesOnReplica(articles: Articles, wait: OnReplica): Articles {
  async function held(job: ArticleJob | undefined): Promise<void> {
    if (!job) return;
    const key = articleKey(job.briefing, job.article);
    const holds = (version: unknown) => Number(version) >= job.version;
    await reaching(
      wait({ mark: articleMarkKey(job.briefing), ask: (pipeline) => pipeline.hget(key, 'version'), holds }),
    );
    // It may have come off the list meanwhile, when it was published.
    await reaching(wait({ mark: DUE_MARK, ask: (pipeline) => pipeline.zscore(DUE, jobId(job)), holds: () => true }));
  }
  return {
    ...articles,
    async accept(...handed) {
      const accepted = await articles.accept(...handed);
      await held(accepted.job);
      return accepted;
    },
    async cancel(address) {
      const stopped = await articles.cancel(address);
      await held(stopped.job);
      return stopped;
    },
    async move(address, base) {
      const moved = await articles.move(address, base);
      await held(moved.job);
      return moved;
    },
  };
}
