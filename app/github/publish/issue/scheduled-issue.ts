import type { JsonMap } from '../../../domain/json.ts';
import { scheduleIssue } from '../../../reports/issue/schedule-issue.ts';
import { publicationId } from '../../../runtime/ports/hosted/publications.ts';
import type { Message } from '../../message.ts';
import { loadReport } from '../report/load-report.ts';
import type { PublishDeps } from '../publish-deps.ts';
import type { Rendered } from '../rendered.ts';

type Scheduled = Extract<Message, { type: 'scheduled' }>;

/** Counts how a scheduled start ended, once, and makes the pipeline's issue due. Success says nothing where none failed. */
export async function noteScheduled(
  { store, clock }: PublishDeps,
  { repository, pipeline, once, end, run, reason }: Scheduled,
): Promise<void> {
  const target = { type: 'issue', repository, pipeline } as const;
  const known = (await store.publications.find(publicationId(target)))?.notes ?? null;
  if (known?.['once'] === once || (known === null && end === 'succeeded')) return;
  const notes = (known: JsonMap): JsonMap => {
    if (known['once'] === once) return known;
    const before = typeof known['failures'] === 'number' ? known['failures'] : 0;
    return { once, end, run, reason, failures: end === 'failed' ? before + 1 : 0 };
  };
  await store.publications.touch([{ target, notes }], clock.now());
}

/** The issue as things stand; null: what it is about is forgotten. */
export async function renderIssue(
  deps: PublishDeps,
  pipeline: string,
  notes: JsonMap,
): Promise<Rendered | null> {
  const { run, reason, failures } = notes;
  const report = typeof run === 'string' ? await loadReport(deps, run) : null;
  if (typeof run === 'string' && report === null) return null;
  const issue = scheduleIssue({
    pipeline,
    run: report === null ? null : { view: report.view, page: report.page },
    reason: typeof reason === 'string' ? reason : null,
    failures: typeof failures === 'number' ? failures : 0,
  });
  const state = issue.isOpen ? 'failing' : 'well';
  return { kind: 'issue', ...issue, state, isFinal: true, since: null };
}
