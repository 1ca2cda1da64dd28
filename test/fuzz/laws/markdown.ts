import { byteLength } from '../../../text/bytes.ts';
import { elementsOf, proseOf, renderMarkdown } from '../../reports/render-markdown.ts';
import { firstBroken, type Broken } from '../door.ts';

const MENTION = /(?:^|[^\p{L}\p{N}\u200B])@[a-z]/iu;
/** Not what we write ourselves: `Run #12`, `/mlp … #12`. */
const REFERENCE = /(?:^|[^\p{L}\p{N}\u200B&])#\d|[\w-]\/[\w.-]+#\d/iu;
const OUR_REFERENCE = /\b(?:Run|run) #\d+(?:\.\d+)?/g;
const OURS = new Set(
  'p h1 h3 code pre table thead tbody tr th td strong em ul li br details summary sub a'.split(' '),
);

/** What Markdown of ours with hostile words in it does that it must not; null: nothing. */
export function brokenMarkdown(markdown: string, links: readonly string[] = []): Broken {
  const html = renderMarkdown(markdown);
  const prose = proseOf(html).replaceAll(OUR_REFERENCE, '');
  const hrefs = [...html.matchAll(/<a\b[^>]*href="([^"]*)"/g)].map(([, href = '']) => href);
  const strange = elementsOf(html).find((name) => !OURS.has(name) || name === 'h1');
  if (strange !== undefined) return `it has an element ${strange}`;
  return firstBroken({
    'it fits': byteLength(markdown) <= 65_535,
    'it is well-formed': markdown.isWellFormed(),
    'it mentions nobody': !MENTION.test(prose),
    'it refers to nothing': !REFERENCE.test(prose),
    'it links to nothing of theirs': hrefs.every((href) => links.includes(href)),
  });
}
