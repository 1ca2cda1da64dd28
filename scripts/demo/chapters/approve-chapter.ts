import type { Chapter } from '../chapter.ts';
import { checksOf, conclusions, expects, pageOf } from '../proof/check-of-commit.ts';
import { COLLEAGUE, type Demo } from '../world/open-demo.ts';
import type { StoryFacts } from '../story-facts.ts';

/** Somebody else than who pushed it lets it be deployed; from then on there is a production to hold models against. */
export function approveChapter(demo: Demo, facts: StoryFacts): Chapter {
  let isPressed = false;
  // Who looks at the check may have pressed its button there. What goes on begins another check.
  const hasBegun = () => isPressed || checksOf(demo, facts.pushed).length > 1;
  return {
    title: 'Approve the deployment',
    text: 'A button of the check lets the deployment go on. It counts from those with write access who had no hand in the change: here the colleague presses it. Once it has been deployed, the model is `penguins@production`, and what comes after is held against it.',
    label: 'Approve',
    begin: async () => {
      const [check] = checksOf(demo, facts.pushed);
      const button = check?.actions.find(({ label }) => label === 'Approve');
      if (check === undefined || button === undefined) throw new Error('Nothing waits there.');
      demo.github.user(COLLEAGUE).press(demo.repository, check.id, button.identifier);
      isPressed = true;
      return pageOf(demo, facts.pushed) ?? '/acme/penguins';
    },
    isDone: () => conclusions(demo, facts.pushed).includes('success'),
    complaint: () =>
      expects(demo, facts.pushed, { conclusion: 'success', says: ['deploy', 'production'] }),
    page: () => (hasBegun() ? pageOf(demo, facts.pushed) : null),
  };
}
