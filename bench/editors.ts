import { once } from 'node:events';
import { type Agent, request } from 'node:http';

/** Where editors write, and with what. */
export type Newsroom = { port: number; key: string; agent: Agent };
export type Rate = { count: number; ms: number };

/** So many at once, each again as soon as it is done, for a while. */
export async function during(ms: number, atOnce: number, act: (n: number) => Promise<unknown>): Promise<Rate> {
  const began = performance.now();
  let count = 0;
  const loop = async () => {
    while (performance.now() - began < ms) await act(count++);
  };
  await Promise.all(Array.from({ length: atOnce }, loop));
  return { count, ms: performance.now() - began };
}

/** One write, from the request to the end of its answer. */
export async function call({ port, key, agent }: Newsroom, path: string, body: object): Promise<void> {
  const text = JSON.stringify(body);
  const headers = {
    Authorization: `Bearer ${key}`,
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
  };
  const sent = request({ host: '127.0.0.1', port, path, method: 'POST', agent, headers }).end(text);
  const [response] = await once(sent, 'response');
  response.resume();
  await once(response, 'end');
  if (response.statusCode >= 300) throw new Error(`${path} answered ${response.statusCode}`);
}
