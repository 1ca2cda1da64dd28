import type { RunHeader } from '../../../../app/domain/run/run.ts';
import { begun, stays, succeeded } from '../../../support/script-host.ts';
import type { TestPages } from '../../open-pages.ts';
import { sixPlots, sixPlotsPlan } from './six-plots.ts';

/** A run of main, and one of a pull request that is held against it. */
export async function comparedRun(opened: TestPages): Promise<RunHeader> {
  const evaluate = async (shift: number, sha: string, ref: string) => {
    opened.host.acts.set('evaluate', stays);
    const run = await opened.startHosted(sixPlotsPlan(), { sha, ref });
    const of = { run: run.id, key: 'evaluate', attempt: 1 };
    await opened.until(run.id, () => opened.host.started.some((each) => each.run === run.id));
    await opened.runtime.report(of, begun());
    await opened.runtime.report(of, await sixPlots(opened.blobs, { seed: sha, shift }));
    await opened.runtime.report(of, succeeded({ metrics: { auc: 0.9 + shift / 100 } }));
    await opened.until(run.id);
    return run;
  };
  await evaluate(0.4, 'of main', 'refs/heads/main');
  return evaluate(0.5, '4f2a9c1b7d3e5f60718293a4b5c6d7e8f9012345', 'refs/heads/wider');
}

/** The page once everything on it was drawn: the first ones may not wait for all that is said. */
export async function warmPage(opened: TestPages, run: string, cookie: string): Promise<string> {
  for (;;) {
    const page = await (await opened.get(`/runs/${run}`, cookie)).text();
    if (!page.includes(', drawn from ') && page.includes('<div class="prose">')) return page;
  }
}
