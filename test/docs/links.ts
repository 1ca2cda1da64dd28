import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { ROOT, withoutBlocks, type Page } from './pages.ts';

/** Links of pages into this repository that lead nowhere, as `page: target`. */
export function brokenLinks(
  pages: readonly Page[],
  exists = (path: string) => existsSync(`${ROOT}${path}`),
): readonly string[] {
  const texts = new Map(pages.map(({ path, text }) => [path, text]));
  return pages.flatMap(({ path, text }) =>
    targetsOf(text)
      .filter((target) => !leadsSomewhere(path, target))
      .map((target) => `${path}: ${target}`),
  );

  function leadsSomewhere(from: string, target: string): boolean {
    const [file = '', anchor] = target.split('#');
    const to = file === '' ? from : posix.normalize(posix.join(posix.dirname(from), file));
    if (to.startsWith('..') || !exists(to)) return false;
    if (anchor === undefined) return true;
    const text = texts.get(to);
    return text !== undefined && anchorsOf(text).has(anchor);
  }
}

/** Relative targets: no address of another host, which no test may ask. */
function targetsOf(text: string): readonly string[] {
  const prose = withoutBlocks(text).replaceAll(/`[^`\n]*`/g, '``');
  const found = [...prose.matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => target);
  return found.filter((target) => !/^[a-z][a-z0-9+.-]*:/i.test(target));
}

/**
 * Anchors of headings, as GitHub makes them: small letters, no punctuation, hyphens for spaces, a number behind one that
 * is there already. https://docs.github.com/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#section-links
 */
function anchorsOf(text: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutBlocks(text).matchAll(/^#{1,6} +(.+?)\s*$/gm)) {
    const shown = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1');
    const slug = shown
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-');
    let anchor = slug;
    for (let again = 1; anchors.has(anchor); again += 1) anchor = `${slug}-${again}`;
    anchors.add(anchor);
  }
  return anchors;
}
