import type { ActionAnswer } from '../../schemas/action-answer.generated.ts';
import type { DispatchedJob } from '../../app/runtime/ports/hosted/dispatches.ts';
import { bySchema } from '../support/by-schema.ts';
import type { TestApp } from './open-app.ts';
import type { Oddity } from './open-issuer.ts';

export type Asked<T extends ActionAnswer['type'] = ActionAnswer['type']> = Extract<
  ActionAnswer,
  { type: T }
> & { readonly status: number };

/** What the app answers, which is always a message of its schema. */
export async function ask(
  app: TestApp,
  path: string,
  body: unknown,
  token: string | null = null,
): Promise<Asked> {
  const answer = await fetch(`${app.url}/api/${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== null && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  const read = bySchema('action-answer', await answer.json());
  if (!read.valid) throw new Error(`no message: ${JSON.stringify(read.errors)}`);
  return { ...read.value, status: answer.status };
}

/** A claim by a job, with one thing odd about it or none. */
export async function claim(
  app: TestApp,
  job: DispatchedJob,
  odd: Oddity & { readonly hint?: string; readonly audience?: string } = {},
): Promise<Asked> {
  const identity = await app.issuer.token(job, odd.audience ?? app.url, odd);
  return ask(app, 'claims', { format: 1, type: 'claim', identity, hint: odd.hint ?? job.hint });
}

/** A claim that is granted. */
export async function claimed(app: TestApp, job: DispatchedJob): Promise<Asked<'claimed'>> {
  const answer = await claim(app, job);
  if (answer.type !== 'claimed') throw new Error(JSON.stringify(answer));
  return answer;
}
