import type { RunHeader } from '../../domain/run/run.ts';
import type { Report } from '../../reports/report/report.ts';
import type { Runs } from '../../runtime/ports/runs.ts';

type Headers = { readonly store: { readonly runs: Pick<Runs, 'header'> } };

/** The run whose plots and curves lie under those of another: the first that its report holds it against; null: there is none. */
export async function drawnAgainst(
  { store }: Headers,
  report: Report | null,
): Promise<RunHeader | null> {
  const side = report?.sides.find(({ found }) => found.type === 'measured');
  return side?.run == null ? null : store.runs.header(side.run.id);
}
