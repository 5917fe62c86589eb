import { frameMessage } from './message.ts';

/**
 * For pages of other sites: each link `<a data-dateline href="https://…/embed/ID">` becomes a frame, and each
 * `<iframe data-dateline>` is as high as its briefing. An update that the page's own address asks for (`#update-ID`) is shown.
 */
for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-dateline]')) link.replaceWith(frameFor(link));
for (const frame of frames()) pointTo(frame);
addEventListener('hashchange', () => frames().forEach(pointTo));
addEventListener('message', ({ source, origin, data }) => {
  const frame = frames().find(({ contentWindow }) => contentWindow === source);
  // The frame may have been sent elsewhere: whoever is in it now may not move this page.
  const message = frame && new URL(frame.src).origin === origin ? frameMessage(data) : undefined;
  if (!frame || !message) return;
  if (message.dateline === 'height') frame.style.height = `${message.height}px`;
  else scrollTo({ top: scrollY + frame.getBoundingClientRect().top + message.top });
});

for (const { contentWindow, src } of frames()) contentWindow?.postMessage('measure', new URL(src).origin);

function frames(): HTMLIFrameElement[] {
  return [...document.querySelectorAll<HTMLIFrameElement>('iframe[data-dateline]')];
}

function frameFor(link: HTMLAnchorElement): HTMLIFrameElement {
  const frame = document.createElement('iframe');
  frame.src = link.href;
  frame.title = link.textContent.trim();
  frame.dataset.dateline = '';
  frame.style.cssText = 'inline-size: 100%; block-size: 600px; border: 0';
  return frame;
}

function pointTo(frame: HTMLIFrameElement): void {
  const { hash } = location;
  if (!hash.startsWith('#update-') || new URL(frame.src).hash === hash) return;
  const url = new URL(frame.src);
  url.hash = hash;
  frame.src = url.href; // another end of the same address: nothing is loaded again
}
