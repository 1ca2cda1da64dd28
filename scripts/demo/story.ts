import { approveChapter } from './chapters/approve-chapter.ts';
import type { Chapter } from './chapter.ts';
import { CHECK, checksOf, conclusions, expects, pageOf } from './proof/check-of-commit.ts';
import { betterChapter, isReported, worseChapter } from './chapters/model-chapters.ts';
import { monitoringChapters } from './chapters/monitoring-chapters.ts';
import { machineChapter } from './chapters/machine-chapter.ts';
import { mergeChapter, reviewChapter, rollbackChapter } from './chapters/promotion-chapters.ts';
import { BRANCH, COLLEAGUE, MAINTAINER, type Demo } from './world/open-demo.ts';
import { pipelineText, RATES, replaced } from './world/pipeline-text.ts';
import { push } from './world/push-change.ts';
import { commentOf, newFacts, pullPage, type StoryFacts } from './story-facts.ts';

const RETRAIN = '/retrain epochs=120';

/**
 * Push, approval, a pull request whose model is worse and then better, `/retrain`, a broken file and its correction, the
 * review, the merge that deploys what was tested, the way back, and the watch over what is in production, in this order;
 * then, where machines can be started, a training on one, which is taken away in its midst if `isInterrupted`.
 */
export function tellStory(demo: Demo, isInterrupted: boolean): readonly Chapter[] {
  const facts = newFacts();
  return [
    pushChapter(demo, facts),
    approveChapter(demo, facts),
    worseChapter(demo, facts),
    betterChapter(demo, facts),
    retrainChapter(demo, facts),
    brokenChapter(demo, facts),
    correctedChapter(demo, facts),
    reviewChapter(demo, facts),
    mergeChapter(demo, facts),
    rollbackChapter(demo, facts),
    ...monitoringChapters(demo),
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
        text: pipelineText({ rate: RATES.first }),
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

function retrainChapter(demo: Demo, facts: StoryFacts): Chapter {
  const answered = () =>
    demo.repository.checkRuns(facts.better ?? '').filter(({ name }) => name === CHECK);
  return {
    title: 'Ask for another training',
    text: `\`${RETRAIN}\` as a comment runs the pipeline again with another value. It is obeyed only from those with write access, and only for params that the pipeline declares.`,
    label: RETRAIN,
    begin: async () => {
      demo.github.user(MAINTAINER).comment(demo.repository, facts.pull ?? 0, RETRAIN);
      return pullPage(facts);
    },
    isDone: () =>
      answered().filter(({ status }) => status === 'completed').length > 1 &&
      / succeeded in /.test(commentOf(demo, facts)) &&
      commentOf(demo, facts).includes('**120**'),
    complaint: () => {
      const last = answered().at(-1);
      return last?.summary?.includes('<code>120</code>') === true
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
      const change = (text: string) => replaced(text, 'needs: [validate]', 'needs: [validat]');
      facts.broken = await push(demo, {
        branch: BRANCH,
        by: COLLEAGUE,
        message: 'Wait for the validation',
        text: pipelineText({ rate: RATES.fast, change }),
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
        text: pipelineText({ rate: RATES.fast }),
      });
      return pullPage(facts);
    },
    isDone: () => isReported(demo, facts, facts.corrected),
    complaint: () =>
      expects(demo, facts.corrected, { conclusion: 'success', says: ['train', 'cached'] }),
    page: () => pageOf(demo, facts.corrected),
  };
}
