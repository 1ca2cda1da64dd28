import { setTimeout as sleep } from 'node:timers/promises';
import type { Chapter } from '../chapter.ts';

/** Far more than any chapter takes. */
const LONGEST_MS = 300_000;

/** Waits until a chapter has happened. Throws when it does not, or when something else is shown than should be. */
export async function waitFor(chapter: Chapter): Promise<void> {
  await waitUntilIn(chapter, chapter.isDone);
  const complaint = await chapter.complaint();
  if (complaint !== null) throw new Error(`“${chapter.title}”: ${complaint}`);
}

/** Waits until a chapter has come so far. Throws when it does not. */
export async function waitUntilIn({ title }: Chapter, isSo: () => boolean): Promise<void> {
  const end = Date.now() + LONGEST_MS;
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`“${title}” does not come to its end.`);
    await sleep(100);
  }
}
