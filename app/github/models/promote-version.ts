import { DURATION_UNITS } from '../../../text/duration.ts';
import { deletedText, deletionOf, type ModelVersion } from '../../domain/model.ts';
import type { Emergency } from '../../domain/run/by-hand.ts';
import { momentText } from '../../reports/words/moment-text.ts';
import { versionToGoBackTo } from '../../triggers/promotion/version-to-go-back-to.ts';
import { linked, quoted } from '../conversation.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import { startPromotion } from '../start/start-promotion.ts';
import type { AskedOfModel, ModelWish, OfModel } from './model-wish.ts';
import { whyUngated } from './why-ungated.ts';

type Moving = Extract<ModelWish, { kind: 'promote' | 'rollback' }>;

/** Somebody else has to have looked at an emergency by then. */
const REVIEWED_WITHIN_MS = 24 * DURATION_UNITS.h;
const LONGEST_REASON = 500;

/**
 * Starts the run that lets an alias point to a version that a protected branch registered, or back to one that it has held.
 * An emergency waits for no approval, and no freeze holds it; what was not tested, not gated, or deleted it does not deploy.
 */
export async function promoteVersion(
  deps: IngressDeps,
  asked: AskedOfModel,
  wish: Moving,
): Promise<OfModel> {
  const urgent = whyNotUrgent(asked, wish);
  if (urgent !== null) return refused(urgent);
  const version = await versionOf(deps, asked, wish);
  if (typeof version === 'string') return refused(version);
  const name = quoted(`${version.model} v${version.version}`);
  const { model, alias, kind, emergency } = wish;
  const { repository, by, permission, once } = asked;
  const marks = await deps.store.registry.marks(model, `${repository.id}`);
  const deletion = deletionOf(marks, version);
  if (deletion !== null) return refused(`${deletedText(version, deletion)}.`);
  const reviewBy = deps.clock.now() + REVIEWED_WITHIN_MS;
  const loud = emergency === null ? {} : { emergency: { reason: emergency, reviewBy } };
  const isAdministrator = permission === 'admin';
  const order = { repository, by, isAdministrator, version, alias, kind, once, ...loud };
  const started = await startPromotion(deps, order);
  if (typeof started === 'string') {
    return refused(`${name} is not promoted: ${quoted(started)}.`);
  }
  if (started.type !== 'started') {
    const why = 'reason' in started ? started.reason : 'its pipeline file has mistakes';
    return refused(`${name} is not promoted: ${quoted(why)}.`);
  }
  const { run, number, pipeline } = started;
  const shownName = `${pipeline ?? started.file} #${number}`;
  const shown = linked(deps, { id: run, name: shownName });
  const text = `${shown} promotes ${name} to ${quoted(alias)}${urgentText(loud.emergency, number)}`;
  return { type: 'started', run, name: shownName, text };
}

function urgentText(emergency: Emergency | undefined, number: number): string {
  if (emergency === undefined) return '';
  const { reason, reviewBy } = emergency;
  return ` **as an emergency**, without an approval: ${quoted(reason)}. Somebody else has to review it until ${momentText(reviewBy)}: \`/mlp approve #${number}\``;
}

function whyNotUrgent({ permission }: AskedOfModel, { emergency }: Moving): string | null {
  if (emergency === null) return null;
  if (permission !== 'admin') return 'Only administrators may promote as an emergency.';
  if (emergency.trim() === '') return 'Say why it cannot wait for its approval: `emergency="…"`.';
  return emergency.length > LONGEST_REASON
    ? `The reason can be at most ${LONGEST_REASON} characters long.`
    : null;
}

/** A text says why there is none. */
async function versionOf(
  deps: IngressDeps,
  { repository }: AskedOfModel,
  wish: Moving,
): Promise<ModelVersion | string> {
  const { registry } = deps.store;
  const scope = `${repository.id}`;
  const { model } = wish;
  if (wish.kind === 'rollback') {
    const wanted = await versionToGoBackTo(registry, wish, scope);
    if (typeof wanted === 'string') return wanted;
    const held = await registry.version(model, wanted, scope);
    return held ?? `${quoted(`${model} v${wanted}`)} is not kept any more.`;
  }
  const name = quoted(`${model} v${wish.version}`);
  const version = await registry.version(model, wish.version, scope);
  if (version === null) return `There is no ${name} here.`;
  const wanted = { version: wish.version };
  const known = await registry.registeredWithin(model, [`${scope}/protected`], scope, wanted);
  if (known.length === 0) {
    return `No run of a protected branch registered ${name}: merge the pull request that made it.`;
  }
  return (await whyUngated(deps, repository, version)) ?? version;
}

function refused(why: string): OfModel {
  return { type: 'refused', why };
}
