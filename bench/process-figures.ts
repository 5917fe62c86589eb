import { readFileSync } from 'node:fs';

/** Of a second: what the kernel counts processes' time in (USER_HZ, the same on every Linux). */
const TICK_MS = 10;

/** CPU time that a process has used so far, all its threads, user and system, ms. Linux only. */
export function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name before may hold anything
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Resident bytes of a process. Linux only. */
export function residentBytesOf(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) * 1_024;
}
