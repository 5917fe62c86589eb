import { expect } from 'vitest';
import type { Check } from '../conformance.ts';
import { paragraph, refused } from '../writer.ts';

export function supersedingChecks(check: Check): void {
  check(
    'takes nothing more of a version of an article that was superseded, and what newer ones write',
    async (writer) => {
      const publish = (update: string, version: number) =>
        writer.write({ type: 'published', update, content: paragraph(update), article: { id: 'a1', version } });
      await writer.open();
      await publish('a1.0', 1);
      await writer.log.supersede('storm', { id: 'a1', version: 2 });
      await refused(publish('a1.1', 1), 'ARTICLE_SUPERSEDED', { version: 2 });
      expect(await publish('a1.1', 2)).toMatchObject({ result: 'ok' });
      await writer.log.supersede('storm', { id: 'a1', version: 4 });
      await writer.log.supersede('storm', { id: 'a1', version: 3 });
      await refused(publish('a1.2', 3), 'ARTICLE_SUPERSEDED', { version: 4 });
      expect(await writer.entries()).toHaveLength(3);
    },
  );

  check('supersedes an article of which nothing was written, and no other', async (writer) => {
    await writer.open();
    await writer.log.supersede('storm', { id: 'a1', version: 2 });
    const article = { id: 'a1', version: 1 };
    await refused(
      writer.write({ type: 'published', update: 'a1.0', content: paragraph('x'), article }),
      'ARTICLE_SUPERSEDED',
      { version: 2 },
    );
    const other = { id: 'a2', version: 1 };
    expect(
      await writer.write({ type: 'published', update: 'a2.0', content: paragraph('x'), article: other }),
    ).toMatchObject({ result: 'ok' });
    expect(await writer.entries()).toHaveLength(2);
  });

  check(
    'knows of an article its newest version and what is not to come back, whatever was sent twice',
    async (writer) => {
      await writer.open();
      expect(await writer.log.article('storm', 'a1')).toEqual({ version: 0, barred: [] });
      for (const at of [0, 1]) await writer.publish(`a1.${at}`);
      await writer.log.supersede('storm', { id: 'a1', version: 3 });
      const retract = (at: number) =>
        writer.write(
          { type: 'retracted', update: `a1.${at}`, barred: { article: 'a1', mark: `mark${at}` } },
          `retract ${at}`,
        );
      for (const at of [0, 0, 1]) await retract(at);
      await writer.retract('a1.1');
      expect(await writer.log.article('storm', 'a1')).toEqual({ version: 3, barred: ['mark0', 'mark1'] });
      expect(await writer.log.article('storm', 'a2')).toEqual({ version: 0, barred: [] });
      expect(await writer.log.holds('storm', ['retract 0', 'retract 2'])).toEqual([true, false]);
      expect(await writer.log.holds('storm', [])).toEqual([]);
    },
  );

  check('takes nothing before what it follows', async (writer) => {
    await writer.open();
    const publish = (at: number) =>
      writer.write(
        {
          type: 'published',
          update: `a1.${at}`,
          content: paragraph(`${at}`),
          ...(at > 0 && { follows: `publish ${at - 1}` }),
        },
        `publish ${at}`,
      );
    await refused(publish(1), 'UNAVAILABLE');
    for (const at of [0, 1, 0, 1]) await publish(at);
    expect((await writer.entries()).map(({ type }) => type)).toEqual(['opened', 'published', 'published']);
  });

  check('leaves a briefing that was never opened as it is', async (writer) => {
    await writer.log.supersede('storm', { id: 'a1', version: 2 });
    expect(await writer.log.briefing('storm')).toBeUndefined();
    expect(await writer.open()).toMatchObject({ result: 'ok' });
  });
}
