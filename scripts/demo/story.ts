import type { Chapter } from './chapter.ts';
import { CHECK, checksOf, conclusions, expects, pageOf } from './check-of-commit.ts';
import { machineChapter } from './machine-chapter.ts';
import { BRANCH, COLLEAGUE, MAINTAINER, pipelineText, type Demo } from './open-demo.ts';
import { push } from './push-change.ts';

const RETRAIN = '/retrain epochs=200';

/**
 * Push, pull request, `/retrain`, a broken file and its correction, in this order; then, where machines can be started, a
 * training on one, which is taken away in its midst if `isInterrupted`.
 */
export function tellStory(demo: Demo, isInterrupted: boolean): readonly Chapter[] {
  const facts: StoryFacts = { pushed: null, pull: null, head: null, broken: null, corrected: null };
  return [
    pushChapter(demo, facts),
    pullChapter(demo, facts),
    retrainChapter(demo, facts),
    brokenChapter(demo, facts),
    correctedChapter(demo, facts),
    ...(demo.cloud === null ? [] : [machineChapter({ ...demo, cloud: demo.cloud }, isInterrupted)]),
  ].map(kept);
}

/** What has happened stays so, though the pages that showed it go on to show what came after. */
function kept(chapter: Chapter): Chapter {
  const { isDone: isDoneNow } = chapter;
  let isOver = false;
  const isDone = () => {
    isOver ||= isDoneNow();
    return isOver;
  };
  return { ...chapter, isDone };
}

type StoryFacts = {
  pushed: string | null;
  pull: number | null;
  head: string | null;
  broken: string | null;
  corrected: string | null;
};

function pushChapter(demo: Demo, facts: StoryFacts): Chapter {
  return {
    title: 'Push a pipeline',
    text: 'A file in `.mlpipelines/` is pushed to `main`. Its steps run as jobs of GitHub Actions, here as processes of this machine, and a check of the commit shows how they go: real measurements, a network trained from them, gates that judge it. It ends waiting for an approval, since its last step deploys.',
    label: 'git push',
    begin: async () => {
      facts.pushed = await push(demo, {
        branch: 'main',
        by: MAINTAINER,
        message: 'A pipeline that trains and judges the model',
        text: pipelineText(),
      });
      return '/acme/penguins';
    },
    isDone: () => conclusions(demo, facts.pushed).length > 0,
    complaint: () =>
      expects(demo, facts.pushed, {
        conclusion: 'action_required',
        says: ['evaluate', 'accuracy'],
      }),
    page: () => pageOf(demo, facts.pushed),
  };
}

function pullChapter(demo: Demo, facts: StoryFacts): Chapter {
  return {
    title: 'Open a pull request that changes the model',
    text: 'A colleague makes the network wider. The pull request runs the pipeline on the change, says in one comment how it goes, and a check reports what came out. Steps that the change does not touch come from the cache.',
    label: 'Open the pull request',
    begin: async () => {
      const { github, repository } = demo;
      facts.head = await push(demo, {
        branch: BRANCH,
        by: COLLEAGUE,
        message: 'A wider network',
        source: (text) => text.replace('HIDDEN = 16', 'HIDDEN = 24'),
      });
      const seed = { head: BRANCH, title: 'A wider network', body: 'More neurons, better beaks?' };
      facts.pull = await github.user(COLLEAGUE).openPull(repository, seed);
      return pullPage(facts);
    },
    isDone: () =>
      conclusions(demo, facts.head).length > 0 && / succeeded in /.test(commentOf(demo, facts)),
    complaint: () =>
      expects(demo, facts.head, { conclusion: 'success', says: ['train', 'accuracy'] }),
    page: () => (facts.pull === null ? null : pullPage(facts)),
  };
}

function retrainChapter(demo: Demo, facts: StoryFacts): Chapter {
  const answered = () =>
    demo.repository.checkRuns(facts.head ?? '').filter(({ name }) => name === CHECK);
  return {
    title: 'Ask for another training',
    text: `\`${RETRAIN}\` as a comment runs the pipeline again with another value. It is obeyed only from those with write access, and only for params that the pipeline declares.`,
    label: RETRAIN,
    begin: async () => {
      demo.github.user(MAINTAINER).comment(demo.repository, facts.pull ?? 0, RETRAIN);
      return pullPage(facts);
    },
    isDone: () => answered().filter(({ status }) => status === 'completed').length > 1,
    complaint: () => {
      const last = answered().at(-1);
      return last?.summary?.includes('<code>200</code>') === true
        ? null
        : `the second run does not show its param: ${last?.summary ?? 'nothing'}`;
    },
    page: () => (answered().length > 1 ? pullPage(facts) : null),
  };
}

function brokenChapter(demo: Demo, facts: StoryFacts): Chapter {
  return {
    title: 'Break the pipeline file',
    text: 'A step needs `validat`, a step that does not exist. Nothing runs: the mistake is marked on its line, with what was probably meant, and the check `mlpipelines`, the one to require in branch protection, fails.',
    label: 'Push the mistake',
    begin: async () => {
      facts.broken = await push(demo, {
        branch: BRANCH,
        by: COLLEAGUE,
        message: 'Wait for the validation',
        text: pipelineText((text) => text.replace('needs: [validate]', 'needs: [validat]')),
      });
      return pullPage(facts);
    },
    isDone: () =>
      conclusions(demo, facts.broken).length > 0 &&
      conclusions(demo, facts.broken, 'mlpipelines').includes('failure'),
    complaint: () => {
      const [check] = checksOf(demo, facts.broken);
      const message = check?.annotations[0]?.message ?? '';
      return message.includes('did you mean `validate`')
        ? null
        : `no annotation names the mistake: ${message}`;
    },
    page: () => pageOf(demo, facts.broken),
  };
}

function correctedChapter(demo: Demo, facts: StoryFacts): Chapter {
  return {
    title: 'Correct it',
    text: 'The name is corrected, and the pipeline runs again. What was computed for the same code, data and params is not computed twice: look at the steps that come from the cache.',
    label: 'Push the correction',
    begin: async () => {
      facts.corrected = await push(demo, {
        branch: BRANCH,
        by: COLLEAGUE,
        message: 'Name the step as it is called',
        text: pipelineText(),
      });
      return pullPage(facts);
    },
    isDone: () => conclusions(demo, facts.corrected).length > 0,
    complaint: () =>
      expects(demo, facts.corrected, { conclusion: 'success', says: ['train', 'cached'] }),
    page: () => pageOf(demo, facts.corrected),
  };
}

function pullPage({ pull }: StoryFacts): string {
  return `/acme/penguins/pull/${pull}`;
}

function commentOf({ repository }: Demo, { pull }: StoryFacts): string {
  if (pull === null) return '';
  return repository.comments(pull).find(({ body }) => body.includes('mlpipelines:'))?.body ?? '';
}
