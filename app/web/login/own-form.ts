import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';

/** Tells a form of one of our own pages, in the hands of whoever it was shown to, from any other. */
export type OwnForm = {
  /** Goes into each form; another session's is another. */
  readonly token: (session: string) => string;
  /** Whether a form came from our own page, with the token of this session. */
  readonly isOwn: (context: Context, session: string, token: unknown) => boolean;
};

/**
 * A token bound to the session, beside cookies that other sites' posts do not carry and what the browser says of where the
 * form stood: each alone would do in a browser that keeps to its rules.
 * https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 */
export function ownForms({
  key,
  url,
}: {
  readonly key: Uint8Array;
  readonly url: string;
}): OwnForm {
  const own = new Uint8Array(hkdfSync('sha256', key, '', 'mlpipelines pages: forms', 32));
  const token = (session: string) => createHmac('sha256', own).update(session).digest('base64url');
  return {
    token,
    isOwn: (context, session, given) => {
      if (!isOwnSite(context, url) || typeof given !== 'string') return false;
      const [a, b] = [Buffer.from(given), Buffer.from(token(session))];
      return a.length === b.length && timingSafeEqual(a, b);
    },
  };
}

/** Whether a form stood on a page of ours: a browser says where it was. */
export function isOwnSite(context: Context, url: string): boolean {
  // https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site; older browsers send the origin alone.
  const site = context.req.header('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  return context.req.header('origin') === new URL(url).origin;
}
