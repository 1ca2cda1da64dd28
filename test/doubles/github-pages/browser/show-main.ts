import { Idiomorph } from 'idiomorph';

/** So near to its end a log is followed, in pixels. */
const NEAR = 40;

/** Merges what the server says anew into what is shown, so that nothing jumps or is lost. */
export function showMain(text: string): void {
  const fresh = new DOMParser().parseFromString(text, 'text/html').querySelector('#main');
  const main = document.querySelector('#main');
  if (fresh === null || main === null) return;
  const followed = [...main.querySelectorAll('[data-follow]')].filter(
    (box) => box.scrollHeight - box.scrollTop - box.clientHeight < NEAR,
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
