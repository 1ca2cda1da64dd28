import { LOCAL_REPOSITORY, type Audit, type Decided, type Evidence } from '../../domain/audit.ts';
import type { RunEvent } from '../../domain/run/event.ts';
import type { HotRun } from '../../engine/state/hot-run.ts';
import { evidenceFor, modelsOfStep } from './evidence-for.ts';

/** How somebody came to say what an event tells, where that is known. */
export type Said = Pick<Audit, 'permission' | 'surface' | 'asked'> & {
  /** Their number on GitHub; null: not known. */
  readonly actorId: number | null;
  /** Where the event has none of their words; left out: they gave none. */
  readonly reason?: string;
  /** Beside what the run itself shows; left out: nothing. */
  readonly evidence?: Evidence;
};

/** The entry of the audit for an event that somebody decided, as the run stands with it; null: nobody did. */
export function auditOfEvent(hot: HotRun, event: RunEvent, said: Said | null): Audit | null {
  const { header } = hot;
  const decided = decidedBy(hot, event);
  if (decided === null) return null;
  const { by, byId, words, about, key } = decided;
  const { hosted } = header;
  const {
    evidence = {},
    reason = 'done',
    ...how
  }: Said = said ?? {
    actorId: byId,
    permission: 'not asked for',
    surface: hosted === undefined ? 'terminal' : 'github',
    asked: words ?? about.type,
  };
  return {
    ...how,
    // Each version of a run is committed once.
    id: `run ${header.id} ${header.version}`,
    at: event.at,
    repository: hosted?.repository.id ?? LOCAL_REPOSITORY,
    actor: by,
    about,
    decision: 'granted',
    reason: words ?? reason,
    sha: header.sha,
    evidence: { ...evidenceFor(hot, key), ...evidence },
  };
}

type DecidedBy = {
  readonly by: string;
  readonly byId: number | null;
  /** Their reason; null: they gave none. */
  readonly words: string | null;
  readonly about: Decided;
  /** The row that it is about; null: the whole run. */
  readonly key: string | null;
};

function decidedBy(hot: HotRun, event: RunEvent): DecidedBy | null {
  const run = hot.header.id;
  switch (event.type) {
    case 'run.cancel-requested': {
      const { by, reason } = event;
      // Nobody: a newer run took its place, or its terminal was closed.
      if (by === null) return null;
      const about = { type: 'run.cancel', run } as const;
      return { by, byId: null, words: reason, about, key: null };
    }
    case 'approval.decided': {
      const { by, byId = null, comment: words, key } = event;
      const type = event.decision === 'approved' ? 'step.approve' : 'step.reject';
      return { by, byId, words, about: ofStep(hot, type, key), key };
    }
    case 'approval.withdrawn': {
      const { by, byId = null, key } = event;
      return { by, byId, words: null, about: ofStep(hot, 'step.withdraw', key), key };
    }
    case 'budget.raised': {
      const { by, byId = null, usd } = event;
      return { by, byId, words: null, about: { type: 'budget.raise', run, usd }, key: null };
    }
    default:
      return null;
  }
}

function ofStep(
  hot: HotRun,
  type: 'step.approve' | 'step.reject' | 'step.withdraw',
  step: string,
): Decided {
  return { type, run: hot.header.id, step, models: modelsOfStep(hot, step) };
}
