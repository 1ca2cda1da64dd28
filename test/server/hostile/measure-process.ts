/**
 * Loaded before the App (`--import`): tells its parent how long its event loop was kept busy and what memory it has. Busy is
 * counted in the thread's own time on a processor: a machine with other work does not make the App look slow.
 */
import { performance } from 'node:perf_hooks';

const EVERY_MS = 10;

export type Measured = {
  /** The longest and the 99.9th percentile of one turn, in ms on a processor. */
  readonly longestMs: number;
  readonly mostMs: number;
  /** As a clock on the wall has it, for people to read. */
  readonly longestByWallMs: number;
  readonly turns: number;
  readonly residentBytes: number;
  readonly mostResidentBytes: number;
};

const turns: number[] = [];
let [longestByWall, mostResident] = [0, 0];
let [busyAt, wallAt] = [busyMs(), performance.now()];
setInterval(() => {
  const [busy, wall] = [busyMs(), performance.now()];
  turns.push(busy - busyAt);
  longestByWall = Math.max(longestByWall, wall - wallAt - EVERY_MS);
  mostResident = Math.max(mostResident, process.memoryUsage.rss());
  [busyAt, wallAt] = [busy, wall];
}, EVERY_MS).unref();

process.on('message', (message) => {
  if (message !== 'measure') return;
  const sorted = turns.splice(0).sort((a, b) => a - b);
  const measured: Measured = {
    longestMs: sorted.at(-1) ?? 0,
    mostMs: sorted[Math.floor(sorted.length * 0.999)] ?? 0,
    longestByWallMs: longestByWall,
    turns: sorted.length,
    residentBytes: process.memoryUsage.rss(),
    mostResidentBytes: mostResident,
  };
  [longestByWall, mostResident] = [0, 0];
  process.send?.(measured);
});
// Asking must not keep it alive.
process.channel?.unref();

function busyMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
