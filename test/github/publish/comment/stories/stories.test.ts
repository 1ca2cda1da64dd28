import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunHeader } from '../../../../../app/domain/run/run.ts';
import { MEASURED, near, openStory, PIPELINE, type Story } from './open-story.ts';

const BETTER = { files: { 'train.py': 'two' }, metrics: { ...MEASURED, ...near('auc', 0.92) } };
const WAITS = PIPELINE.replace(
  'promote: {',
  "run: './release.sh'\n    approval: { reviewers: [grace] }\n    promote: {",
);

/** Each story: what happened, as it happens; the run that is told of at its end. Its words stand in `told/`. */
const STORIES: Readonly<Record<string, (story: Story) => Promise<RunHeader>>> = {
  'first-run-ever': async ({ propose }) => propose(),
  'main-failed-elsewhere': async ({ main, propose }) => {
    const pipeline = `${PIPELINE}  notify: { needs: [evaluate], run: ./notify.sh }\n`;
    await main({ pipeline, fails: 'notify' });
    return propose({ ...BETTER, pipeline });
  },
  'main-waits': async ({ main, propose }) => {
    await main({ pipeline: WAITS, until: ({ status }) => status === 'waiting' });
    return propose({ ...BETTER, pipeline: WAITS });
  },
  'main-still-trains': async ({ main, propose }) => {
    await main({ stays: 'train' });
    return propose(BETTER);
  },
  'retrained-with-other-params': async ({ main, propose, retrain }) => {
    await main();
    await propose(BETTER);
    const metrics = { ...MEASURED, ...near('auc', 0.88) };
    return retrain({ ...BETTER, typed: { epochs: '5' }, metrics });
  },
  'data-changed': async ({ main, propose }) => {
    await main();
    return propose({ ...BETTER, files: { 'data.csv': 'other rows' } });
  },
  'evaluation-code-changed': async ({ main, propose }) => {
    await main();
    const pipeline = PIPELINE.replace(
      'evaluate.py\n    metrics',
      'evaluate.py --fast\n    metrics',
    );
    return propose({ ...BETTER, pipeline });
  },
  'metric-missing-on-one-side': async ({ main, propose }) => {
    await main();
    const { loss: _, ...rest } = BETTER.metrics;
    return propose({ ...BETTER, metrics: { ...rest, f1: 0.8 } });
  },
  'alias-moved': async ({ main, propose }) => {
    await main();
    const run = await propose(BETTER);
    const metrics = { ...MEASURED, ...near('auc', 0.95) };
    await main({ files: { 'train.py': 'three' }, metrics }, 'next');
    return run;
  },
  'step-renamed': async ({ main, propose }) => {
    await main();
    const pipeline = PIPELINE.replace('  evaluate:', '  judge:').replace(
      'metrics: evaluate',
      'metrics: judge',
    );
    return propose({ ...BETTER, pipeline });
  },
  'gate-failed': async ({ main, propose }) => {
    await main();
    const metrics = { ...MEASURED, ...near('auc', 0.8), size_mb: 44 };
    return propose({ ...BETTER, metrics });
  },
  'command-failed': async ({ main, propose }) => {
    await main();
    return propose({ ...BETTER, fails: 'train' });
  },
};

describe('what a pull request is told', () => {
  test.each(Object.entries(STORIES))('of the story %s', async (name, happen) => {
    const story = await openStory();
    const { title, body } = await story.told(await happen(story));
    const file = join(import.meta.dirname, 'told', `${name}.md`);
    await expect(`Check: ${title}\n\n${body}\n`).toMatchFileSnapshot(file);
  });
});
