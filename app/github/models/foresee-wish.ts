import type { ModelVersion } from '../../domain/model.ts';
import { frozenText, isFrozen, passesFreeze, type Freeze } from '../../domain/model.ts';
import { momentText } from '../../reports/words/moment-text.ts';
import { quoted } from '../conversation.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import type { AskedOfModel } from './asked-of-model.ts';
import type { ModelWish } from '../../runtime/promotion/model-wish.ts';
import { wantedFreeze, type Freezing } from './wanted-freeze.ts';
import { wantedVersion, type Moving } from './wanted-version.ts';

export type Foreseen =
  /** Sentences, in Markdown. `wish`: names the version that they name. */
  | { readonly type: 'will'; readonly says: readonly string[]; readonly wish: ModelWish }
  /** A sentence, in Markdown. */
  | { readonly type: 'refused'; readonly why: string };

type Foresight = Pick<AskedOfModel, 'repository' | 'by' | 'permission' | 'wish'>;

/** What would happen if somebody asked for it now, by the law that would decide then. Nothing does, and nothing is kept of it. */
export async function foreseeWish(deps: IngressDeps, asked: Foresight): Promise<Foreseen> {
  const { wish } = asked;
  return wish.kind === 'freeze' || wish.kind === 'unfreeze'
    ? foreseeFreeze(deps, asked, wish)
    : foreseeMove(deps, asked, wish);
}

async function foreseeFreeze(
  deps: IngressDeps,
  asked: Foresight,
  wish: Freezing,
): Promise<Foreseen> {
  const frozen = await wantedFreeze(deps, asked, { wish, at: deps.clock.now() });
  if (frozen.type === 'refused') return frozen;
  const { freeze } = frozen.change;
  const name = quoted(wish.model);
  const says =
    freeze === null
      ? [`The aliases of ${name} move again at once, and what waited for that goes on.`]
      : [
          `Until ${momentText(freeze.until)} none of the aliases of ${name} moves, but by a rollback to an older version or in an emergency.`,
          'A deployment that has begun ends. Whoever freezes the model, or an administrator, may end that earlier.',
        ];
  return { type: 'will', says, wish };
}

async function foreseeMove(deps: IngressDeps, asked: Foresight, wish: Moving): Promise<Foreseen> {
  const version = await wantedVersion(deps, asked, wish);
  if (typeof version === 'string') return { type: 'refused', why: version };
  const { registry } = deps.store;
  const scope = `${asked.repository.id}`;
  const current = await registry.alias(wish.model, wish.alias, scope);
  const from = current?.version ?? null;
  const freeze = await registry.freeze(wish.model, scope);
  const holds = isFrozen(freeze, deps.clock.now()) && !passes(wish, version, from) ? freeze : null;
  const says = [movesText(wish, version, from), ...heldText(wish, holds)];
  // Whoever goes back meanwhile is not undone by it: the version before is another then.
  const meant = wish.kind === 'rollback' ? { ...wish, to: version.version } : wish;
  return { type: 'will', says, wish: meant };
}

function passes(wish: Moving, { version }: ModelVersion, from: number | null): boolean {
  const { kind, model, alias, emergency } = wish;
  const byHand = { kind, model, alias, version };
  const loud = emergency === null ? {} : { emergency: { reason: emergency, reviewBy: 0 } };
  return passesFreeze({ ...byHand, ...loud }, from);
}

function movesText({ model, alias }: Moving, { version }: ModelVersion, from: number | null) {
  const name = quoted(`${model}@${alias}`);
  const step = `A run of the step of the default branch that promotes ${quoted(alias)}, alone and with its gates,`;
  if (from === version) return `${step} deploys v${version} again; ${name} is there already.`;
  return from === null
    ? `${step} lets ${name}, which points nowhere yet, point to v${version}.`
    : `${step} moves ${name} from v${from} to v${version}.`;
}

function heldText({ emergency }: Moving, freeze: Freeze | null): readonly string[] {
  if (emergency !== null) {
    return [
      'As an emergency it waits for no approval, and no freeze holds it. Somebody else has to review it within 24 hours; else the check of the default branch turns red.',
    ];
  }
  const asks = 'It waits for the approval that the step asks for.';
  return freeze === null
    ? [asks]
    : [asks, `${quoted(frozenText(freeze))}: before that ends nothing is deployed.`];
}
