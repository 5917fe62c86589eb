import type { Appended, Change, Log } from '../log/log.ts';
import type { BriefingWritten, StatusWritten } from '../protocol/answers.ts';
import { type Description, opening } from '../protocol/briefing.ts';
import { Refusal } from '../protocol/codes.ts';
import { type Cursor, cursorAt } from '../protocol/cursor.ts';
import { redescription } from '../protocol/requests.ts';
import { jsonOf } from './body.ts';
import type { Call, Route } from './call.ts';
import { checked } from './checked.ts';
import { briefingIdOf, operationOf } from './identity.ts';

export const cursorOf = ({ epoch, id }: Appended): Cursor => cursorAt(epoch, id);

/** Opening, describing, ending and reopening. */
export function briefingRoutes({ log }: { log: Log }): Route[] {
  async function open({ body, seed }: Call) {
    const { id, ...description } = checked(opening, jsonOf(body));
    const name = id ?? briefingIdOf(description.title, seed);
    const change: Change = { type: 'opened', briefing: description };
    const appended = await log.append(name, operationOf('open', seed), change);
    const json: BriefingWritten = { briefing: name, cursor: cursorOf(appended) };
    return { status: 201, json, location: `/v1/briefings/${name}` };
  }

  async function describe({ params, body, seed }: Call) {
    const said = checked(redescription, jsonOf(body));
    const known = await log.briefing(params.briefing);
    if (!known) throw new Refusal('BRIEFING_UNKNOWN');
    const { title, language, summary, startsAt } = { ...known, ...said };
    const description = withoutNothing({ title, language, summary, startsAt }) as Description; // the title cannot be taken away
    const change: Change = { type: 'described', briefing: description };
    const appended = await log.append(params.briefing, operationOf('describe', seed), change);
    const json: BriefingWritten = { briefing: params.briefing, cursor: cursorOf(appended) };
    return { status: 200, json };
  }

  const turn = (type: 'ended' | 'reopened', status: StatusWritten['status']) => async (call: Call) => {
    const id = call.params.briefing;
    const appended = await log.append(id, operationOf(type, call.seed), { type });
    const json: StatusWritten = { briefing: id, status, cursor: cursorOf(appended) };
    return { status: 200, json };
  };

  const one = '/v1/briefings/:briefing';
  return [
    { method: 'post', path: '/v1/briefings', types: ['application/json'], run: open },
    { method: 'patch', path: one, types: ['application/json'], run: describe },
    { method: 'post', path: `${one}/end`, run: turn('ended', 'ended') },
    { method: 'post', path: `${one}/reopen`, run: turn('reopened', 'live') },
  ];
}

/** Without the fields that are null or undefined: what was taken away is not there. */
export function withoutNothing<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const some = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(some) as { [K in keyof T]?: NonNullable<T[K]> };
}
