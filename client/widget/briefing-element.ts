import { LitElement } from 'lit';

/** An element with what an author may ask for, each as an attribute and as a property. */
export class BriefingElement extends LitElement {
  static override properties = {
    src: { reflect: true },
    mode: { reflect: true },
    from: { reflect: true },
    speed: { type: Number, reflect: true },
    maxGap: { type: Number, attribute: 'max-gap', reflect: true },
    order: { reflect: true },
    lang: { reflect: true },
    theme: { reflect: true },
    timeZone: { attribute: 'time-zone', reflect: true },
    keyOnly: { type: Boolean, attribute: 'key-only', reflect: true },
    titleCount: { type: Boolean, attribute: 'title-count', reflect: true },
    at: { type: Boolean, reflect: true },
    held: { type: Boolean, reflect: true },
  };

  /** The address of the briefing's page. */
  declare src: string | null;
  /** What to begin with: live, unless it is `replay`. Changed later, it goes there. */
  declare mode: 'live' | 'replay' | null;
  /** Where to begin: `start`, `live`, a moment (ISO 8601) or a cursor. */
  declare from: string | null;
  /** How many times the log's own pace it is replayed at: 1, from 0.25 to 1,000. */
  declare speed: number | null;
  /** The longest that a silence of a replay takes, ms. */
  declare maxGap: number | null;
  /** Which updates come first: the newest, unless it is `oldest`. */
  declare order: 'newest' | 'oldest' | null;
  /** The language of the interface (BCP 47); that of the page around it when it is missing. */
  declare lang: string;
  /** Light or dark; as the reader's machine wants it when it is missing or `auto`. */
  declare theme: 'auto' | 'light' | 'dark' | null;
  /** The time zone of all times (IANA); the reader's when it is missing. */
  declare timeZone: string | null;
  /** Only key updates are in the list. */
  declare keyOnly: boolean;
  /** How many updates wait stands before the page's title. */
  declare titleCount: boolean;
  /** The page's address names the moment of a replay: `?at=`. For one widget on a page. */
  declare at: boolean;
  /** New updates wait until they are wanted. */
  declare held: boolean;
}
