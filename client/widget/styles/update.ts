import { css } from 'lit';

/** One update: its time in a rail beside it where there is room, above it where there is not. */
export const update = css`
  article,
  .copy {
    padding-block: var(--space);
    border-block-start: 1px solid var(--rule);
  }
  article {
    contain-intrinsic-size: auto 10rem;
    scroll-margin-block-start: var(--dateline-top, 0px);
  }
  /* Not those at the end where news come: they must have their size before they slide in. */
  article.far {
    content-visibility: auto;
  }
  article > *,
  .copy > * {
    max-inline-size: var(--measure);
  }
  .at-edge article {
    overflow-anchor: none;
  }
  .when {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.6em;
    color: var(--quiet);
    font-size: 0.9375em;
    font-variant-numeric: tabular-nums;
  }
  .when a {
    color: var(--ink);
    font-weight: 600;
    text-decoration: none;
  }
  .when a:hover {
    text-decoration: underline;
  }
  .mark {
    color: var(--accent);
    font-weight: 600;
  }
  .new {
    color: var(--accent);
    font-weight: 600;
    animation: pass 4s step-end forwards;
  }
  .fresh {
    text-decoration: underline 2px var(--accent);
    text-underline-offset: 0.2em;
    animation: unmark 4s step-end forwards;
  }
  @keyframes pass {
    to {
      visibility: hidden;
    }
  }
  @keyframes unmark {
    to {
      text-decoration-color: transparent;
    }
  }
  h3 {
    font-size: 1.125em;
    line-height: 1.3;
    margin-block-end: 0.25em;
    text-wrap: pretty;
  }
  .text p + p,
  .text .html > * + *,
  .text > * + figure,
  .text > * + details {
    margin-block-start: 0.6em;
  }
  .text p {
    white-space: pre-line;
  }
  .text .html p {
    white-space: normal;
  }
  .text ul,
  .text ol {
    padding-inline-start: 1.25em;
  }
  blockquote {
    padding-inline-start: 1em;
    border-inline-start: 3px solid var(--accent);
  }
  .kicker .text {
    color: var(--accent);
    font-weight: 600;
  }
  .box .text {
    padding-inline-start: 1em;
    border-inline-start: 1px solid var(--rule);
  }
  .text .table {
    white-space: pre-wrap;
    font-variant-numeric: tabular-nums;
  }
  table {
    display: block;
    overflow-x: auto;
    border-collapse: collapse;
  }
  th,
  td {
    padding: 0.3em 0.75em 0.3em 0;
    border-block-end: 1px solid var(--rule);
    text-align: start;
    vertical-align: top;
  }
  img,
  video {
    display: block;
    max-inline-size: 100%;
    block-size: auto;
    background: var(--rule);
  }
  .unsized {
    inline-size: 100%;
    aspect-ratio: 16 / 9;
    object-fit: contain;
  }
  audio {
    inline-size: 100%;
  }
  figcaption,
  .foot,
  .correction {
    color: var(--quiet);
    font-size: 0.875em;
    margin-block-start: 0.4em;
  }
  summary {
    min-block-size: 44px;
    align-content: center;
    cursor: pointer;
  }
  .correction {
    padding-inline-start: 0.75em;
    border-inline-start: 2px solid var(--accent);
  }
  ins {
    text-decoration: underline;
    color: var(--ink);
    font-weight: 600;
  }
  .withdrawn .text {
    color: var(--quiet);
    font-style: italic;
  }
  .visit {
    color: var(--accent);
    font-size: 0.875em;
    font-weight: 600;
    margin-block-end: 0.75em;
  }
  @container (min-width: 640px) {
    article,
    .copy {
      display: grid;
      grid-template-columns: var(--rail) minmax(0, 1fr);
      column-gap: 1rem;
    }
    article > :not(.when),
    .copy > :not(.when) {
      grid-column: 2;
    }
    article > .visit {
      grid-column: 1 / -1;
    }
    .when {
      flex-direction: column;
      grid-row: span 4;
    }
  }
`;
