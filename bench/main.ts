import { parseArgs } from 'node:util';
import { durability, durabilityLoad } from './durability.ts';
import { ingest, ingestLoad } from './ingest.ts';
import { commands, connect, type Figures, fair, fanout, type Options, storm } from './measure.ts';
import { paint, paintLoad } from './paint.ts';
import { replay, replayLoad } from './replay.ts';
import { write } from './report.ts';
import { type System, systemsHere } from './systems.ts';

/** `node bench/main.ts [measurement …]`: see README.md. Each ends by itself. */
type Measurement = {
  measure: (system: System, options: Options) => Promise<Figures>;
  options: Options;
  /** As many as make all of them together ten minutes or so. */
  rounds: number;
  /** The systems of which it can be said. */
  of?: readonly string[];
  /** What its systems are put to. */
  load?: (options: Options) => string;
};

const usual: Options = { clients: 3_000, seconds: 5, rate: 20, loaders: 1, state: 0 };
const measurements: Record<string, Measurement> = {
  fanout: { measure: fanout, options: usual, rounds: 2 },
  crowd: { measure: fanout, options: { ...usual, clients: 5_000, rate: 5 }, rounds: 2 },
  fair: { measure: fair, options: { ...usual, clients: 18_000, rate: 1 }, of: ['Dateline', 'Socket.IO'], rounds: 1 },
  connect: { measure: connect, options: { ...usual, state: 10 }, rounds: 2 },
  memory: { measure: connect, options: { ...usual, clients: 10_000, seconds: 10 }, rounds: 1 },
  storm: { measure: storm, options: { ...usual, clients: 10_000 }, of: ['Dateline'], rounds: 2 },
  commands: { measure: commands, options: { ...usual, clients: 1_000 }, of: ['Dateline', 'Socket.IO'], rounds: 1 },
  replay: {
    measure: replay,
    options: { ...usual, clients: 1_000, seconds: 20, rate: 25 },
    of: ['Dateline'],
    load: replayLoad,
    rounds: 1,
  },
  ingest: {
    measure: ingest,
    options: { ...usual, clients: 20, seconds: 8 },
    of: ['Dateline'],
    load: ingestLoad,
    rounds: 1,
  },
  paint: {
    measure: paint,
    options: { ...usual, clients: 1, seconds: 20, rate: 2 },
    of: ['Dateline'],
    load: paintLoad,
    rounds: 1,
  },
  durability: {
    measure: durability,
    options: { ...usual, clients: 20, seconds: 3 },
    of: ['Dateline'],
    load: durabilityLoad,
    rounds: 1,
  },
};

function usualLoad({ clients, rate, seconds, state }: Options): string {
  return `${clients} clients, ${rate} updates/s for ${seconds} s, first states of ${state} updates`;
}

const text = { type: 'string' } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { clients: text, seconds: text, rate: text, loaders: text, state: text, rounds: text, only: text },
});
const only = values.only?.split(',');

for (const name of positionals.length > 0 ? positionals : Object.keys(measurements)) {
  const measurement = measurements[name];
  if (!measurement) throw new Error(`There is no "${name}"; there are ${Object.keys(measurements).join(', ')}`);
  const options = { ...measurement.options };
  for (const key of ['clients', 'seconds', 'rate', 'loaders', 'state'] as const)
    if (values[key] !== undefined) options[key] = Number(values[key]);
  await run(name, measurement, options);
}

/** Each round measures every system, so that what disturbs the machine disturbs them all. */
async function run(name: string, measurement: Measurement, options: Options): Promise<void> {
  const { measure, of, load = usualLoad } = measurement;
  const rounds = Number(values.rounds ?? measurement.rounds);
  const here = systemsHere().filter((system) => (of ?? [system.name]).includes(system.name));
  const systems = here.filter((system) => !only || only.includes(system.name));
  const results = new Map<string, Figures[]>(systems.map((system) => [system.name, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const system of systems) {
      const figures = await measure(system, options);
      results.get(system.name)?.push(figures);
      const [first] = Object.entries(figures);
      process.stderr.write(`${name}, round ${round}, ${system.name}: ${first?.[0]} ${first?.[1].toFixed(1)}\n`);
    }
  }
  process.stdout.write(`${write(name, results, load(options))}\n`);
}
