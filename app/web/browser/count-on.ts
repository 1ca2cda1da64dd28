import { elapsed } from '../../../text/duration.ts';

/** Sets times that go on to what they are by now. */
export function countOn(): void {
  for (const time of document.querySelectorAll<HTMLElement>('time[data-since]')) {
    const text = elapsed(Date.now() - Date.parse(time.dataset['since'] ?? ''));
    if (time.textContent !== text) time.textContent = text;
  }
}
