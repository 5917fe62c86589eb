import type { FrameMessage } from './message.ts';

/** In the frame: tells the page around it how high the briefing is, and where the update that the address asks for stands. */
if (parent !== window) {
  const tell = (message: FrameMessage) => parent.postMessage(message, '*'); // whoever frames it may know its size
  let asked = location.hash;
  addEventListener('hashchange', () => {
    asked = location.hash;
    show();
  });
  const measure = () => {
    tell({ dateline: 'height', height: document.documentElement.offsetHeight });
    show();
  };
  new ResizeObserver(measure).observe(document.documentElement);
  // The page's own script may have come later than this one, and has missed what was said.
  addEventListener('message', ({ source }) => {
    if (source === parent) measure();
  });
  // A link that leaves the briefing leaves the frame too: most sites refuse to be shown in one.
  addEventListener('click', (event) => {
    const link = event.composedPath().find((target) => target instanceof HTMLAnchorElement);
    if (link && link.origin + link.pathname !== location.origin + location.pathname) link.target = '_blank';
  });

  /** Once: what grows after that must not pull the reader back. */
  function show(): void {
    const update = asked === '' ? null : updateElement(asked.slice(1));
    if (!update) return;
    asked = '';
    tell({ dateline: 'show', top: scrollY + update.getBoundingClientRect().top });
  }
}

/** In what the server wrote, or in the widget that took its place. */
function updateElement(id: string): Element | null {
  const widget = document.querySelector('live-briefing');
  return widget?.shadowRoot?.getElementById(id) ?? document.getElementById(id);
}
