import type { RepositoryRef } from '../../domain/hosted.ts';
import { digestOf } from '../../domain/digest.ts';
import type { ModelWish } from '../../runtime/promotion/model-wish.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import { askOfModel, refuseOfModel } from '../models/ask-of-model.ts';
import { foreseeWish, type Foreseen } from '../models/foresee-wish.ts';
import { mayPress } from './may-press.ts';

/** What somebody who is signed in asks of a model on its page. */
export type PageWish = {
  readonly repository: RepositoryRef;
  readonly by: { readonly id: number; readonly login: string };
  readonly wish: ModelWish;
};

export type OnPage =
  /** `run`: where one sees what comes of it; null: nothing runs for it. */
  | { readonly type: 'done'; readonly run: string | null }
  /** A sentence in Markdown, with its end or without. */
  | { readonly type: 'refused'; readonly why: string };

/**
 * Does what the command of that name does, for whoever may give it, and writes down who asked. `once` names the press among
 * all of theirs. Throws when GitHub cannot be asked.
 */
export async function askOnPage(
  deps: IngressDeps,
  { once: press, ...page }: PageWish & { readonly once: string },
): Promise<OnPage> {
  const { repository, wish } = page;
  const { by, permission, denial } = await mayAsk(deps, page);
  const line = lineOf(wish);
  const said = { actorId: by.id, permission, surface: 'page', asked: `page ${line}` } as const;
  // Who asks, and for what, names the press: under one name nobody asks for one thing after another.
  const named = digestOf(new TextEncoder().encode(`${press} ${line}`));
  const once = `page ${by.id} ${repository.id} ${named}${again(deps, wish)}`;
  const asked = { repository, by, permission, wish, said, once };
  const answer =
    denial === null ? await askOfModel(deps, asked) : await refuseOfModel(deps, asked, denial);
  if (answer.type === 'refused') return answer;
  return { type: 'done', run: answer.type === 'started' ? answer.run : null };
}

/** What would come of it. Throws when GitHub cannot be asked. */
export async function foreseeOnPage(deps: IngressDeps, page: PageWish): Promise<Foreseen> {
  const { by, permission, denial } = await mayAsk(deps, page);
  return denial === null
    ? foreseeWish(deps, { ...page, by, permission })
    : { type: 'refused', why: denial };
}

async function mayAsk(deps: IngressDeps, { repository, by: person, wish }: PageWish) {
  // Bots do not sign in: https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app
  const by = { ...person, isBot: false };
  return { by, ...(await mayPress(deps, { repository, by, command: wish.kind })) };
}

/** A promotion starts once. A model is frozen, unfrozen and frozen again, each of which is a decision. */
function again({ clock }: Pick<IngressDeps, 'clock'>, { kind }: ModelWish): string {
  return kind === 'freeze' || kind === 'unfreeze' ? ` ${clock.now()}` : '';
}

/** As the command would be written. */
function lineOf(wish: ModelWish): string {
  const { kind, model } = wish;
  switch (kind) {
    case 'promote':
      return `promote ${model}@${wish.version} to=${wish.alias}${given('emergency', wish.emergency)}`;
    case 'rollback': {
      const to = wish.to === null ? '' : ` to=${wish.to}`;
      return `rollback ${model}@${wish.alias}${to}${given('emergency', wish.emergency)}`;
    }
    case 'freeze':
      return `freeze ${model} until=${wish.until}${given('reason', wish.reason)}`;
    case 'unfreeze':
      return `unfreeze ${model}`;
  }
}

function given(name: string, text: string | null): string {
  return text === null ? '' : ` ${name}="${text}"`;
}
