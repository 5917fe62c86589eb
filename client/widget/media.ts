import { html, nothing, type TemplateResult } from 'lit';
import type { FoldedUpdate } from '../../src/protocol/update.ts';
import type { Words } from './languages/words.ts';

type Medium = NonNullable<FoldedUpdate['media']>[number];

/** Pictures and recordings, their space reserved before they are there; a caption that is the text already is not repeated. */
export function media({ media = [], text }: FoldedUpdate, words: Words): TemplateResult[] {
  return media.map((medium) => figure(medium, medium.caption === text ? undefined : medium.caption, words));
}

function figure(medium: Medium, caption: string | undefined, words: Words): TemplateResult {
  const credit = medium.credit === undefined ? undefined : words.say('credit', { name: medium.credit });
  const below = [caption, credit].filter((part) => part !== undefined);
  return html`<figure part="media">
    ${content(medium, words)}${below.length > 0 ? html`<figcaption dir="auto">${below.join(' · ')}</figcaption>` : nothing}
  </figure>`;
}

function content({ type, url, alt, caption, width, height }: Medium, words: Words) {
  if (url === undefined) return nothing;
  const size = width !== undefined && height !== undefined;
  if (type === 'audio')
    return html`<audio controls preload="none" src=${url} aria-label=${alt ?? caption ?? words.say('audio')}></audio>`;
  if (type === 'video')
    return html`<video class=${size ? '' : 'unsized'} controls preload="none" src=${url} width=${width ?? nothing}
      height=${height ?? nothing} aria-label=${alt ?? caption ?? words.say('video')}></video>`;
  return html`<img class=${size ? '' : 'unsized'} src=${url} alt=${alt ?? ''} width=${width ?? nothing} height=${height ?? nothing}
    loading="lazy" decoding="async" referrerpolicy="no-referrer">`;
}
