import { raw } from 'hono/html';
import { fromHtml } from 'hast-util-from-html';
import { defaultSchema, sanitize } from 'hast-util-sanitize';
import { toHtml } from 'hast-util-to-html';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import type { Html } from '../html.ts';
import { polish } from './polish.ts';

/**
 * GitHub-flavoured Markdown as safe HTML, sanitised by GitHub's own rules (`defaultSchema` is modelled on them).
 * Headings begin at `h<topHeading>`, so that they fit below those of the page.
 */
export function renderMarkdown(markdown: string, topHeading = 3): Html {
  const unsafe = micromark(markdown, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
  const safe = sanitize(fromHtml(unsafe, { fragment: true }), defaultSchema);
  const root = { type: 'root' as const, children: 'children' in safe ? safe.children : [safe] };
  return raw(`<div class="prose">${toHtml(polish(root, topHeading))}</div>`);
}
