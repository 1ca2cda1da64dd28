import { aPlan, aStep } from '../support/build-plan.ts';
import { failed } from '../support/script-host.ts';
import { openPages, type TestPages } from './open-pages.ts';

/** Pages that say what went wrong: a run that failed, one that is not there, a sign-in that came to nothing. */
export async function pagesOfFaults(): Promise<{
  readonly opened: TestPages;
  readonly paths: readonly string[];
}> {
  const opened = await openPages();
  opened.host.acts.set('train', () => [failed({ message: 'train.py: no such column `label`' })]);
  const run = await opened.startHosted(
    aPlan([aStep('train'), aStep('score', { needs: ['train'] })]),
  );
  await opened.until(run.id);
  return {
    opened,
    paths: [
      `/runs/${run.id}`,
      `/runs/${run.id}?step=train`,
      '/runs/none',
      '/repos/acme/churn?state=failed',
      '/repos/nobody/nothing',
      '/login/callback?state=forged&code=1',
    ],
  };
}

/** What somebody sees who is not signed in. */
export const STRANGERS_PAGES = ['/', '/nowhere'] as const;
