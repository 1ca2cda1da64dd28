import type { Chapter } from '../chapter.ts';
import { CHECK, conclusions, expects } from '../proof/check-of-commit.ts';
import { BRANCH, COLLEAGUE, type Demo } from '../world/open-demo.ts';
import { pipelineText, RATES } from '../world/pipeline-text.ts';
import { push } from '../world/push-change.ts';
import { commentOf, pullPage, type StoryFacts } from '../story-facts.ts';

/** A pull request whose model is worse than that of main and of production: its gate fails. */
export function worseChapter(demo: Demo, facts: StoryFacts): Chapter {
  return {
    title: 'Open a pull request that makes the model worse',
    text: 'A colleague lowers the learning rate. The model still gets every penguin of the test right, and yet it is worse: on each of them the pull request is compared with `main` and with production, and it is far less sure. One comment says by how much, and how sure that is; the gate against production fails, though the accuracy is what it was. Steps that the change does not touch come from the cache.',
    label: 'Open the pull request',
    begin: async () => {
      const { github, repository } = demo;
      facts.worse = await push(demo, {
        branch: BRANCH,
        by: COLLEAGUE,
        message: 'Learn more slowly',
        text: pipelineText({ rate: RATES.slow }),
      });
      const seed = { head: BRANCH, title: 'Another learning rate', body: 'Slower is safer?' };
      facts.pull = await github.user(COLLEAGUE).openPull(repository, seed);
      return pullPage(facts);
    },
    isDone: () => isReported(demo, facts, facts.worse),
    complaint: () =>
      expects(demo, facts.worse, { conclusion: 'failure', says: ['log_loss', 'vs main'] }) ??
      lacks(commentOf(demo, facts), [
        'worse than <code>main</code>',
        'no&#45;worse',
        AGAINST,
        ALL_RIGHT,
      ]),
    page: () => (facts.pull === null ? null : pullPage(facts)),
  };
}

/** The pull request is mended: its model is better than that of main. */
export function betterChapter(demo: Demo, facts: StoryFacts): Chapter {
  return {
    title: 'Make it better',
    text: 'The rate was too low already: a higher one is pushed. All penguins of the test are right, as before, and now the model is surer of them than that of `main`: the same comment says that it is better, and no gate fails.',
    label: 'Push a higher rate',
    begin: async () => {
      facts.better = await push(demo, {
        branch: BRANCH,
        by: COLLEAGUE,
        message: 'Learn faster',
        text: pipelineText({ rate: RATES.fast }),
      });
      return pullPage(facts);
    },
    isDone: () => isReported(demo, facts, facts.better),
    complaint: () =>
      expects(demo, facts.better, { conclusion: 'success', says: ['log_loss', 'vs main'] }) ??
      lacks(commentOf(demo, facts), ['better than <code>main</code>', AGAINST, ALL_RIGHT]),
    page: () => (facts.better === null ? null : pullPage(facts)),
  };
}

/** The chapters say so of both models. */
const ALL_RIGHT = '| accuracy ↑ | 1<br>';
const AGAINST = 'penguins&#64;production';

/** Both checks and the comment speak of the end of this commit's run, and what the examples say is known. */
export function isReported(demo: Demo, facts: StoryFacts, sha: string | null): boolean {
  const isConcluded = [CHECK, 'mlpipelines'].every(
    (name) => conclusions(demo, sha, name).length > 0,
  );
  const text = commentOf(demo, facts);
  const isOfCommit = sha !== null && text.includes(sha.slice(0, 7));
  return isConcluded && isOfCommit && / (succeeded|rejected) in /.test(text) && / 95 % /.test(text);
}

function lacks(text: string, says: readonly string[]): string | null {
  const missing = says.filter((word) => !text.includes(word));
  return missing.length === 0 ? null : `the comment lacks ${missing.join(', ')}: ${text}`;
}
