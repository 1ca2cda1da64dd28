import { describe, expect, test } from 'vitest';
import { join } from 'node:path';
import { followRun } from '../../../app/cli/drive/follow-run.ts';
import { LiveNews } from '../../../app/cli/drive/live-news.ts';
import type { RunDisplay } from '../../../app/cli/terminal/run-display.ts';
import type { StepView } from '../../../schemas/run-view.generated.ts';
import { aPlan, aStep } from '../../support/build-plan.ts';
import { openRuntime } from '../../support/open-runtime.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { stays } from '../../support/script-host.ts';

/** Keeps what it is shown. */
function recorder() {
  const shown: (readonly StepView[])[] = [];
  const display: RunDisplay = {
    update: ({ steps }) => void shown.push(steps),
    line: () => {},
    note: () => {},
    close: () => {},
  };
  return { shown, display };
}

describe('following a run', () => {
  test('copies nothing of it, and views anew only what changed', async () => {
    const here = await openRuntime();
    here.host.acts.set('train', stays);
    const plan = aPlan([aStep('train'), aStep('evaluate', { needs: ['train'] })]);
    const run = await here.start(plan);
    const known = await here.runtime.read(run.id);
    const { shown, display } = recorder();
    const following = await followRun(here, run.id, display);
    const { stop } = here.work();
    await waitUntil(() => shown.at(-1)?.[0]?.state === 'running');
    following.stop();
    await stop();
    const [first, last] = [shown[0], shown.at(-1)];
    expect(last?.[0]).not.toEqual(first?.[0]);
    expect(last?.[1]).toBe(first?.[1]);
    const now = await here.runtime.read(run.id);
    expect(now?.plan).toBe(plan);
    expect(now?.steps[1]).toBe(known?.steps[1]);
  });

  test('sees that another process ended it', async () => {
    const here = await openRuntime();
    const there = await openRuntime({ location: { sqliteFile: join(here.folder, 'state.db') } });
    here.host.acts.set('train', stays);
    const run = await here.start(aPlan([aStep('train')]));
    const { display } = recorder();
    const following = await followRun(here, run.id, display);
    const { stop } = here.work();
    const request = { type: 'run.cancel-requested', by: 'ada', reason: 'enough' } as const;
    await there.runtime.handle(run.id, { ...request, forced: true });
    expect((await following.over).status).toBe('cancelled');
    await stop();
  });
});

describe('what a step tells while it runs', () => {
  test('is forgotten once it is over', () => {
    const news = new LiveNews();
    for (const key of ['data', 'train']) {
      news.lines(key, [{ stream: 'stdout', text: 'epoch 1' }]);
    }
    const over = { key: 'data', result: 'success' };
    news.forgetEnded({ steps: [over, { key: 'train', result: null }] as StepView[] });
    expect([...news.steps.keys()]).toEqual(['train']);
  });
});
