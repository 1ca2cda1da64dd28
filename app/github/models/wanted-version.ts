import { deletedText, deletionOf, type ModelVersion } from '../../domain/model.ts';
import type { ModelWish } from '../../runtime/promotion/model-wish.ts';
import { versionToGoBackTo } from '../../triggers/promotion/version-to-go-back-to.ts';
import { quoted } from '../conversation.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import type { AskedOfModel } from './asked-of-model.ts';
import { whyUngated } from './why-ungated.ts';

/** An alias is to be moved. */
export type Moving = Extract<ModelWish, { kind: 'promote' | 'rollback' }>;

export type Mover = Pick<AskedOfModel, 'repository' | 'permission'>;

const LONGEST_REASON = 500;

/** The version that somebody may have deployed by hand, as they ask for it. A text says why there is none, as a sentence. */
export async function wantedVersion(
  deps: IngressDeps,
  asked: Mover,
  wish: Moving,
): Promise<ModelVersion | string> {
  const urgent = whyNotUrgent(asked, wish);
  if (urgent !== null) return urgent;
  const version = await versionOf(deps, asked, wish);
  if (typeof version === 'string') return version;
  const marks = await deps.store.registry.marks(wish.model, `${asked.repository.id}`);
  const deletion = deletionOf(marks, version);
  return deletion === null ? version : `${quoted(deletedText(version, deletion))}.`;
}

function whyNotUrgent({ permission }: Mover, { emergency }: Moving): string | null {
  if (emergency === null) return null;
  if (permission !== 'admin') return 'Only administrators may promote as an emergency.';
  if (emergency.trim() === '') return 'Say why it cannot wait for its approval: `emergency="…"`.';
  return emergency.length > LONGEST_REASON
    ? `The reason can be at most ${LONGEST_REASON} characters long.`
    : null;
}

async function versionOf(
  deps: IngressDeps,
  { repository }: Mover,
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
