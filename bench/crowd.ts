import { type Child, start } from './child-process.ts';
import type { Order, Report } from './load.ts';

/** All followers of a measurement: one or more load processes that are told the same things. */
export class Crowd {
  readonly #children: Child[];

  constructor(processes: number) {
    this.#children = Array.from({ length: processes }, () => start('others', 'load.ts'));
  }

  async open(order: Omit<Order & { do: 'open' }, 'do'>): Promise<void> {
    const each = Math.ceil(order.count / this.#children.length);
    let left = order.count;
    await Promise.all(
      this.#children.map((child) => {
        const count = Math.min(each, left);
        left -= count;
        return child.ask({ ...order, do: 'open', count } satisfies Order);
      }),
    );
  }

  async count(): Promise<void> {
    await Promise.all(this.#children.map((child) => child.ask({ do: 'count' })));
  }

  /** Waits until everybody has seen this update, at most so many ms. */
  reach(n: number, patience: number): Promise<Report> {
    return this.#reports({ do: 'reach', n, patience });
  }

  report(): Promise<Report> {
    return this.#reports({ do: 'report' });
  }

  async stop(): Promise<void> {
    await Promise.all(this.#children.map((child) => child.stop()));
  }

  async #reports(order: Order): Promise<Report> {
    const reports = await Promise.all(this.#children.map((child) => child.ask<{ done: Report }>(order)));
    return reports.map(({ done }) => done).reduce(together);
  }
}

function together(one: Report, other: Report): Report {
  const lastHeard = new Map(one.lastHeard);
  for (const [n, at] of other.lastHeard) lastHeard.set(n, Math.max(at, lastHeard.get(n) ?? 0));
  const sum = (name: Exclude<keyof Report, 'lastHeard'>) => one[name] + other[name];
  return {
    deliveries: sum('deliveries'),
    frames: sum('frames'),
    bytes: sum('bytes'),
    lastHeard: [...lastHeard],
    live: sum('live'),
    behind: sum('behind'),
    attempts: sum('attempts'),
    refused: sum('refused'),
  };
}
