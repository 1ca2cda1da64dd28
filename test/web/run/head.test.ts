import { expect, test } from 'vitest';
import type { RunRequest } from '../../../app/domain/run/run.ts';
import { ACME, openPages } from '../open-pages.ts';
import { runToApproval } from '../sample-run.ts';
import { aPlan, aStep } from '../../support/build-plan.ts';
import { begun, failed, succeeded } from '../../support/script-host.ts';

/** The words of a page, without its markup. */
function wordsOf(page: string): string {
  return page
    .replace(/^[\s\S]*<main/, '<main')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');
}

test('the top of a rejected run says which gate, what it measured and what to do', async () => {
  const opened = await openPages();
  const run = await runToApproval(opened, 0.71);
  const page = await (await opened.get(`/runs/${run.id}`, await opened.signIn('ada'))).text();
  const words = wordsOf(page);
  expect(words).toContain('evaluate was rejected by its gate good-enough . ');
  expect(words).toContain('good-enough: auc 0.71: must be at least 0.8');
  expect(words).toContain('Next: push a change that its gates accept.');
  expect(words).toMatch(/Gates 0 \/ 2 ✗ good-enough failed/);
  expect(words).toMatch(/1 rejected · 1 skipped/);
  expect(words).toContain('pull request by ');
  // Nobody is asked any more.
  expect(words).not.toContain('needs 1 approval');
});

test('the top of a failed run says what to do', async () => {
  const opened = await openPages();
  opened.host.acts.set('train', () => [begun(), failed({ message: 'loss is nan' })]);
  const run = await opened.startHosted(aPlan([aStep('train')]));
  await opened.until(run.id, ({ status }) => status === 'failed');
  const cookie = await opened.signIn('ada');
  const words = wordsOf(await (await opened.get(`/runs/${run.id}`, cookie)).text());
  expect(words).toContain('loss is nan');
  expect(words).toContain(
    'Next: push a fix; or, where the failure may pass by itself, Re-run failed.',
  );
});

test('of a run that went well the step that judged it is shown, not the last one', async () => {
  const opened = await openPages();
  const metrics = { path: null, live: null, primary: 'auc', maximize: ['auc'], minimize: [] };
  const acts = { evaluate: { auc: 0.9 }, publish: {} };
  for (const [key, values] of Object.entries(acts)) {
    opened.host.acts.set(key, () => [begun(), succeeded({ metrics: values })]);
  }
  const run = await opened.startHosted(
    aPlan([
      aStep('evaluate', { kind: 'evaluate', metrics }),
      aStep('publish', { needs: ['evaluate'] }),
    ]),
  );
  await opened.until(run.id, ({ status }) => status === 'succeeded');
  const page = await (await opened.get(`/runs/${run.id}`, await opened.signIn('ada'))).text();
  expect(page).toContain('<h2 id="step">evaluate</h2>');
});

test('of a pull request that was measured it says what to do next, and how main did before', async () => {
  const main = 'c'.repeat(40);
  const opened = await openPages({ commitsBefore: async () => [main] });
  const metrics = { path: null, live: null, primary: 'auc', maximize: ['auc'], minimize: [] };
  const plan = aPlan([aStep('evaluate', { kind: 'evaluate', metrics })]);
  const cookie = await opened.signIn('ada');
  const ran = async (auc: number, given: Partial<RunRequest> = {}, half = 0.004) => {
    const measured = half === 0 ? { auc } : { auc, 'auc.low': auc - half, 'auc.high': auc + half };
    opened.host.acts.set('evaluate', () => [begun(), succeeded({ metrics: measured })]);
    const run = await opened.startHosted(plan, given);
    await opened.until(run.id);
    opened.pass(1000);
    return wordsAndMarkup(await (await opened.get(`/runs/${run.id}`, cookie)).text());
  };
  const hosted = { repository: ACME, trust: 'protected', pull: null } as const;
  const onMain = { ref: 'refs/heads/main', hosted };
  const first = await ran(0.88, { ...onMain, sha: 'a'.repeat(40) });
  expect(first.words).not.toContain('Next:');
  await ran(0.89, { ...onMain, sha: main });

  const better = await ran(0.92);
  expect(better.words).toContain(
    'Next: review #42 ; nothing that is measured here speaks against it.',
  );
  expect(better.words).toContain('Last runs of main, then this');
  expect(better.markup).toContain(
    'aria-label="auc in the last runs of main: 0.88, 0.89; in this one 0.92"',
  );
  expect((await ran(0.8)).words).toContain(
    'Next: push a change that does not make auc worse, or say in #42 why it is worth it.',
  );
  expect((await ran(0.89, {}, 0)).words).toContain(
    'Next: decide on #42 for other reasons: no difference in auc can be told from noise.',
  );
});

function wordsAndMarkup(page: string) {
  return { words: wordsOf(page), markup: page };
}
