import type { Context } from 'hono';
import { html } from 'hono/html';
import type { NotDone } from '../../api/people/people-door.ts';
import type { Person } from '../pages-deps.ts';
import type { PageEnv } from './document.ts';
import { messagePage, notFoundPage, type Message } from './message-page.ts';
import { sentenceWithCode } from './sentence.ts';

type Told = Pick<Message, 'link'> & {
  readonly person: Person;
  /** That it was not done. */
  readonly title: string;
};

/** Why nothing, or perhaps nothing, came of what somebody asked for on a page. */
export function toldPage(context: Context<PageEnv>, told: Told, notDone: NotDone) {
  switch (notDone.type) {
    case 'nothing-here':
      return notFoundPage(context, told.person);
    case 'refused': {
      const text = html`${sentenceWithCode(`${notDone.why.replace(/\.$/, '')}.`)}`;
      return messagePage(context, 403, { ...told, text });
    }
    case 'too-often': {
      context.header('Retry-After', '60');
      const text = 'You asked for a lot within a minute. Wait a minute, then press it again.';
      return messagePage(context, 429, { ...told, text });
    }
    case 'not-now': {
      // What failed may have come after the deed.
      const title = 'This may not have been done';
      const text = `GitHub, or what this server keeps, did not answer. Look at it again, then try again in a minute.`;
      return messagePage(context, 502, { ...told, title, text });
    }
  }
}

/** The form is none of ours, or was shown in another session. */
export function foreignForm(context: Context<PageEnv>, told: Omit<Told, 'title'>) {
  return messagePage(context, 403, {
    ...told,
    title: 'Nothing was done',
    text: 'The form was not shown to you by this page, or you signed in anew since. Load the page again and press the button there.',
  });
}

/** No page of ours sends that. */
export function oddForm(context: Context<PageEnv>, told: Omit<Told, 'title'>) {
  return messagePage(context, 400, {
    ...told,
    title: 'Nothing was done',
    text: 'This page has no such button. Load it again and press the one that you mean.',
  });
}
