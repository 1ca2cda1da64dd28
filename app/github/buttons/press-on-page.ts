import type { RunHeader } from '../../domain/run/run.ts';
import type { RunWish } from '../../reports/check/read-wish.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import { auditPress } from './audit-press.ts';
import { mayPress, wordsFor } from './may-press.ts';
import { pressOnRun, whyNot, type Carried } from './press-on-run.ts';

/** A button that somebody who is signed in pressed on the page of a run. */
export type PagePress = {
  readonly run: RunHeader;
  readonly wish: RunWish;
  readonly by: { readonly id: number; readonly login: string };
  /** Names the press among all of theirs. */
  readonly once: string;
};

/**
 * Does what the button of that name on the run's check does, for whoever may, and writes down who asked. Throws when GitHub
 * cannot be asked.
 */
export async function pressOnPage(
  deps: IngressDeps,
  { run, wish, by: { id, login }, once: press }: PagePress,
): Promise<Carried> {
  const repository = run.hosted?.repository;
  if (repository === undefined) {
    const why = 'this run belongs to no repository on GitHub';
    return { type: 'refused', why, isAudited: false };
  }
  // Bots do not sign in: https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app
  const by = { id, login, isBot: false };
  // Who presses names the press: under one name they may ask for one thing after another.
  const once = `page ${id} ${run.id} ${press} ${wish}`;
  const { permission, denial } = await mayPress(deps, {
    repository,
    by,
    command: wordsFor(wish).command,
  });
  const said = { actorId: id, permission, surface: 'page', asked: `page ${wish}` } as const;
  const pressed = { run, repository, wish, by, once, said };
  const carried: Carried =
    denial === null
      ? await pressOnRun(deps, { ...pressed, trigger: 'page' })
      : { type: 'refused', why: denial, isAudited: false };
  if (!carried.isAudited) {
    await deps.store.commit([auditPress(deps, pressed, whyNot(carried))]);
  }
  return carried;
}
