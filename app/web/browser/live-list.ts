/**
 * The one script of a list of runs: while the page is looked at it is asked for anew every few seconds, and what changed is
 * taken in. Without it the page says how things stood when it was loaded.
 */
import { Idiomorph } from 'idiomorph';

const status = document.querySelector<HTMLElement>('#live');
const every = Number(status?.dataset['listEvery'] ?? 0) * 1000;
if (status !== null && every > 0) setInterval(() => void takeIn(status), every);

async function takeIn(live: HTMLElement): Promise<void> {
  if (document.hidden) return;
  const news = await load();
  const [there, fresh] = [document, news].map((page) => page?.querySelector('[data-part="list"]'));
  const isWell = there != null && fresh != null;
  live.textContent = isWell ? 'Live' : 'Not live: load the page again';
  live.className = isWell ? 'on' : 'off';
  if (!isWell) return;
  void Idiomorph.morph(there, fresh.innerHTML, {
    morphStyle: 'innerHTML',
    // What somebody ticked stays so.
    callbacks: { beforeAttributeUpdated: (name) => name !== 'checked' },
  });
}

/** Null: it cannot be had now. */
async function load(): Promise<Document | null> {
  try {
    const answer = await fetch(location.href, { credentials: 'same-origin', redirect: 'error' });
    if (!answer.ok) return null;
    // Its style has a nonce of its own, which this page's policy does not know.
    return new DOMParser().parseFromString(withoutStyles(await answer.text()), 'text/html');
  } catch {
    return null;
  }
}

function withoutStyles(markup: string): string {
  const [first = '', ...others] = markup.split('<style');
  const after = others.map((part) => part.split('</style>').slice(1).join(''));
  return first + after.join('');
}
