import type { html } from 'hono/html';

/** Markup in which everything that is not ours was escaped. */
export type Html = ReturnType<typeof html>;
