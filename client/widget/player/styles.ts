import { css } from 'lit';

/** The thumb is as wide as this; the axis ends half of it before the edges, where the thumb's middle does. */
const THUMB = css`1rem`;

const thumb = css`
  inline-size: ${THUMB};
  block-size: 1.75rem;
  border: 2px solid var(--ground);
  border-radius: 0.5rem;
  background: var(--accent);
  box-sizing: border-box;
  cursor: grab;
`;

export const styles = css`
  :host {
    --accent: var(--dateline-accent, light-dark(#b3261e, #ff9a8f));
    --ink: var(--dateline-text, light-dark(#1b1b1b, #ececec));
    --quiet: var(--dateline-quiet, light-dark(#595959, #b0b0b0));
    --rule: var(--dateline-rule, light-dark(#d6d6d6, #3d3d3d));
    --ground: var(--dateline-ground, light-dark(#fff, #141414));
    display: block;
    container-type: inline-size;
    padding-block: 0.25rem env(safe-area-inset-bottom, 0px);
    background: var(--ground);
    color: var(--ink);
    font: var(--dateline-font, 1.0625rem / 1.5 system-ui, sans-serif);
  }
  .moment {
    display: flex;
    gap: 0.5em;
    margin: 0;
    font-size: 0.9375em;
    white-space: nowrap;
  }
  .moment time,
  .moment strong {
    flex: none;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .moment strong {
    color: var(--accent);
  }
  .moment span {
    overflow: hidden;
    text-overflow: ellipsis;
    color: var(--quiet);
  }
  .axis {
    position: relative;
    block-size: 44px;
  }
  .drawing {
    position: absolute;
    inset: 0 calc(${THUMB} / 2);
    border-block-end: 2px solid var(--rule);
    pointer-events: none;
  }
  svg {
    display: block;
    inline-size: 100%;
    block-size: 100%;
  }
  [dir='rtl'] svg {
    transform: scaleX(-1);
  }
  .played {
    stop-color: var(--accent);
    stop-opacity: 0.75;
  }
  .ahead {
    stop-color: var(--quiet);
    stop-opacity: 0.6;
  }
  .key {
    position: absolute;
    inset-block-start: 0;
    inline-size: 0.5rem;
    block-size: 0.5rem;
    margin-inline-start: -0.25rem;
    background: var(--ink);
    outline: 1px solid var(--ground);
    transform: rotate(45deg);
  }
  input[type='range'] {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    margin: 0;
    appearance: none;
    background: none;
    touch-action: pan-y;
    cursor: pointer;
  }
  input[type='range']::-webkit-slider-thumb {
    appearance: none;
    ${thumb}
  }
  input[type='range']::-moz-range-thumb {
    ${thumb}
  }
  input[type='range']:disabled {
    opacity: 0;
  }
  .controls {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 0.75rem;
    margin-block-start: 0.25rem;
    font-size: 0.9375em;
  }
  button,
  select,
  label {
    box-sizing: border-box;
    min-block-size: 44px;
    min-inline-size: 44px;
    color: inherit;
    font: inherit;
  }
  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.5em;
    padding-inline: 0.25em;
    border: 0;
    background: none;
    cursor: pointer;
  }
  select {
    padding-inline: 0.25em;
    border: 0;
    background: var(--ground);
    cursor: pointer;
  }
  label {
    display: inline-flex;
    align-items: center;
    gap: 0.4em;
    cursor: pointer;
  }
  input[type='checkbox'] {
    inline-size: 1.15em;
    block-size: 1.15em;
    margin: 0;
    accent-color: var(--accent);
  }
  .icon {
    inline-size: 1.1em;
    block-size: 1.1em;
    flex: none;
    fill: currentcolor;
  }
  [dir='rtl'] .icon {
    transform: scaleX(-1);
  }
  label span {
    line-height: 1.25;
  }
  .other-end {
    margin-inline-start: auto;
    min-inline-size: 0;
    text-align: end;
  }
  .other-end span {
    text-decoration: underline;
    text-underline-offset: 0.2em;
  }
  .other-end small {
    color: var(--quiet);
    font-size: 0.875em;
    font-variant-numeric: tabular-nums;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  @container (max-width: 34rem) {
    .controls {
      display: grid;
      grid-template-columns: auto auto minmax(0, 1fr);
      gap: 0 0.5rem;
    }
    .other-end {
      display: block;
      grid-column: 1 / -1;
      justify-self: end;
      line-height: 1.25;
    }
    .other-end small {
      display: block;
    }
    .brief > :not(.controls),
    .brief :is(select, label) {
      display: none;
    }
    .brief .other-end {
      grid-column: auto / -1;
    }
  }
  @media (forced-colors: active) {
    :host {
      --accent: Highlight;
      --quiet: CanvasText;
      --ink: CanvasText;
      --rule: CanvasText;
      --ground: Canvas;
    }
    .key,
    svg {
      forced-color-adjust: none;
    }
  }
`;
