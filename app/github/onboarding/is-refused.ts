import { refusedWith } from '../client/call-errors.ts';

/** Whether GitHub says that the app has not the permission, or that a rule forbids it; not for the sake of a limit. */
export function isRefused(error: unknown): boolean {
  const status = refusedWith(error);
  if (status !== null) return status === 403 || status === 404;
  // Of GraphQL, errors come with status 200.
  return (
    error instanceof Error &&
    error.name === 'GraphqlResponseError' &&
    /not accessible|without `?workflows`? permission|rule violations/i.test(error.message)
  );
}
