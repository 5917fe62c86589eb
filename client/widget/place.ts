const SLIDE = 'slide';
const SLIDE_MS = 250;

/** Where what is being read stands on the screen. */
type Place = { element: Element; top: number };

/** The first of some elements, one below the other, that reaches below a line on the screen. */
function firstBelow(elements: readonly Element[], line: number): number {
  let [from, to] = [0, elements.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (elements[middle]!.getBoundingClientRect().bottom > line) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** What scrolls an element: the nearest of its surroundings that does, else the page. */
function scrollerOf(element: Element): Element {
  for (let at: Node | null = element; at; at = at instanceof ShadowRoot ? at.host : at.parentNode)
    if (at instanceof Element && /auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  return element.ownerDocument.scrollingElement ?? element.ownerDocument.documentElement;
}

/** Those of a list that are on the screen, with where. */
function placesOf(list: Element): Place[] {
  const elements = [...list.children];
  const first = firstBelow(elements, 0);
  const last = firstBelow(elements, innerHeight);
  return elements.slice(first, last + 1).map((element) => ({ element, top: element.getBoundingClientRect().top }));
}

/** The change may move nothing that is read: the page is scrolled by as much as that would move. */
export function holdStill(list: Element): () => void {
  const places = placesOf(list);
  return () => {
    const anchor = places.find(({ element }) => element.isConnected);
    if (!anchor) return;
    const moved = anchor.element.getBoundingClientRect().top - anchor.top;
    if (Math.abs(moved) >= 1) scrollerOf(list).scrollBy({ top: moved, behavior: 'instant' });
  };
}

/** What the change moves slides to its new place, from wherever it is just now, instead of jumping; unless the reader wants no motion. */
export function slide(list: Element): () => void {
  const places = placesOf(list);
  return () => {
    endSlides(list);
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    for (const { element, top } of places) {
      const moved = element.isConnected ? element.getBoundingClientRect().top - top : 0;
      if (Math.abs(moved) < 1) continue;
      const frames = { transform: [`translateY(${-moved}px)`, 'none'] };
      element.animate(frames, { id: SLIDE, duration: SLIDE_MS, easing: 'ease-out' });
    }
  };
}

/** Everything is where it belongs: what slides cannot be scrolled to. */
export function endSlides(list: Element): void {
  for (const animation of list.getAnimations({ subtree: true })) if (animation.id === SLIDE) animation.finish();
}
