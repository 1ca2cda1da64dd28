import type { Context } from 'hono';
import type { RepositoryRef } from '../../domain/hosted.ts';
import type { Access } from '../../api/people/access.ts';
import type { PageEnv } from '../frame/document.ts';
import { notFoundPage } from '../frame/message-page.ts';
import type { Sessions } from '../login/sessions.ts';
import { toLogin } from '../login/to-login.ts';
import type { Person } from '../pages-deps.ts';

export type Within = { readonly sessions: Sessions; readonly access: Access };

export type Whose = { readonly repository: RepositoryRef; readonly person: Person };

/**
 * Shows something of the repository that the address names to whoever may read it. `signedIn`: where they are led who sign
 * in first; null: here.
 */
export async function within(
  context: Context<PageEnv>,
  { sessions, access }: Within,
  show: (whose: Whose) => Response | Promise<Response>,
  signedIn: string | null = null,
): Promise<Response> {
  const person = await sessions.read(context);
  if (person === null) return toLogin(context, signedIn);
  const { owner = '', repo = '' } = context.req.param();
  const repository = await access.find({ owner, name: repo }, person);
  if (repository === null || !(await access.mayRead(repository, person))) {
    return notFoundPage(context, person);
  }
  return show({ repository, person });
}
