import { DURATION_UNITS } from '../../../text/duration.ts';
import type { Emergency } from '../../domain/run/by-hand.ts';
import { momentText } from '../../reports/words/moment-text.ts';
import { linked, quoted } from '../conversation.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import { startPromotion } from '../start/start-promotion.ts';
import type { AskedOfModel, OfModel } from './asked-of-model.ts';
import { wantedVersion, type Moving } from './wanted-version.ts';

/** Somebody else has to have looked at an emergency by then. */
const REVIEWED_WITHIN_MS = 24 * DURATION_UNITS.h;

/**
 * Starts the run that lets an alias point to a version that a protected branch registered, or back to one that it has held.
 * An emergency waits for no approval, and no freeze holds it; what was not tested, not gated, or deleted it does not deploy.
 */
export async function promoteVersion(
  deps: IngressDeps,
  asked: AskedOfModel,
  wish: Moving,
): Promise<OfModel> {
  const version = await wantedVersion(deps, asked, wish);
  if (typeof version === 'string') return refused(version);
  const name = quoted(`${version.model} v${version.version}`);
  const { alias, kind, emergency } = wish;
  const { repository, by, permission, once } = asked;
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

function refused(why: string): OfModel {
  return { type: 'refused', why };
}
