/**
 * Preloaded into a worker process (`node --import`): kills it at a step of its work that the production code knows nothing
 * of. KILL_AT is `before` or `after`, a script's name, and which of its runs: `after dlAppend 3` dies with the third
 * append's answer in its hands.
 */
import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';

const [when, script = '', count = '1'] = (process.env.KILL_AT ?? '').split(' ');
const shas = new Set<string>();
let runs = 0;

const define = Redis.prototype.defineCommand;
Redis.prototype.defineCommand = function defineCommand(name, definition) {
  if (name.split(':')[0] === script) shas.add(createHash('sha1').update(definition.lua).digest('hex'));
  return define.call(this, name, definition);
};

const send = Redis.prototype.sendCommand;
Redis.prototype.sendCommand = function sendCommand(command, stream) {
  // EVALSHA is tried first, and EVAL when the server has forgotten the script: that is the same run.
  const isRun = command.name === 'evalsha' && shas.has(String(command.args[0]));
  const isLast = isRun && ++runs === Number(count);
  if (isLast && when === 'before') process.kill(process.pid, 'SIGKILL');
  const sent = send.call(this, command, stream);
  if (isLast && when === 'after') command.promise.then(() => process.kill(process.pid, 'SIGKILL'));
  return sent;
};
