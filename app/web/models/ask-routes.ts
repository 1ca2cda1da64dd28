import { randomBytes } from 'node:crypto';
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { PeopleDoor } from '../../api/people/people-door.ts';
import type { RepositoryRef } from '../../domain/hosted.ts';
import { shown } from '../../reports/html/shown.ts';
import type { PageEnv } from '../frame/document.ts';
import { notFoundPage } from '../frame/message-page.ts';
import { answerPage } from '../frame/page.ts';
import { foreignForm, oddForm, toldPage } from '../frame/told-page.ts';
import type { OwnForm } from '../login/own-form.ts';
import type { PagesDeps, Person } from '../pages-deps.ts';
import { within, type Whose, type Within } from '../repo/within-repository.ts';
import { modelLink } from '../run/run-links.ts';
import { askPage, notDoneTitle } from './ask-page.ts';
import { modelNamed, modelTrail } from './model-address.ts';
import { readModelWish } from './read-model-wish.ts';

type Parts = Within & {
  readonly deps: Pick<PagesDeps, 'store'>;
  readonly forms: OwnForm;
  readonly door: PeopleDoor;
};

/** A token, a name, and what is asked, with a reason in any script. */
const MOST_BYTES = 16_384;

/**
 * `/repos/:owner/:repo/models/:model/ask`: what somebody would have done with a model. GET says what would happen, POST has
 * it done. Works without scripts.
 */
export function askRoutes(parts: Parts): Hono<PageEnv> {
  const path = '/repos/:owner/:repo/models/:model/ask';
  return new Hono<PageEnv>()
    .get(path, (context) => within(context, parts, (whose) => confirm(context, parts, whose)))
    .post(
      path,
      bodyLimit({ maxSize: MOST_BYTES, onError: (context) => context.text('Too large.', 413) }),
      (context) =>
        within(
          context,
          parts,
          (whose) => carryOut(context, parts, whose),
          // What was posted is not posted again.
          context.req.path.replace(/\/ask$/, ''),
        ),
    );
}

async function confirm(context: Context<PageEnv>, parts: Parts, whose: Whose): Promise<Response> {
  const { repository, person } = whose;
  const model = await modelNamed(context, parts.deps, repository);
  if (model === null) return notFoundPage(context, person);
  const back = backTo(repository, model, person);
  const wish = readModelWish(model, context.req.query());
  if (wish === null) return oddForm(context, back);
  const foreseen = await parts.door.foresee(person, { repository, wish });
  const title = notDoneTitle(wish);
  if (foreseen.type !== 'will') return toldPage(context, { ...back, title }, foreseen);
  const token = parts.forms.token((await parts.sessions.nameOf(context)) ?? '');
  const once = randomBytes(12).toString('base64url');
  return answerPage(context, 200, {
    title: `${shown(model)} · models`,
    person,
    trail: modelTrail(whose, model),
    body: askPage(repository, foreseen, { token, once }),
    script: null,
  });
}

async function carryOut(context: Context<PageEnv>, parts: Parts, whose: Whose): Promise<Response> {
  const { repository, person } = whose;
  const model = await modelNamed(context, parts.deps, repository);
  if (model === null) return notFoundPage(context, person);
  const back = backTo(repository, model, person);
  const session = await parts.sessions.nameOf(context);
  const form = await context.req.parseBody();
  if (session === null || !parts.forms.isOwn(context, session, form['token'])) {
    return foreignForm(context, back);
  }
  const wish = readModelWish(model, form);
  const { once } = form;
  if (wish === null || typeof once !== 'string' || !/^[\w-]{1,40}$/.test(once)) {
    return oddForm(context, back);
  }
  const answered = await parts.door.askOfModel(person, { repository, wish, once });
  if (answered.type !== 'done') {
    return toldPage(context, { ...back, title: notDoneTitle(wish) }, answered);
  }
  const { run } = answered;
  return context.redirect(run === null ? modelLink(repository, model) : `/runs/${run}`, 303);
}

function backTo(repository: RepositoryRef, model: string, person: Person) {
  return { person, link: { to: modelLink(repository, model), text: 'Back to the model' } };
}
