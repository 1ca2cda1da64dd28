import { ownValue } from '../../../domain/own-value.ts';
import type { RunHeader } from '../../../domain/run/run.ts';
import type { Report } from '../../../reports/report/report.ts';
import type { PageStore } from '../../pages-deps.ts';

/** What the default branch measured before a run. */
export type Trend = {
  readonly branch: string;
  /** By metric, the oldest first. */
  readonly values: ReadonlyMap<string, readonly number[]>;
};

/** Points before the run's own. */
const MOST_POINTS = 6;
/** Runs of a pipeline that are looked at for those of the default branch. */
const MOST_LOOKED_AT = 40;
/** Two numbers are a change, which the table says already. */
const FEWEST = 2;

/** The metrics of a report in the last runs of the default branch that measured them. Null: too few did. */
export async function loadTrend(
  { runs: ledger }: Pick<PageStore, 'runs'>,
  header: RunHeader,
  report: Report | null,
): Promise<Trend | null> {
  const repository = header.hosted?.repository;
  if (repository === undefined || report === null) return null;
  const { pipeline, createdAt, number, attempt } = header;
  const branch = repository.defaultBranch;
  const earlier = await ledger.list({
    pipeline,
    open: false,
    limit: MOST_LOOKED_AT,
    repository: repository.id,
    after: { createdAt, number, attempt },
  });
  const ofBranch = earlier.filter(({ ref }) => ref === `refs/heads/${branch}`);
  const rows = await ledger.rows(
    ofBranch.map(({ id }) => id),
    [report.step],
  );
  const measured = new Map(rows.map(({ run, row }) => [run, row.metrics]));
  const values = report.metrics.flatMap(({ name }) => {
    const known = ofBranch.flatMap(({ id }) => ownValue(measured.get(id) ?? {}, name) ?? []);
    const last = known.filter((value) => Number.isFinite(value)).slice(0, MOST_POINTS);
    return last.length < FEWEST ? [] : [[name, last.toReversed()] as const];
  });
  return values.length === 0 ? null : { branch, values: new Map(values) };
}
