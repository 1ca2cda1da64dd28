import type { Plan, PlanStep } from '../../domain/plan.ts';
import type { InputSpec } from '../../domain/input.ts';
import type { RunHeader, StepRow } from '../../domain/run/run.ts';
import { chainOf, makersOf } from './model-of.ts';
import type { StoreReads } from '../ports/store.ts';
import type { LearnedTable } from '../comparing/comparison-question.ts';

/** More are not looked into. */
const MOST_TABLES = 5;

type Judged = { readonly header: RunHeader; readonly plan: Plan; readonly step: PlanStep };

/** What the model that a step judges has learned from, as far as the steps that made it declare that. */
export async function learnedFrom(
  { runs }: { readonly runs: Pick<StoreReads['runs'], 'rows'> },
  { header, plan, step }: Judged,
): Promise<readonly LearnedTable[]> {
  if (step.report?.examples === undefined) return [];
  const before = new Set(makersOf(plan, step).flatMap(({ id }) => chainOf(plan, id)));
  const declared = plan.steps
    .filter(({ id }) => before.has(id))
    .flatMap(({ id, inputs }) =>
      Object.entries(inputs).flatMap(([name, input]) =>
        'training' in input ? [{ name: `${id}.${name}`, input }] : [],
      ),
    )
    .slice(0, MOST_TABLES);
  const sources = declared.flatMap(({ input }) => ('step' in input ? [input.step] : []));
  const rows = sources.length === 0 ? [] : await runs.rows([header.id], [...new Set(sources)]);
  const made = new Map(rows.map(({ row }) => [row.key, row]));
  return declared.flatMap(({ name, input }) => tableOf(name, input, made));
}

function tableOf(
  name: string,
  input: InputSpec,
  made: ReadonlyMap<string, StepRow>,
): readonly LearnedTable[] {
  if ('model' in input || input.training === undefined) return [];
  const artifact = 'step' in input ? made.get(input.step)?.artifacts[input.output] : input.pinned;
  const stored =
    artifact == null || ('uri' in input && input.mode !== 'copy')
      ? { not: 'it is not stored' }
      : { digest: artifact.digest, path: artifact.path };
  return [{ input: name, spec: input.training, artifact: stored }];
}
