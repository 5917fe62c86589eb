import { afterEach, expect, test, vi } from 'vitest';
import { type Connection, connect } from '../../client/index.ts';
import { all, Witness } from './witness.ts';

const connections: Connection[] = [];
afterEach(() => {
  for (const connection of connections.splice(0)) connection.close();
});

vi.mock('../../client/playing.ts', () => {
  throw new Error('404');
});

test('a player whose second half cannot be loaded says so', async () => {
  const connection = connect('http://127.0.0.1:9');
  connections.push(connection);
  const player = connection.open('storm');
  const loop = all(player);
  player.pause();
  await expect(loop).rejects.toMatchObject({ code: 'UNAVAILABLE', retry: 'later' });
  await new Witness(player).becomes('failed');
});
