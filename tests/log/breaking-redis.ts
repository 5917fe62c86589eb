import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';

/** A way to a Redis that can be broken at a given word: what was on it is lost, and the client cannot know what was done. */
export async function breakingRedis(upstream: string) {
  const path = `${upstream}.breaking`;
  const sockets = new Set<Socket>();
  let answersToLose = 0;
  let lastWord: string | undefined;

  const server = createServer((client) => {
    const redis = createConnection(upstream);
    for (const [socket, other] of [
      [client, redis],
      [redis, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        other.destroy();
        sockets.delete(socket);
      });
    }
    client.on('data', (request) => {
      if (lastWord !== undefined && request.includes(lastWord)) shut();
      else redis.write(request);
    });
    redis.on('data', (answer) => {
      if (answersToLose === 0 || !answer.includes('\r\nok\r\n')) {
        client.write(answer);
        return;
      }
      answersToLose -= 1;
      client.destroy();
    });
  });
  server.listen(path);
  await once(server, 'listening');

  function shut(): void {
    server.close();
    for (const socket of sockets) socket.destroy();
  }

  return {
    path,
    answersToLose: () => answersToLose,
    /** The next change that is appended is in the log, and its writer's connection breaks before it is told so. */
    loseNextAnswer() {
      answersToLose += 1;
    },
    /** Breaks every connection now, and at the first request with this word for good. */
    endAt(word: string) {
      lastWord = word;
      for (const socket of sockets) socket.destroy();
    },
    shut,
  };
}
