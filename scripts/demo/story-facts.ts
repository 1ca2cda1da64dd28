import type { Demo } from './world/open-demo.ts';

/** What has come of the story so far: its commits, and the pull request. */
export type StoryFacts = {
  pushed: string | null;
  pull: number | null;
  worse: string | null;
  better: string | null;
  broken: string | null;
  corrected: string | null;
};

export function newFacts(): StoryFacts {
  return {
    pushed: null,
    pull: null,
    worse: null,
    better: null,
    broken: null,
    corrected: null,
  };
}

export function pullPage({ pull }: StoryFacts): string {
  return `/acme/penguins/pull/${pull}`;
}

/** The App's one comment in the pull request. */
export function commentOf({ repository }: Demo, { pull }: StoryFacts): string {
  if (pull === null) return '';
  return repository.comments(pull).find(({ body }) => body.includes('mlpipelines:'))?.body ?? '';
}
