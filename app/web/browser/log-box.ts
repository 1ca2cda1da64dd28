import type { LinesData } from '../run/live/update-event.ts';

const MOST_LINES = 3000;
/** So near to its end a log is followed, in pixels. */
const NEAR = 40;

/** Adds lines to the log; it stays at its end if it was there. */
export function appendLines({ html }: LinesData): void {
  const box = logBox();
  const lines = document.querySelector('#lines');
  if (box === null || lines === null) return;
  const isFollowed = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
  document.querySelector('#no-lines')?.remove();
  lines.insertAdjacentHTML('beforeend', html);
  sift();
  while (lines.childElementCount > MOST_LINES) lines.firstElementChild?.remove();
  if (isFollowed) showLogEnd();
}

/** Brings the end of the log into view, if there is one. */
export function showLogEnd(): void {
  const box = logBox();
  if (box !== null) box.scrollTop = box.scrollHeight;
}

/** What was out of sight had no end: it is shown once somebody chooses the log. */
export function showLogEndWhenChosen(): void {
  document.addEventListener('change', ({ target }) => {
    if (target instanceof Element && target.id === 'tab-log') showLogEnd();
  });
}

/** Shows only the lines that have what is typed into the search of the log; it is there once its part is. */
export function siftWhileTyping(): void {
  document.addEventListener('input', ({ target }) => {
    if (target instanceof Element && target.id === 'find') sift();
  });
}

function sift(): void {
  const find = document.querySelector<HTMLInputElement>('#find');
  const wanted = find?.value.toLowerCase() ?? '';
  for (const line of document.querySelectorAll<HTMLElement>('#lines > li')) {
    line.hidden = wanted !== '' && !(line.textContent ?? '').toLowerCase().includes(wanted);
  }
}

function logBox(): Element | null {
  return document.querySelector('[data-log]');
}
