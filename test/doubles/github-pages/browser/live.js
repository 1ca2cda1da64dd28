/** Keeps a page up to date: what the server says anew is merged into what is shown, so nothing jumps or is lost. */
import { Idiomorph } from 'idiomorph';

const SHORTEST_MS = 400;
const watched = document.body.dataset['watch'] ?? '*';
const connection = document.querySelector('#connection');
let isAsking = false;
let isStale = false;

function morph(text) {
  const fresh = new DOMParser().parseFromString(text, 'text/html').querySelector('#main');
  const main = document.querySelector('#main');
  if (fresh === null || main === null) return;
  const followed = [...main.querySelectorAll('[data-follow]')].filter(
    (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 40,
  );
  void Idiomorph.morph(main, fresh, {
    ignoreActiveValue: true,
    callbacks: {
      // What somebody types and what they folded stays theirs.
      beforeNodeMorphed: (old) => !(old instanceof HTMLElement && 'keep' in old.dataset),
      beforeAttributeUpdated: (name, node) => !(name === 'open' && node.tagName === 'DETAILS'),
    },
  });
  for (const box of followed) box.scrollTop = box.scrollHeight;
}

async function refresh() {
  if (document.hidden || isAsking) {
    isStale = true;
    return;
  }
  isAsking = true;
  isStale = false;
  try {
    const response = await fetch(location.href, { headers: { accept: 'text/html' } });
    if (response.ok) morph(await response.text());
  } catch {
    isStale = true;
  }
  setTimeout(() => {
    isAsking = false;
    if (isStale) void refresh();
  }, SHORTEST_MS);
}

async function send(form, submitter) {
  const flash = document.querySelector('#flash');
  const body = new URLSearchParams(new FormData(form, submitter));
  form.ariaBusy = 'true';
  try {
    const response = await fetch(form.action, { method: 'POST', body });
    const text = await response.text();
    if (!response.ok) {
      const page = new DOMParser().parseFromString(text, 'text/html');
      flash.textContent = page.querySelector('#refusal')?.textContent ?? text;
      flash.scrollIntoView({ block: 'nearest' });
      return;
    }
    flash.textContent = '';
    const there = new URL(response.url);
    if (
      there.pathname + there.search !== location.pathname + location.search ||
      there.hash !== ''
    ) {
      location.assign(there);
      return;
    }
    form.reset();
    morph(text);
  } catch {
    flash.textContent = 'The demo does not answer. Is it still running in your terminal?';
  } finally {
    form.ariaBusy = 'false';
  }
}

document.addEventListener('submit', (event) => {
  if ('reload' in event.target.dataset) return;
  event.preventDefault();
  void send(event.target, event.submitter);
});
document.addEventListener('change', ({ target }) => {
  if (target.id === 'person') target.form.submit();
});
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && isStale) void refresh();
});

const events = new EventSource('/-/events');
events.addEventListener('message', ({ data }) => {
  if (watched === '*' || data === watched) void refresh();
});
events.addEventListener('error', () => {
  connection.textContent = '(not running any more)';
});
let wasOpen = false;
events.addEventListener('open', () => {
  connection.textContent = '';
  document.documentElement.dataset['live'] = 'yes';
  if (wasOpen) void refresh();
  wasOpen = true;
});
