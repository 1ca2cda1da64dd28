import type { html } from 'hono/html';

/** A piece of a page, escaped as it was made. */
export type Html = ReturnType<typeof html>;
