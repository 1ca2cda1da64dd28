import { showMain } from './show-main.ts';

/** Posts a form, then shows the page it leads to: by merging where that is this one. A refusal is said on this page. */
export async function sendForm(
  form: HTMLFormElement,
  submitter: HTMLElement | null,
): Promise<void> {
  form.ariaBusy = 'true';
  try {
    const response = await fetch(form.action, { method: 'POST', body: fieldsOf(form, submitter) });
    const text = await response.text();
    if (!response.ok) {
      const page = new DOMParser().parseFromString(text, 'text/html');
      say(page.querySelector('#refusal')?.textContent ?? text);
      document.querySelector('#flash')?.scrollIntoView({ block: 'nearest' });
      return;
    }
    say('');
    const there = new URL(response.url);
    if (isElsewhere(there)) {
      location.assign(there);
      return;
    }
    form.reset();
    showMain(text);
  } catch {
    say('The demo does not answer. Is it still running in your terminal?');
  } finally {
    form.ariaBusy = 'false';
  }
}

function fieldsOf(form: HTMLFormElement, submitter: HTMLElement | null): URLSearchParams {
  const fields = [...new FormData(form, submitter)];
  return new URLSearchParams(
    fields.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

function isElsewhere({ pathname, search, hash }: URL): boolean {
  return pathname + search !== location.pathname + location.search || hash !== '';
}

function say(text: string): void {
  const flash = document.querySelector('#flash');
  if (flash !== null) flash.textContent = text;
}
