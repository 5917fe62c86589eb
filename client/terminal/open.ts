import type { Io } from './io.ts';
import type { Service } from './service.ts';

export type OpenCommand = { title: string; language?: string; summary?: string; startsAt?: string };

/** `dateline open ID`: opens a briefing and prints its address. */
export async function open(id: string, description: OpenCommand, service: Service, io: Io): Promise<void> {
  const { title, language, summary, startsAt } = description;
  const said = { ...(language && { language }), ...(summary && { summary }), ...(startsAt && { startsAt }) };
  const { briefing } = await service.open({ id, title, ...said });
  io.stdout.write(`${service.pageOf(briefing.id)}\n`);
}
