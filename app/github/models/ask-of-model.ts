import type { Audit, Decided } from '../../domain/audit.ts';
import type { Change } from '../../runtime/ports/store.ts';
import type { ModelWish } from '../../runtime/promotion/model-wish.ts';
import { momentIn } from '../../triggers/promotion/freeze-model.ts';
import { frozenText } from '../../domain/model.ts';
import { quoted } from '../conversation.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import type { AskedOfModel, OfModel } from './asked-of-model.ts';
import { promoteVersion } from './promote-version.ts';
import { wantedFreeze, type Freezing } from './wanted-freeze.ts';

/**
 * The one way in for whoever wants an alias moved by hand, or a model frozen, by a comment or on a page: the same law, and an
 * entry of the audit whatever comes of it.
 */
export async function askOfModel(deps: IngressDeps, asked: AskedOfModel): Promise<OfModel> {
  const { wish } = asked;
  if (wish.kind === 'freeze' || wish.kind === 'unfreeze') return freeze(deps, asked, wish);
  const answer = await promoteVersion(deps, asked, wish);
  const reason = wish.emergency ?? 'done';
  await deps.store.commit([auditWish(deps, asked, { answer, about: aboutOf(wish, null), reason })]);
  return answer;
}

/** Keeps that somebody asked who may not. */
export async function refuseOfModel(
  deps: Pick<IngressDeps, 'store' | 'clock'>,
  asked: AskedOfModel,
  why: string,
): Promise<OfModel> {
  const answer = refused(why);
  const about = aboutOf(asked.wish, null);
  await deps.store.commit([auditWish(deps, asked, { answer, about, reason: 'done' })]);
  return answer;
}

async function freeze(deps: IngressDeps, asked: AskedOfModel, wish: Freezing): Promise<OfModel> {
  const at = deps.clock.now();
  const frozen = await wantedFreeze(deps, asked, { wish, at });
  const about = aboutOf(wish, wish.kind === 'freeze' ? momentIn(wish.until, at) : null);
  if (frozen.type === 'refused') {
    const answer = refused(frozen.why);
    await deps.store.commit([auditWish(deps, asked, { answer, about, reason: 'done' })]);
    return answer;
  }
  const answer = doneOf(frozen.change.freeze, wish.model);
  const reason = frozen.change.freeze?.reason ?? 'done';
  const audit = auditWish(deps, asked, { answer, about, reason });
  const { type } = await deps.store.commit([frozen.change, audit]);
  if (type === 'committed') return answer;
  return refused(`Somebody else froze or unfroze ${quoted(wish.model)} meanwhile; say it again.`);
}

function doneOf(freeze: Parameters<typeof frozenText>[0] | null, model: string): OfModel {
  const text =
    freeze === null
      ? `${quoted(model)} is not frozen any more.`
      : `${quoted(frozenText(freeze))}. Until then none of its aliases moves, but by a rollback to an older version or in an emergency. A deployment that has begun ends.`;
  return { type: 'done', text };
}

function aboutOf(wish: ModelWish, until: number | null): Decided {
  const { kind, model } = wish;
  if (kind === 'freeze') return { type: 'model.freeze', model, until };
  if (kind === 'unfreeze') return { type: 'model.unfreeze', model };
  const to = wish.kind === 'promote' ? wish.version : wish.to;
  const { alias } = wish;
  return { type: 'alias.ask', kind, model, alias, to, emergency: wish.emergency !== null };
}

type End = { readonly answer: OfModel; readonly about: Decided; readonly reason: string };

/** What was asked, and what it came to. */
function auditWish(
  { clock }: Pick<IngressDeps, 'clock'>,
  { repository, by, said, once }: Pick<AskedOfModel, 'repository' | 'by' | 'said' | 'once'>,
  { answer, about, reason }: End,
): Change {
  const { evidence = {}, ...how } = said;
  const isDone = answer.type !== 'refused';
  const audit: Audit = {
    ...how,
    // Under one name it may be refused once, and granted later.
    id: isDone ? once : `${once} refused`,
    at: clock.now(),
    repository: repository.id,
    actor: by.login,
    about,
    decision: isDone ? 'granted' : 'refused',
    reason: isDone ? reason : answer.why,
    sha: null,
    evidence: answer.type === 'started' ? { ...evidence, run: answer.name } : evidence,
  };
  return { type: 'audit.add', audit };
}

function refused(why: string): OfModel {
  return { type: 'refused', why };
}
