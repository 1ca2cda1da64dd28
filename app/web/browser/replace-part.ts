import { Idiomorph } from 'idiomorph';
import type { PartData } from '../run/live/update-event.ts';
import { showLogEnd } from './log-box.ts';

/** Makes a part of the page what it is now. What was opened stays open, focus and scroll positions where they were. */
export function replacePart({ name, html }: PartData): void {
  const part = document.querySelector(`[data-part="${name}"]`);
  if (part === null) return;
  const focused = part.contains(document.activeElement) ? addressOf(document.activeElement) : null;
  void Idiomorph.morph(part, html, {
    morphStyle: 'innerHTML',
    callbacks: {
      beforeAttributeUpdated: (name, of) => name !== 'open' || of.tagName !== 'DETAILS',
    },
  });
  if (focused !== null && addressOf(document.activeElement) !== focused) focusLink(part, focused);
  if (name === 'log') showLogEnd();
  if (name === 'head') nameTab(part);
}

/** A link that was moved lost focus, or its element has become another link. */
function focusLink(part: Element, address: string): void {
  const links = [...part.querySelectorAll('a')];
  links
    .find((link) => addressOf(link) === address && link.getClientRects().length > 0)
    ?.focus({ preventScroll: true });
}

function addressOf(element: Element | null): string | null {
  return element?.getAttribute('href') ?? null;
}

/** The tab says how the run stands by now. */
function nameTab(head: Element): void {
  const { title, icon } = head.querySelector<HTMLElement>('[data-title]')?.dataset ?? {};
  if (title !== undefined) document.title = `${title} · mlpipelines`;
  if (icon !== undefined) document.querySelector('link[rel=icon]')?.setAttribute('href', icon);
}
