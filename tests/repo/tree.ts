import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The repo's root. */
export const ROOT = join(import.meta.dirname, '../..');

/** The files below some folders, by their paths from the root. */
export function filesBelow(...folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name))),
  );
}

export function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** What a module imports from the project, as paths from the root; `type` when only types come. */
export function importsOf(path: string): { type: boolean; target: string }[] {
  const pattern = /^(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?['"](\.[^'"]+)['"]/gm;
  return [...read(path).matchAll(pattern)].map(([, type, target]) => ({
    type: type !== undefined,
    target: relative(ROOT, join(ROOT, path, '..', target!)), // the pattern has both groups
  }));
}
