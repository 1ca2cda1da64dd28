import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TEST_FOLDERS, type Entry, type Job } from './job.ts';
import { parseJson } from './read-json.ts';

/**
 * Plays a job in a process of its own, and gives what that wrote down, until its end, until something came that nothing
 * after it can be trusted (`isLast`), or until it was silent for `patienceMs`, by what it wrote last. `hangs` says that
 * it was: then what it began and did not finish hung.
 */
export async function runJob(
  job: Omit<Job, 'journal'>,
  patienceMs: PatienceMs,
  isLast: (entry: Entry) => boolean,
): Promise<Played> {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'mutants-'));
  const litter = join(folder, 'litter');
  mkdirSync(litter);
  const journal = join(folder, 'journal');
  const path = join(folder, 'job.json');
  writeFileSync(path, JSON.stringify({ ...job, journal } satisfies Job));
  // A group of its own, so that what it starts ends with it.
  const player = spawn(process.execPath, [join(import.meta.dirname, 'play-job.ts'), path], {
    detached: true,
    env: { ...process.env, [TEST_FOLDERS]: litter },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(player, 'exit');
  const end = () => {
    endGroup(player.pid);
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', end);
  try {
    return await follow(() => entriesOf(journal), ended, patienceMs, isLast);
  } finally {
    end();
    await ended;
    process.off('exit', end);
    rmSync(folder, { recursive: true, force: true });
  }
}

type PatienceMs = (last: Entry | undefined) => number;
type Played = { readonly entries: readonly Entry[]; readonly hangs: boolean };

async function follow(
  look: () => readonly Entry[],
  ended: Promise<unknown>,
  patienceMs: PatienceMs,
  isLast: (entry: Entry) => boolean,
): Promise<Played> {
  let seen = 0;
  let heardAt = performance.now();
  for (;;) {
    const hasEnded = await Promise.race([sleep(LOOK_MS, false), ended.then(() => true)]);
    const entries = look();
    const last = entries.findIndex(isLast);
    if (last >= 0) return { entries: entries.slice(0, last + 1), hangs: false };
    if (hasEnded) return { entries, hangs: entries.at(-1)?.type !== 'end' };
    if (entries.length > seen) heardAt = performance.now();
    seen = entries.length;
    if (performance.now() - heardAt > patienceMs(entries.at(-1))) return { entries, hangs: true };
  }
}

const LOOK_MS = 100;

function entriesOf(journal: string): readonly Entry[] {
  if (!existsSync(journal)) return [];
  const text = readFileSync(journal, 'utf8');
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  return lines.filter((line) => line !== '').map((line) => parseJson<Entry>(line));
}

function endGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
