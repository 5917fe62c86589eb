import type { Appended, Change, Log } from '../log/log.ts';
import type { BriefingWritten } from '../protocol/answers.ts';
import { type Description, opening } from '../protocol/briefing.ts';
import { Refusal } from '../protocol/codes.ts';
import { type Cursor, cursorAt } from '../protocol/cursor.ts';
import { redescription } from '../protocol/requests.ts';
import { jsonOf } from './body.ts';
import type { Call, Route } from './call.ts';
import { checked } from './checked.ts';
import { briefingIdsOf, operationOf } from './identity.ts';

export const cursorOf = ({ epoch, id }: Appended): Cursor => cursorAt(epoch, id);

/** Opening, describing, ending and reopening. */
export function briefingRoutes({ log }: { log: Log }): Route[] {
  /** The briefing as it stands after the change. */
  async function written(name: string, appended: Appended): Promise<BriefingWritten> {
    const briefing = await log.briefing(name);
    if (!briefing) throw new Refusal('BRIEFING_UNKNOWN'); // its log was lost this very moment
    return { briefing, cursor: cursorOf(appended) };
  }

  async function open({ body, seed }: Call) {
    const { id, ...description } = checked(opening, jsonOf(body));
    const names = id === undefined ? briefingIdsOf(description.title, seed) : [id];
    const change: Change = { type: 'opened', briefing: description };
    const { name, appended } = await appendToFirst(names, operationOf('open', seed), change);
    return { status: 201, json: await written(name, appended), location: `/v1/briefings/${name}` };
  }

  /** The first of the names that is not taken. */
  async function appendToFirst(names: readonly string[], operation: string, change: Change) {
    for (const name of names.slice(0, -1)) {
      const appended = await log.append(name, operation, change).catch(unlessTaken);
      if (appended) return { name, appended };
    }
    const name = names.at(-1)!; // there is at least one
    return { name, appended: await log.append(name, operation, change) };
  }

  async function describe({ params, body, seed }: Call) {
    const said = checked(redescription, jsonOf(body));
    const known = await log.briefing(params.briefing);
    if (!known) throw new Refusal('BRIEFING_UNKNOWN');
    const { title, language, summary, startsAt } = { ...known, ...said };
    const description = withoutNothing({ title, language, summary, startsAt }) as Description; // the title cannot be taken away
    const change: Change = { type: 'described', briefing: description };
    const appended = await log.append(params.briefing, operationOf('describe', seed), change);
    return { status: 200, json: await written(params.briefing, appended) };
  }

  const turn = (type: 'ended' | 'reopened') => async (call: Call) => {
    const id = call.params.briefing;
    const appended = await log.append(id, operationOf(type, call.seed), { type });
    return { status: 200, json: await written(id, appended) };
  };

  const one = '/v1/briefings/:briefing';
  return [
    { method: 'post', path: '/v1/briefings', types: ['application/json'], run: open },
    { method: 'patch', path: one, types: ['application/json'], run: describe },
    { method: 'post', path: `${one}/end`, run: turn('ended') },
    { method: 'post', path: `${one}/reopen`, run: turn('reopened') },
  ];
}

/** Without the fields that are null or undefined: what was taken away is not there. */
export function withoutNothing<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const some = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(some) as { [K in keyof T]?: NonNullable<T[K]> };
}

function unlessTaken(error: unknown): undefined {
  if (!(error instanceof Refusal) || error.code !== 'BRIEFING_EXISTS') throw error;
}
