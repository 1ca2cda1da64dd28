import type { Context } from 'hono';

/** Sends a visitor to sign in, and from there back to where they wanted to go, or to `to`. */
export function toLogin(context: Context, to: string | null = null) {
  const { pathname, search } = new URL(context.req.url);
  const query = new URLSearchParams({ to: to ?? pathname + search });
  // What was posted is not posted again.
  const status = context.req.method === 'GET' ? 302 : 303;
  return context.redirect(`/login?${query.toString()}`, status);
}
