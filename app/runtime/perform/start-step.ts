import type { AttemptOutcome } from '../../domain/run/event.ts';
import { startsAfresh } from '../../domain/run/reads-cache.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { readableScopes } from '../../domain/scope.ts';
import type { HotRun } from '../../engine/state/hot-run.ts';
import { makeTicket, type TicketAnswer } from '../../engine/evaluate/make-ticket.ts';
import { admitPromotion, type NotAdmitted, type Promoting } from '../promotion/admit-promotion.ts';
import { promotedVersions } from '../promotion/promoted-versions.ts';
import { standingOf } from '../promotion/standing.ts';
import { whyBehind } from '../promotion/why-behind.ts';
import { newLease } from '../attempts/new-lease.ts';
import { NotYet } from '../not-yet.ts';
import type { AttemptId, Checkpoint } from '../ports/attempts.ts';
import type { Change } from '../ports/store.ts';
import type { RuntimeDeps } from '../runtime.ts';
import type { Submission } from '../decide/submission.ts';
import { moveAlias } from './move-alias.ts';
import { NOTHING, type Perform, type Performing } from './performing.ts';
import { registerModel, type Looked } from './register-model.ts';

/**
 * Hands an attempt to its executor; where that is a process of ours, under a lease from then on. One that can never work (an expression that
 * fails, a secret that is missing) ends at once with its message.
 */
export const startStep: Perform<'step.start'> = async (performing, run, { key, attempt }) => {
  const of = { run, key, attempt };
  const ordered = await performing.inbox.read(run, (hot) => orderedStep(hot, of));
  if (ordered === null) return NOTHING;
  if (ordered.step.action.type === 'register') {
    return registerModel(performing, of, await lookedAt(performing.deps, ordered));
  }
  const kept = await admitPromotion(performing.deps, ordered);
  if (kept === null) return startCommand(performing, of, ordered);
  if (kept.type === 'turn') throw new NotYet(kept.why, waits(of, kept.why, performing));
  return notDeployed(performing.deps, of, kept);
};

function waits({ run, key, attempt }: AttemptId, text: string, { deps }: Performing) {
  const on = { for: 'turn', text, url: null } as const;
  const event = { type: 'attempt.waits', key, attempt, on, seenAt: deps.clock.now() } as const;
  return { run, event };
}

/** The attempt ends, and the audit says of each alias that it was not moved, and why. */
function notDeployed(deps: RuntimeDeps, of: AttemptId, { type, why }: NotAdmitted): Submission {
  const after = type === 'frozen' ? '; run this step again after that' : '';
  const { prepare } = ended(of, impossible({ message: `nothing was deployed: ${why}${after}` }));
  return {
    pace: 'alone',
    prepare: async (runs) => {
      const hot = await runs.get(of.run);
      const ordered = orderedStep(hot, of);
      if (hot === null || ordered === null) return {};
      const changes: Change[] = [];
      for (const { alias, version } of await promotedVersions(deps, hot, ordered.step.id)) {
        if (version === null) continue;
        const wish = { version, alias, key: of.key, refused: why };
        changes.push(...(await moveAlias(deps, hot, wish)));
      }
      return { ...(await prepare(runs)), changes };
    },
  };
}

type Ordered = Promoting & { readonly header: RunHeader };

/** The alias that a register step names: where it stands, and why it stays there. */
async function lookedAt(deps: RuntimeDeps, { step, header }: Ordered): Promise<Looked> {
  const { action } = step;
  if (action.type !== 'register' || action.register.alias === null) {
    return { seen: new Map(), behind: null };
  }
  const { model, alias } = action.register;
  const moved = [{ model, alias }];
  const seen = await standingOf(deps.store.registry, header, moved);
  return { seen, behind: await whyBehind(deps, header, moved) };
}

/** Null: meanwhile it was told to stop, ended, or began after all (the effect is being performed again). */
function orderedStep(hot: HotRun | null, { key, attempt }: AttemptId): Ordered | null {
  const row = hot?.step(key);
  if (hot === null || row === undefined) return null;
  if (row.state !== 'starting' || row.attempt !== attempt) return null;
  return { step: hot.plan.step(row.stepId), plan: hot.plan, header: hot.header };
}

async function startCommand(
  performing: Performing,
  of: AttemptId,
  { step, header }: Ordered,
): Promise<Submission> {
  const { secrets, host } = performing.deps;
  const names = [...new Set(Object.values(step.secrets))];
  const values = names.length === 0 ? {} : await secrets.read(names);
  const checkpoint = await checkpointFor(performing, of, { step, header });
  const extras = { secrets: values, whereToPut: secrets.whereToPut, checkpoint };
  const answer = await performing.inbox.read(of.run, (hot) =>
    hot === null || orderedStep(hot, of) === null
      ? null
      : makeTicket(hot, of.key, of.attempt, extras),
  );
  if (answer === null) return NOTHING;
  if (!answer.ok) return ended(of, impossible(answer));
  await host.start({ ...of, ticket: answer.ticket });
  // One that lives elsewhere holds its lease from its first heartbeat on; until then its queue timeout watches it.
  return host.lifetime === 'own' ? NOTHING : holding(performing, of);
}

/**
 * The newest complete one of this step and cell that is stored whole, of work that had the same cache key; of this very
 * run where there is no key, in place, or where the run starts afresh.
 */
async function checkpointFor(
  performing: Performing,
  of: AttemptId,
  { step, header }: Pick<Ordered, 'step' | 'header'>,
): Promise<Checkpoint | null> {
  if (step.checkpoint === null || step.checkpoint.resume === 'never') return null;
  const { deps, keys, stored } = performing;
  const known = header.options.inPlace ? null : await keys.of(of.run, of.key);
  const candidates =
    known === null || startsAfresh(header.options, step.id)
      ? await ofEarlierAttempts(deps, of)
      : await deps.store.cache.checkpoints(
          known.pipeline,
          of.key,
          known.cacheKey,
          readableScopes(header),
        );
  for (const checkpoint of candidates) {
    if (await stored.isWhole(of.run, [checkpoint])) return checkpoint;
  }
  return null;
}

async function ofEarlierAttempts(
  { store }: RuntimeDeps,
  { run, key, attempt }: AttemptId,
): Promise<readonly Checkpoint[]> {
  const found: Checkpoint[] = [];
  for (let earlier = attempt - 1; earlier > 0; earlier -= 1) {
    const saved = await store.attempts.checkpoints({ run, key, attempt: earlier });
    found.push(...saved.toReversed());
  }
  return found;
}

function holding({ deps }: Performing, of: AttemptId): Submission {
  return {
    pace: 'lazy',
    prepare: async (runs) => {
      const attempt = (await runs.get(of.run))?.attempt(of.key, of.attempt);
      // A short step may be over before its start is written down; a lease on it would have nobody to end it.
      if (attempt === undefined || attempt.endedAt !== null) return {};
      return { changes: [{ type: 'lease.hold', lease: newLease(deps, of) }] };
    },
  };
}

function ended({ run, key, attempt }: AttemptId, outcome: AttemptOutcome): Submission {
  const event = { type: 'attempt.ended', key, attempt, outcome } as const;
  return { prepare: () => ({ events: [{ run, event }] }), pace: 'soon' };
}

function impossible({
  message,
}: Pick<Extract<TicketAnswer, { ok: false }>, 'message'>): AttemptOutcome {
  return {
    status: 'failed',
    class: 'failure',
    exitCode: null,
    signal: null,
    message,
    products: { outputs: {}, artifacts: {}, metrics: {}, facts: {} },
    workLostMs: null,
    charged: true,
  };
}
