/**
 * Loaded before the App (`--import`): tells its parent how long its event loop was kept busy and what memory it has. Busy is
 * counted in the thread's own time on a processor: a machine with other work does not make the App look slow.
 */
import { existsSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

const EVERY_MS = 10;

export type Measured = {
  /** The longest turn, in ms on a processor. */
  readonly longestMs: number;
  /** As a clock on the wall has it, for people to read. */
  readonly longestByWallMs: number;
  readonly turns: number;
  readonly residentBytes: number;
  readonly mostResidentBytes: number;
  /** All of its threads, on processors. */
  readonly processorMs: number;
  /** Of the time since it was asked, how much of it the event loop waited for a processor that others had. */
  readonly waited: number;
};

/** Of the first thread, in ns: on a processor, and waiting for one (https://docs.kernel.org/scheduler/sched-stats.html). */
const SCHEDULED = '/proc/self/schedstat';

const turns: number[] = [];
let [longestByWall, mostResident] = [0, 0];
let [busyAt, wallAt] = [busyMs(), performance.now()];
let asked = { at: performance.now(), processorMs: processorMs(), waitedMs: waitedMs() };
setInterval(() => {
  const [busy, wall] = [busyMs(), performance.now()];
  turns.push(busy - busyAt);
  longestByWall = Math.max(longestByWall, wall - wallAt - EVERY_MS);
  mostResident = Math.max(mostResident, process.memoryUsage.rss());
  [busyAt, wallAt] = [busy, wall];
}, EVERY_MS).unref();

process.on('message', (message) => {
  if (message !== 'measure') return;
  const since = turns.splice(0);
  const now = { at: performance.now(), processorMs: processorMs(), waitedMs: waitedMs() };
  const measured: Measured = {
    longestMs: Math.max(0, ...since),
    longestByWallMs: longestByWall,
    turns: since.length,
    residentBytes: process.memoryUsage.rss(),
    mostResidentBytes: mostResident,
    processorMs: now.processorMs - asked.processorMs,
    waited: (now.waitedMs - asked.waitedMs) / (now.at - asked.at),
  };
  asked = now;
  [longestByWall, mostResident] = [0, 0];
  process.send?.(measured);
});
// Asking must not keep it alive.
process.channel?.unref();

function busyMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function waitedMs(): number {
  if (!existsSync(SCHEDULED)) return 0;
  return Number(readFileSync(SCHEDULED, 'utf8').split(' ')[1]) / 1e6;
}
