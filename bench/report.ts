import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { median } from './figures.ts';
import type { Figures } from './measure.ts';
import { PINNING } from './pinning.ts';

/** The figures of each system, one for each round. */
export type Rounds = ReadonlyMap<string, readonly Figures[]>;

const FOLDER = join(import.meta.dirname, 'results');

/** Writes a table and a picture of one measurement into `results/`; gives the table. */
export function write(name: string, rounds: Rounds, load: string): string {
  const medians = [...rounds].map(([system, figures]) => [system, mediansOf(figures)] as const);
  const text = `# ${name}\n\n${environment(load)}\n\n${table(medians)}\n`;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, `${name}.md`), text);
  writeFileSync(join(FOLDER, `${name}.json`), `${JSON.stringify(Object.fromEntries(rounds), null, 2)}\n`);
  const first = Object.keys(medians[0]?.[1] ?? {})[0];
  if (first !== undefined) writeFileSync(join(FOLDER, `${name}.svg`), picture(name, first, medians));
  return text;
}

function mediansOf(rounds: readonly Figures[]): Figures {
  const names = Object.keys(rounds[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, median(rounds.map((figures) => figures[name] ?? Number.NaN))]));
}

function environment(load: string): string {
  const cpu = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}`;
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  return `${new Date().toISOString().slice(0, 10)} · ${cpu} · ${memory} · Linux ${release()} · Node ${process.versions.node} · ${PINNING} · ${load}`;
}

/** One row for each figure: the medians, and in brackets how often Dateline's the system's is. */
function table(medians: readonly (readonly [string, Figures])[]): string {
  const first = medians[0]?.[1] ?? {};
  const rows = Object.keys(first).map((name) => {
    const cells = medians.map(([, figures], at) => {
      const value = figures[name] ?? Number.NaN;
      return at === 0 ? short(value) : `${short(value)} (×${short((first[name] ?? Number.NaN) / value)})`;
    });
    return `| ${name} | ${cells.join(' | ')} |`;
  });
  const head = `| median | ${medians.map(([system]) => system).join(' | ')} |`;
  return [head, `|---|${medians.map(() => '---:|').join('')}`, ...rows].join('\n');
}

function short(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en');
  return Number(value.toPrecision(3)).toString();
}

const [WIDTH, ROW, LEFT] = [640, 34, 110];

/** Bars, one for each system. */
function picture(name: string, figure: string, medians: readonly (readonly [string, Figures])[]): string {
  const values = medians.map(([, figures]) => figures[figure] ?? 0);
  const most = Math.max(...values, Number.MIN_VALUE);
  const bars = medians.map(([system], at) => {
    const y = 44 + at * ROW;
    const width = Math.max(1, ((WIDTH - LEFT - 90) * (values[at] ?? 0)) / most);
    const color = at === 0 ? '#b3261e' : '#8a8f98';
    return (
      `<text x="${LEFT - 8}" y="${y + 16}" text-anchor="end">${system}</text>` +
      `<rect x="${LEFT}" y="${y}" width="${width.toFixed(1)}" height="22" fill="${color}"/>` +
      `<text x="${LEFT + width + 8}" y="${y + 16}">${short(values[at] ?? 0)}</text>`
    );
  });
  const height = 52 + medians.length * ROW;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="14" fill="#222"><title>${name}: ${figure}</title><rect width="100%" height="100%" fill="#fff"/><text x="10" y="24" font-weight="bold">${name}: ${figure}</text>${bars.join('')}</svg>\n`;
}
