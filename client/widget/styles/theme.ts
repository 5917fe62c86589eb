import { css } from 'lit';

/** Colours, letters and measures: what a site may want to match is a custom property, and nothing else is. */
export const theme = css`
  :host {
    --accent: var(--dateline-accent, light-dark(#b3261e, #ff9a8f));
    --ink: var(--dateline-text, light-dark(#1b1b1b, #ececec));
    --quiet: var(--dateline-quiet, light-dark(#595959, #b0b0b0));
    --rule: var(--dateline-rule, light-dark(#d6d6d6, #3d3d3d));
    --ground: var(--dateline-ground, light-dark(#fff, #141414));
    --measure: var(--dateline-measure, 65ch);
    --rail: var(--dateline-rail, 8rem);
    --space: var(--dateline-space, 1rem);
    --radius: var(--dateline-radius, 0.25rem);
    display: block;
    container-type: inline-size;
    color-scheme: light dark;
    background: var(--ground);
    color: var(--ink);
    font: var(--dateline-font, 1.0625rem / 1.5 system-ui, sans-serif);
    overflow-wrap: anywhere;
  }
  :host([hidden]) {
    display: none;
  }
  :host([theme='light']) {
    color-scheme: light;
  }
  :host([theme='dark']) {
    color-scheme: dark;
  }
  p,
  ul,
  ol,
  blockquote,
  figure,
  h2,
  h3 {
    margin: 0;
    padding: 0;
  }
  a {
    color: inherit;
    text-underline-offset: 0.15em;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  .quiet {
    color: var(--quiet);
    font-size: 0.875em;
  }
  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
