/** What is around a reader, and changes: whether anybody looks, and whether the machine has a network at all. */
export type Environment = {
  readonly visible: boolean;
  readonly online: boolean;
  /** Calls back when either may have changed; the result stops that. */
  subscribe(changed: () => void): () => void;
};

const CHANGES = ['online', 'offline', 'pageshow', 'visibilitychange'] as const;

/** The page that the reader is in; outside of browsers somebody always looks, and a network is always there to be tried. */
export const pageEnvironment: Environment = {
  get visible() {
    return typeof document === 'undefined' || document.visibilityState === 'visible';
  },
  get online() {
    return typeof navigator === 'undefined' || navigator.onLine !== false; // Node has a navigator that does not say
  },
  subscribe(changed) {
    if (typeof document === 'undefined') return () => {};
    for (const name of CHANGES) addEventListener(name, changed, true); // captured: visibility is the document's
    return () => {
      for (const name of CHANGES) removeEventListener(name, changed, true);
    };
  },
};
