// Replays a briefing, sixty times as fast as it was: node examples/replay.mjs http://127.0.0.1:8080 night-ferry
import { connect } from 'dateline/client';

const [url, briefing] = process.argv.slice(2);
const connection = connect(url);
const replay = connection.replay(briefing, { speed: 60, maxGap: 2_000 });

// `state` is what the log says up to the playhead: another object whenever, and only when, it has changed.
replay.subscribe(() => {
  const { updates } = replay.state;
  if (replay.playhead) console.log(replay.playhead.at, replay.status.name, updates.size, 'updates');
  if (replay.status.name === 'finished' || replay.status.name === 'live') connection.close();
});
