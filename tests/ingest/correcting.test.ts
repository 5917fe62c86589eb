import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Newsroom, startNewsroom } from './newsroom.ts';

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await startNewsroom();
  await newsroom.open();
});
afterAll(() => newsroom.stop());

const revise = (id: string, json: object) => newsroom.call('PATCH', `/v1/briefings/storm/updates/${id}`, { json });
const folded = async (id: string) => (await newsroom.state()).updates.get(id);

test('a correction tells readers what was changed, when, and why', async () => {
  const id = await newsroom.publish('The ferry carried 800 people.');
  await revise(id, { revision: 1, text: 'The ferry carried eighty people.', correction: 'A nought too many.' });
  await revise(id, { revision: 2, text: 'The ferry carried 80 people.', correction: 'In figures.' });
  const { at } = (await newsroom.entries()).at(-1)!; // the second revision
  const update = await folded(id);
  expect(update).toMatchObject({ revision: 3, revisedAt: at });
  expect(update).toHaveProperty('corrections', [
    {
      note: 'A nought too many.',
      at: expect.any(String),
      diff: [
        ['=', 'The ferry carried '],
        ['-', '800'],
        ['+', 'eighty'],
        ['=', ' people.'],
      ],
    },
    {
      note: 'In figures.',
      at,
      diff: [
        ['=', 'The ferry carried '],
        ['-', 'eighty'],
        ['+', '80'],
        ['=', ' people.'],
      ],
    },
  ]);
});

test('a typing slip is a revision without a correction', async () => {
  const id = await newsroom.publish('Teh bridge.');
  await revise(id, { revision: 1, text: 'The bridge.' });
  const update = await folded(id);
  expect(update).toMatchObject({ revision: 2, text: 'The bridge.', revisedAt: expect.any(String) });
  expect(update).not.toHaveProperty('corrections');
  expect((await newsroom.entries()).at(-1)).not.toHaveProperty('correction');
});

test('a note about what is beside the text comes without a diff', async () => {
  const id = await newsroom.publish('The bridge is closed.');
  await revise(id, { revision: 1, byline: 'B. Reporter', correction: 'The name was wrong.' });
  expect(await folded(id)).toHaveProperty('corrections', [{ note: 'The name was wrong.', at: expect.any(String) }]);
});

test('the words that a correction tells of go with the update', async () => {
  const id = await newsroom.publish('The witness is Rosalind.');
  await revise(id, { revision: 1, text: 'The witness is a nurse.', correction: 'Rosalind is not her name.' });
  expect(await newsroom.everything()).toContain('Rosalind');
  await newsroom.call('DELETE', `/v1/briefings/storm/updates/${id}`);
  expect(await newsroom.everything()).not.toContain('Rosalind');
});

test('twenty editors who revise the same fifty updates at once lose nothing and see every conflict', async () => {
  const ids = await Promise.all(Array.from({ length: 50 }, (_, at) => newsroom.publish(`Update ${at}.`)));
  let [written, conflicts] = [0, 0];
  /** Adds a mark of one's own to every update; when another was faster, looks again and does it again. */
  async function edit(editor: number): Promise<void> {
    for (const id of ids.map((_, at) => ids[(at + editor) % ids.length]!)) {
      for (let revision = 1; ; ) {
        const text = `${textOf(await newsroom.log.current('storm', id))} e${editor}.`;
        const answer = await revise(id, { revision, text });
        if (answer.status === 200) break;
        expect(answer.json).toMatchObject({ status: 409, code: 'REVISION_CONFLICT', revision: expect.any(Number) });
        expect(answer.json.revision).toBeGreaterThan(revision);
        revision = Number(answer.json.revision);
        conflicts += 1;
      }
      written += 1;
    }
  }
  await Promise.all(Array.from({ length: 20 }, (_, editor) => edit(editor)));
  expect(written).toBe(1_000);
  expect(conflicts).toBeGreaterThan(0);
  const { updates } = await newsroom.state();
  for (const id of ids) {
    const update = updates.get(id);
    expect(update).toMatchObject({ revision: 21 });
    for (let editor = 0; editor < 20; editor += 1) expect(textOf({ content: update })).toContain(` e${editor}.`);
  }
});

function textOf(found: object | undefined): string {
  const content = found && 'content' in found ? found.content : undefined;
  return typeof content === 'object' && content && 'text' in content ? String(content.text) : '';
}
