import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

/** Markdown as GitHub reads it, HTML included: before its sanitizer, so that what that would hide is seen. */
export function renderMarkdown(markdown: string): string {
  return micromark(markdown, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
}

/** The text a reader sees outside of code, where GitHub looks for mentions and references. */
export function proseOf(html: string): string {
  return decode(
    html
      .replaceAll(/<(code|pre)\b[^>]*>[\s\S]*?<\/\1>/g, ' ')
      .replaceAll(/<!--[\s\S]*?-->/g, '')
      .replaceAll(/<[^>]+>/g, ' '),
  );
}

/** The names of all elements in a rendered text. */
export function elementsOf(html: string): readonly string[] {
  return [...new Set([...html.matchAll(/<([a-z][a-z0-9]*)/gi)].map((match) => match[1] ?? ''))];
}

export function textOf(html: string): string {
  return decode(html.replaceAll(/<[^>]+>/g, ''));
}

function decode(text: string): string {
  return text
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
