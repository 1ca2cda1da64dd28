import { setTimeout as sleep } from 'node:timers/promises';
import type { Chapter } from './story.ts';

/** Far more than any chapter takes. */
const LONGEST_MS = 120_000;

/** Waits until a chapter has happened. Throws when it does not, or when something else is shown than should be. */
export async function waitFor(chapter: Chapter): Promise<void> {
  const end = Date.now() + LONGEST_MS;
  while (!chapter.isDone()) {
    if (Date.now() > end) throw new Error(`“${chapter.title}” does not come to its end.`);
    await sleep(100);
  }
  const complaint = chapter.complaint();
  if (complaint !== null) throw new Error(`“${chapter.title}”: ${complaint}`);
}
