/** Keeps a page up to date: it is asked for again when something happens, and forms are sent from where they stand. */
import { sendForm } from './send-form.ts';
import { showMain } from './show-main.ts';

const SHORTEST_MS = 400;
const watched = document.body.dataset['watch'] ?? '*';
let isAsking = false;
let isStale = false;

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || 'reload' in form.dataset) return;
  event.preventDefault();
  void sendForm(form, event.submitter);
});
document.addEventListener('change', ({ target }) => {
  if (target instanceof HTMLSelectElement && target.id === 'person') target.form?.submit();
});
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && isStale) void refresh();
});

const events = new EventSource('/-/events');
events.addEventListener('message', ({ data }: MessageEvent<string>) => {
  if (watched === '*' || data === watched) void refresh();
});
events.addEventListener('error', () => say('(not running any more)'));
let wasOpen = false;
events.addEventListener('open', () => {
  say('');
  document.documentElement.dataset['live'] = 'yes';
  if (wasOpen) void refresh();
  wasOpen = true;
});

async function refresh(): Promise<void> {
  if (document.hidden || isAsking) {
    isStale = true;
    return;
  }
  isAsking = true;
  isStale = false;
  try {
    const response = await fetch(location.href, { headers: { accept: 'text/html' } });
    if (response.ok) showMain(await response.text());
  } catch {
    isStale = true;
  }
  setTimeout(() => {
    isAsking = false;
    if (isStale) void refresh();
  }, SHORTEST_MS);
}

function say(text: string): void {
  const connection = document.querySelector('#connection');
  if (connection !== null) connection.textContent = text;
}
