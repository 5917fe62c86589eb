// Follows a briefing and goes on where it left off the next time: node examples/follow.mjs http://127.0.0.1:8080 night-ferry
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'dateline/client';

const [url, briefing, file = `${briefing}.cursor`] = process.argv.slice(2);

/** Where the cursor is kept: anything that can load and save a text will do. */
const store = {
  load() {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      return undefined; // the first visit: everything is new
    }
  },
  save: (_, cursor) => writeFileSync(file, cursor),
};

const connection = connect(url);
const following = connection.follow(briefing, { store });
following.on('status', ({ name }) => console.error(`(${name})`));
process.once('SIGINT', () => connection.close()); // and with it the loop

for await (const entry of following) {
  if (entry.type === 'published') console.log(entry.at, entry.update.headline ?? entry.update.text);
  if (entry.type === 'retracted') console.log(entry.at, 'withdrawn:', entry.id);
}
