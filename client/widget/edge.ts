import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Whether the end of the list at which news come is before the reader's eyes. */
export class Edge implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #changed = () => this.#host.requestUpdate();
  #observer: IntersectionObserver | undefined;
  #watched: Element | undefined;
  /** Until it is known: a list begins in view. */
  #near = true;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** It is on the screen. */
  get near(): boolean {
    return this.#near;
  }

  /** It is on the screen, and somebody looks. */
  get seen(): boolean {
    return this.#near && document.visibilityState === 'visible';
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#changed);
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#changed);
    this.watch(undefined);
  }

  /** Watches this element from now on. */
  watch(element: Element | undefined): void {
    if (element === this.#watched) return;
    this.#watched = element;
    this.#observer?.disconnect();
    this.#observer = element && new IntersectionObserver((seen) => this.#saw(seen));
    if (element) this.#observer?.observe(element);
  }

  #saw(seen: readonly IntersectionObserverEntry[]): void {
    const near = seen.at(-1)?.isIntersecting ?? true;
    if (near === this.#near) return;
    this.#near = near;
    this.#changed();
  }
}
