import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

/** One cookie of this app: not for scripts, not for other sites' requests, and over HTTPS alone where the app has it. */
export type AppCookie = {
  readonly read: (context: Context) => string | null;
  readonly write: (context: Context, value: string) => void;
  readonly clear: (context: Context) => void;
};

/** `url` is where people reach the app. Over HTTPS the name says that no other host can have set it (`__Host-`). */
export function appCookie(url: string, name: string, lifetimeMs: number): AppCookie {
  const prefix = url.startsWith('https:') ? ('host' as const) : undefined;
  const options = {
    path: '/',
    httpOnly: true,
    // Lax, not Strict: people come from links on GitHub.
    sameSite: 'Lax' as const,
    secure: prefix !== undefined,
    ...(prefix !== undefined && { prefix }),
  };
  return {
    read: (context) => getCookie(context, name, prefix) ?? null,
    write: (context, value) =>
      setCookie(context, name, value, { ...options, maxAge: Math.floor(lifetimeMs / 1000) }),
    clear: (context) => void deleteCookie(context, name, options),
  };
}
