// Shows a briefing as it read half-way through, and how much was published when: node examples/scrub.mjs http://127.0.0.1:8080 night-ferry
import { connect, memoryStore } from 'dateline/client';

const [url, briefing] = process.argv.slice(2);
const connection = connect(url);
const player = connection.open(briefing, { last: 20, maxGap: 5_000, store: memoryStore() });

player.on('status', ({ name }) => {
  if (name === 'live' || name === 'finished') turnBack();
});
player.subscribe(() => {
  const { status, timeline } = { status: player.status.name, timeline: player.timeline(20) };
  if (status === 'paused' && timeline?.whole) show(timeline);
});

/** Everything from here on works on what is loaded: dragging a scrubber costs no request. */
function turnBack() {
  console.log(`${player.unread.updates} unread, ${player.state.updates.size} shown`);
  player.pause();
  player.seek(player.timeline(2).buckets[1].at);
}

function show({ buckets }) {
  console.log(buckets.map(({ updates, keys }) => (keys > 0 ? '#' : updates > 0 ? '+' : '.')).join(''));
  const { entries, ms } = player.behind();
  console.log(`${player.state.updates.size} updates at ${player.playhead.at}, ${entries} entries and ${ms} ms ago`);
  connection.close();
}
