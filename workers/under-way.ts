/** Segments on their way to the log at once, when they are due: Redis writes them to its disk together. */
const AT_ONCE = 50;

type Sent = { at: number; added: Promise<void> };

/** What a run has sent and not heard of: segments on their way into the log, and what is then taken from their article. */
export type UnderWay = {
  /** The segment that this run sent last: it may not be there yet, or not any more, when Redis has gone back to an earlier moment. */
  last(): number | undefined;
  /** Sends a segment; waits when many are on their way. */
  send(at: number, added: Promise<void>): Promise<void>;
  /** This segment is in the log, and so are all before it. */
  done(at: number): Promise<void>;
  /** Waits until all that was sent is in the log; of several refusals, the first is the reason of the others. */
  arrived(): Promise<void>;
  /** Waits until nothing is on its way any more, the taking included. */
  settled(): Promise<void>;
};

/** `take` takes from the article what is in the log, up to a segment. */
export function createUnderWay(take: (at: number) => Promise<unknown>): UnderWay {
  let sent: Sent[] = [];
  let last: number | undefined;
  let taking: Promise<unknown> = Promise.resolve();

  // Texts go while the next ones are written, after one another: so nothing is taken that is not in the log.
  async function done(at: number): Promise<void> {
    await taking;
    taking = take(at);
    taking.catch(() => undefined); // it is awaited a step later
  }

  async function arrived(): Promise<void> {
    const waiting = sent;
    sent = [];
    const outcomes = await Promise.allSettled(waiting.map(({ added }) => added));
    const failed = outcomes.findIndex(({ status }) => status === 'rejected');
    const last = waiting[(failed === -1 ? waiting.length : failed) - 1];
    if (last) await done(last.at);
    const outcome = outcomes[failed];
    if (outcome?.status !== 'rejected') return;
    await taking;
    throw outcome.reason;
  }

  return {
    last: () => last,
    async send(at, added) {
      added.catch(() => undefined); // it is awaited with the others
      sent.push({ at, added });
      last = at;
      if (sent.length >= AT_ONCE) await arrived();
    },
    done,
    arrived,
    async settled() {
      await arrived();
      await taking;
    },
  };
}
