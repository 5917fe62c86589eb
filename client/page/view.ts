import type { State, StateUpdate } from '../../src/protocol/fold.ts';
import { type Timing, updateHtml } from './update.ts';

/** The newest so many updates are in the page: more would make a phone slow. */
export const SHOWN_UPDATES = 500;

type Shown = { update: StateUpdate; element: Element };

/** The list of updates in the page. What has not changed keeps its element, so that nothing that is being read moves. */
export class View {
  readonly #list: Element;
  readonly #timing: Timing;
  #shown = new Map<string, Shown>();

  constructor(list: Element, timing: Timing) {
    this.#list = list;
    this.#timing = timing;
  }

  show({ updates }: State): void {
    const newest = [...updates.values()].slice(-SHOWN_UPDATES).reverse();
    const next = new Map(newest.map((update) => [update.id, this.#shownOf(update)]));
    let place = this.#list.firstElementChild;
    for (const { element } of next.values()) {
      if (element === place) place = place.nextElementSibling;
      else this.#list.insertBefore(element, place);
    }
    while (place) {
      const rest = place.nextElementSibling;
      place.remove();
      place = rest;
    }
    this.#shown = next;
  }

  #shownOf(update: StateUpdate): Shown {
    const before = this.#shown.get(update.id);
    return before?.update === update ? before : { update, element: elementOf(updateHtml(update, this.#timing)) };
  }
}

function elementOf(html: string): Element {
  const template = document.createElement('template');
  template.innerHTML = html;
  return template.content.firstElementChild!; // `updateHtml` gives one article
}
