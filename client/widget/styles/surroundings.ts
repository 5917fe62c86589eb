import { css } from 'lit';

/** What the reader's machine asks for: less motion, its own colours, paper. */
export const surroundings = css`
  @media (forced-colors: active) {
    .pill {
      border: 2px solid ButtonText;
    }
  }
  @media print {
    .tools,
    .waiting,
    .older,
    .dock {
      display: none;
    }
    article {
      content-visibility: visible;
      break-inside: avoid;
    }
    .frame {
      max-inline-size: none;
    }
  }
`;
