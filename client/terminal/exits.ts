import { CODES, type Code, type Refusal } from '../../src/protocol/codes.ts';

/** What a command's exit code says. */
export const EXITS = { ok: 0, refused: 1, usage: 2, unreachable: 3 } as const;
export type Exit = (typeof EXITS)[keyof typeof EXITS];

export const EXITS_HELP = `
Exit codes:
  0  done, or ended by Ctrl-C
  1  the service refused; its code and what to do are on stderr
  2  the command was used wrongly
  3  the service cannot be reached`;

/** What ends a command with another code than 0: `message` is for the person at the terminal. */
export class Failure extends Error {
  readonly exit: Exit;

  constructor(exit: Exit, message: string) {
    super(message);
    this.name = 'Failure';
    this.exit = exit;
  }
}

/** What a person at a terminal can do about a refusal, where the refusal's own message does not say so. */
export type Remedies = Partial<Record<Code, string>>;
const REMEDIES: Remedies = {
  BAD_KEY: "Set DATELINE_EDITOR_KEY to the service's key, or DATELINE_DATA to its data folder.",
  BRIEFING_UNKNOWN: 'Open it with "dateline open ID --title …", or look at the list on the front page of the service.',
  BRIEFING_EXISTS: 'Publish into it with "dateline publish FILE --briefing ID", or choose another id.',
  BAD_CURSOR: 'Leave --from away to begin at the start.',
  TOO_LARGE: 'Split the article into several files.',
  BAD_TYPE: 'Files may be plain text (.txt) or HTML (.html).',
};

/** `remedies`: those of the command, where they are others than most commands'. */
export function refused({ code, message }: Pick<Refusal, 'code' | 'message'>, remedies: Remedies = {}): Failure {
  const row = CODES[code] as (typeof CODES)[Code] | undefined; // a newer service may have codes that we do not know
  const remedy = remedies[code] ?? REMEDIES[code] ?? (row?.retry === 'never' ? '' : 'Try again soon.');
  return new Failure(EXITS.refused, `${code}: ${sentence(message)}${remedy && ` ${remedy}`}`);
}

export function unreachable(server: string, why: string): Failure {
  const what = `Cannot reach ${server} (${why}).`;
  return new Failure(
    EXITS.unreachable,
    `${what} Start the service with "npm start", or name another with --server URL.`,
  );
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
