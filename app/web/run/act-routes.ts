import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Answered, PeopleDoor } from '../../api/people/people-door.ts';
import { readWish, type RunWish } from '../../reports/check/read-wish.ts';
import type { PageEnv } from '../frame/document.ts';
import { notFoundPage } from '../frame/message-page.ts';
import { foreignForm, oddForm, toldPage } from '../frame/told-page.ts';
import type { OwnForm } from '../login/own-form.ts';
import { toLogin } from '../login/to-login.ts';
import type { Sessions } from '../login/sessions.ts';
import type { Person } from '../pages-deps.ts';

export type ActRoutesDeps = {
  readonly sessions: Sessions;
  readonly forms: OwnForm;
  readonly door: PeopleDoor;
};

/** A token, a name and a button. */
const MOST_BYTES = 4096;

/** `POST /runs/:id/act`: what somebody pressed on the page of a run. Answers with a page, so that it works without scripts. */
export function actRoutes({ sessions, forms, door }: ActRoutesDeps): Hono<PageEnv> {
  return new Hono<PageEnv>().post(
    '/runs/:id/act',
    bodyLimit({ maxSize: MOST_BYTES, onError: (context) => context.text('Too large.', 413) }),
    async (context) => {
      const person = await sessions.read(context);
      const session = person === null ? null : await sessions.nameOf(context);
      if (person === null || session === null) return toLogin(context, pageOf(context));
      const form = await context.req.parseBody();
      if (!forms.isOwn(context, session, form['token']))
        return foreignForm(context, back(context, person));
      const asked = askedIn(form);
      if (asked === null) return oddForm(context, back(context, person));
      const run = context.req.param('id');
      if (!/^[0-9a-z]{1,40}$/.test(run)) return notFoundPage(context, person);
      const answered = await door.ask(person, { run, ...asked });
      return answer(context, { person, wish: asked.wish, answered });
    },
  );
}

/** The button, and what names the press; null: no page of ours sends that. */
function askedIn({ wish: pressed, once }: Readonly<Record<string, unknown>>): {
  readonly wish: RunWish;
  readonly once: string;
} | null {
  const wish = typeof pressed === 'string' ? readWish(pressed) : null;
  if (wish === null || wish === 'let-run') return null;
  return typeof once === 'string' && /^[\w-]{1,40}$/.test(once) ? { wish, once } : null;
}

function pageOf(context: Context): string {
  return `/runs/${encodeURIComponent(context.req.param('id') ?? '')}`;
}

type Told = { readonly person: Person; readonly wish: RunWish; readonly answered: Answered };

function answer(context: Context<PageEnv>, { person, wish, answered }: Told) {
  if (answered.type === 'done') return context.redirect(`/runs/${answered.run}`, 303);
  return toldPage(context, { ...back(context, person), title: REFUSED[kindOf(wish)] }, answered);
}

function back(context: Context, person: Person) {
  return { person, link: { to: pageOf(context), text: 'Back to the run' } };
}

type Kind = 'approve' | 'reject' | 'rerun' | 'cancel';

function kindOf(wish: RunWish): Kind {
  if (wish === 'cancel') return wish;
  if (wish.startsWith('approve')) return 'approve';
  return wish.startsWith('reject') ? 'reject' : 'rerun';
}

const REFUSED: Readonly<Record<Kind, string>> = {
  approve: 'Nothing was approved',
  reject: 'Nothing was rejected',
  rerun: 'Nothing was run again',
  cancel: 'Nothing was cancelled',
};
