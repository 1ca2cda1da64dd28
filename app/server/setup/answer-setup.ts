import type { Context } from 'hono';
import { html } from 'hono/html';
import { answerDocument, type Html, type PageEnv } from '../../web/frame/document.ts';

/** Answers with a page of the setup, in the look of the others; nobody can be signed in yet. */
export function answerSetup(
  context: Context<PageEnv>,
  status: 200 | 403 | 502 | 503,
  { title, body }: { readonly title: string; readonly body: Html },
) {
  const bar = html`<span class="brand">mlpipelines</span>`;
  return answerDocument(context, status, { title, bar, body, script: null });
}
