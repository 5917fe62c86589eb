import { afterAll, beforeAll } from 'vitest';
import { startRedis, type TestRedis } from '../kit/redis.ts';
import { eachLogCheck } from './conformance.ts';
import { connectLog } from './connecting.ts';

let server: TestRedis;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

eachLogCheck('the log in Redis', async (options) => {
  await server.flush();
  return connectLog(server.url, options);
});
