import type { Instant } from '../../domain/run/run.ts';
import type { ModelWish } from '../../runtime/promotion/model-wish.ts';
import {
  freezeModel,
  type FreezeWish,
  type Frozen,
} from '../../triggers/promotion/freeze-model.ts';
import { quoted } from '../conversation.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import type { AskedOfModel } from './asked-of-model.ts';

/** A model is to be frozen, or not to be any more. */
export type Freezing = Extract<ModelWish, { kind: 'freeze' | 'unfreeze' }>;

/** What freezing a model would change, for whoever asks; why not stands as Markdown. */
export async function wantedFreeze(
  { store }: Pick<IngressDeps, 'store'>,
  { repository, by, permission }: Pick<AskedOfModel, 'repository' | 'by' | 'permission'>,
  { wish, at }: { readonly wish: Freezing; readonly at: Instant },
): Promise<Frozen> {
  const who = { by: by.login, byId: by.id, isAdministrator: permission === 'admin' };
  const wanted: FreezeWish = { ...wish, scope: `${repository.id}`, at, ...who };
  const frozen = await freezeModel(store, wanted);
  // What people wrote stands as code.
  return frozen.type === 'change'
    ? frozen
    : { ...frozen, why: frozen.why.replace(wish.model, () => quoted(wish.model)) };
}
