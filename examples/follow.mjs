// Follows a briefing and goes on where it left off the next time: node examples/follow.mjs http://127.0.0.1:8080 night-ferry
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'dateline/client';

const [url, briefing, file = `${briefing}.cursor`] = process.argv.slice(2);

/** Where the place is kept. On the first visit there is no file: a store that throws has nothing, and everything is new. */
const store = {
  load: () => JSON.parse(readFileSync(file, 'utf8')),
  save: (_, visit) => writeFileSync(file, JSON.stringify(visit)),
};

const connection = connect(url);
const following = connection.follow(briefing, { store });
following.on('status', ({ name }) => console.error(`(${name})`));
process.once('SIGINT', () => connection.close()); // and with it the loop

for await (const entry of following) {
  if (entry.type === 'published') console.log(entry.at, entry.update.headline ?? entry.update.text);
  if (entry.type === 'retracted') console.log(entry.at, 'withdrawn:', entry.id);
}
