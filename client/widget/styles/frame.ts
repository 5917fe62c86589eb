import { css } from 'lit';

/** What stands around the list: the head, the key updates, the pinned ones, the pill, the controls. */
export const frame = css`
  .frame {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    max-inline-size: calc(var(--measure) + var(--rail) + 1rem);
    margin-inline: auto;
    padding: var(--space);
  }
  .status {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.75em;
    align-items: baseline;
  }
  .status strong {
    color: var(--accent);
  }
  .viewers {
    margin-inline-start: auto;
    color: var(--quiet);
    font-size: 0.875em;
    font-variant-numeric: tabular-nums;
  }
  h2 {
    font-size: 1.5em;
    line-height: 1.2;
    text-wrap: balance;
  }
  .about {
    color: var(--quiet);
    margin-block-start: 0.25em;
    white-space: pre-line;
  }
  button {
    min-block-size: 44px;
    min-inline-size: 44px;
    padding-inline: 0.875em;
    border: 1px solid var(--rule);
    border-radius: var(--radius);
    background: var(--ground);
    color: inherit;
    font: inherit;
    font-size: 0.9375em;
    cursor: pointer;
  }
  button:disabled {
    color: var(--quiet);
    cursor: default;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: 0 1.25em;
  }
  .tools button,
  .older button {
    border: 0;
    padding-inline: 0;
    background: none;
    color: var(--quiet);
    text-decoration: underline;
    text-underline-offset: 0.2em;
  }
  .older {
    padding-block: 0.5rem;
    border-block-start: 1px solid var(--rule);
  }
  .keys {
    display: flex;
    gap: 0.75em;
    align-items: baseline;
    min-inline-size: 0;
  }
  .keys h3 {
    flex: none;
    font-size: 0.875em;
    color: var(--quiet);
  }
  .keys ol {
    display: flex;
    gap: 0 1.25em;
    overflow-x: auto;
    list-style: none;
    overscroll-behavior-x: contain;
    scrollbar-width: thin;
  }
  .keys li {
    flex: none;
  }
  .keys a {
    display: block;
    padding-block: 0.6em;
    font-size: 0.9375em;
    text-decoration: none;
  }
  .keys a:hover span {
    text-decoration: underline;
  }
  .keys time {
    color: var(--accent);
    font-variant-numeric: tabular-nums;
  }
  .pinned ul {
    list-style: none;
  }
  .waiting {
    position: sticky;
    inset-block-start: calc(var(--dateline-top, 0px) + 0.5rem);
    z-index: 1;
    display: flex;
    justify-content: center;
    block-size: 0;
  }
  .dock .waiting {
    position: absolute;
    inset: auto 0 calc(100% + 3.5rem);
  }
  .pill {
    border: 0;
    border-radius: 1.375rem;
    padding-inline: 1.25em;
    background: var(--accent);
    color: light-dark(#fff, #141414);
    font-weight: 600;
  }
  .pill:focus-visible {
    outline-color: var(--ink);
  }
  .dock {
    position: sticky;
    inset-block-end: var(--dateline-bottom, 0px);
    z-index: 1;
    border-block-start: 1px solid var(--rule);
  }
  .edge {
    block-size: 1px;
    margin-block-end: -1px;
  }
  .oldest-first .edge {
    margin-block: -1px 0;
  }
  .empty {
    padding-block: 1.5rem;
    color: var(--quiet);
  }
`;
