import type { Guide, GuideStep } from '../../../test/doubles/github-pages/guide.ts';
import type { Chapter } from '../chapter.ts';

/** The story as the start page of the stand-in shows it: one button after the other. */
export function demoGuide(chapters: () => readonly Chapter[]): Guide {
  return {
    title: 'mlpipelines, from the first push on',
    about:
      'This is no GitHub: it stands in for one on your own machine, and so do its Actions. The App that works on it is the real one, and so are git, the workflow, the action and the training. Nothing leaves this machine.',
    steps: () => chapters().map((chapter, index, all) => stepOf(chapter, isNext(all, index))),
  };
}

/** One at a time: each builds on the one before. */
function isNext(chapters: readonly Chapter[], index: number): boolean {
  return chapters.slice(0, index).every((before) => before.isDone());
}

function stepOf(chapter: Chapter, isOpen: boolean): GuideStep {
  const { title, text, label, begin, isDone, page, alsoAt = [] } = chapter;
  const href = page();
  const hasBegun = href !== null;
  return {
    title,
    text,
    done: isDone(),
    ...(href !== null && { link: { href, label: 'Look at it' } }),
    ...(isDone() && { more: alsoAt }),
    ...(isOpen && !hasBegun && { act: { label, run: begin } }),
  };
}
