// Puts the service to faults at random for as long as one likes: npm run soak -- --minutes 10 --seed 7 [--rows F5,F20] [--brief]
import { parseArgs } from 'node:util';
import { startBadLines, takeCourses } from '../client/faults.ts';
import { survived } from './mutant.ts';
import { mutants } from './mutants.ts';
import { randomFrom } from './recorder.ts';
import { reportOf, runRound } from './round.ts';
import { type Injected, someOf } from './rows/row.ts';
import { injected } from './table.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Math.trunc(Math.random() * 2 ** 31)) },
    /** These, in this order and once; else as many as there is time for, at random. */
    rows: { type: 'string' },
    /** Short rounds under a small load, as the tests have them. */
    brief: { type: 'boolean', default: false },
    /** Looks whether the checker says no to each mutant of the service, in place of all else. */
    mutants: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const random = randomFrom(seed);
const length = values.brief ? 'brief' : 'full';
/** Rows of one site: a history has to fit into memory. */
const ROWS_IN_A_ROUND = 4;
/** Lines of the SDK's own faults, and runs on each of them. */
const BAD_LINES = 4;
const RUNS = 50;

const total = { rounds: 0, wrong: 0, deliveries: 0, missing: 0, doubled: 0, reordered: 0 };

async function round(rows: readonly Injected[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const began = performance.now();
  const roundSeed = Math.trunc(random() * 2 ** 31);
  console.log(`Round ${total.rounds + 1}, seed ${roundSeed}: ${rows.map(({ id }) => id).join(', ')}`);
  const ran = await runRound(first.ground, rows, { seed: roundSeed, length });
  if ('missing' in ran) return console.log(`left out: ${ran.missing}`);
  const { ok, text } = await reportOf(ran);
  console.log(`${text}\n${Math.round((performance.now() - began) / 1_000)} s`);
  total.rounds += 1;
  total.wrong += ok ? 0 : 1;
  total.deliveries += ran.verdict.deliveries;
  for (const { kind } of ran.verdict.violations) if (kind !== 'other') total[kind] += 1;
}

/** The SDK on bad lines, with what readers do meanwhile; throws at the first run that does not come to rest as it should. */
async function badLines(): Promise<void> {
  const lines = await startBadLines(BAD_LINES);
  try {
    const runs = await takeCourses(lines, { numRuns: RUNS, seed: Math.trunc(random() * 2 ** 31), endOnFailure: true });
    console.log(`${runs} runs of the SDK on bad lines`);
  } catch (error) {
    console.log(error instanceof Error ? error.message : error);
    total.wrong += 1;
  } finally {
    await lines.stop();
  }
}

/** Some rows of one ground, each at most once. */
function someRows(): Injected[] {
  const { ground } = someOf(injected, random);
  const rest = injected.filter((row) => row.ground === ground);
  const count = Math.min(ROWS_IN_A_ROUND, rest.length);
  return Array.from({ length: count }, () => {
    const row = someOf(rest, random);
    rest.splice(rest.indexOf(row), 1);
    return row;
  });
}

function named(ids: string): Injected[] {
  return ids.split(',').map((id) => {
    const row = injected.find((one) => one.id === id);
    if (!row) throw new Error(`There is no row ${id}; there are ${injected.map((one) => one.id).join(', ')}`);
    return row;
  });
}

async function lookForMutants(): Promise<void> {
  let living = 0;
  for (const mutant of mutants) {
    const said = await survived(mutant, Math.trunc(random() * 2 ** 31));
    console.log(
      `${said === undefined ? 'killed' : 'SURVIVED'}: ${mutant.mistake}${said === undefined ? '' : `\n${said}`}`,
    );
    living += said === undefined ? 0 : 1;
  }
  console.log(`${mutants.length - living} of ${mutants.length} mutants killed, seed ${seed}`);
  process.exit(living === 0 ? 0 : 1);
}

if (values.mutants) await lookForMutants();
const until = performance.now() + Number(values.minutes) * 60_000;
if (values.rows !== undefined) await round(named(values.rows));
else
  while (performance.now() < until) {
    await round(someRows());
    await badLines();
  }
const { missing, doubled, reordered, deliveries } = total;
console.log(
  `${missing} missing, ${doubled} doubled, ${reordered} reordered (${deliveries} deliveries looked at, seed ${seed})`,
);
process.exit(total.wrong === 0 ? 0 : 1);
