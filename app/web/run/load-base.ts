import type { RunHeader } from '../../domain/run/run.ts';
import type { RunView } from '../../../schemas/run-view.generated.ts';
import type { Measurements } from '../../reports/terminal/metrics-table.ts';
import { messageOf } from '../../../text/message-of.ts';
import { measuredBefore } from '../../runtime/baselines/measured-before.ts';
import type { PagesDeps } from '../pages-deps.ts';

export type LoadDeps = Pick<PagesDeps, 'store' | 'clock' | 'commitsBefore' | 'warn'>;

/** What the default branch measured before a run, step by step, as gates look it up. */
export type Base = Measurements & {
  /** Those that measured it: each step's own, which may not be the same. */
  readonly runs: readonly RunHeader[];
};

/** Null: nothing was measured before, or GitHub does not say what came before. */
export async function loadBase(
  { store, clock, commitsBefore, warn }: LoadDeps,
  { view, header }: { readonly view: RunView; readonly header: RunHeader },
): Promise<Base | null> {
  const measured = view.steps.filter(
    // Cells have a list of their own.
    ({ key, id, metrics }) => key === id && Object.keys(metrics).length > 0,
  );
  if (measured.length === 0) return null;
  const commits = await commitsBefore(header).catch((error: unknown) => {
    warn(`metrics are shown by themselves: ${messageOf(error)}`, { run: view.id });
    return [];
  });
  if (commits.length === 0) return null;
  const asked = { store, clock, commitsBefore: () => Promise.resolve(commits) };
  const runs = new Map<string, RunHeader>();
  const steps: Measurements['steps'][number][] = [];
  for (const { key, id } of measured) {
    const base = await measuredBefore(asked, header, { stepId: id, key });
    const run = base.type === 'found' ? await store.runs.header(base.run) : null;
    if (base.type !== 'found' || run === null) continue;
    runs.set(run.id, run);
    steps.push({ key, id, metrics: base.metrics });
  }
  return steps.length === 0 ? null : { steps, runs: [...runs.values()] };
}
