/** Something that the code relies on and does not decide: what a comment says of it, and where that is written. */
export type Fact = { readonly line: number; readonly sentence: string; readonly link: string };

/** The facts in the comments of a source text, in their order. Pure. */
export function factsIn(source: string): readonly Fact[] {
  return [...source.matchAll(COMMENT)].flatMap((comment) => {
    const text = wordsOf(comment[0]);
    const line = lineAt(source, comment.index);
    const links = [...text.matchAll(LINK)].map(([link]) => link.replace(/[.,;:]+$/, ''));
    return links.map((link) => ({ line, sentence: sentenceBefore(text, link), link }));
  });
}

/** A block, or lines of `//` that follow each other. */
const COMMENT = /\/\*\*?[^]*?\*\/|(?:^[ \t]*\/\/.*\n?)+/gm;
const LINK = /https:\/\/[^\s)`'">\]]+/g;

function wordsOf(comment: string): string {
  return comment
    .replaceAll(/^[ \t]*(?:\/\*\*?|\*\/|\*|\/\/)/gm, ' ')
    .replaceAll('*/', ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function lineAt(source: string, index: number): number {
  return source.slice(0, index).split('\n').length;
}

/** What a link stands behind, without the links before it. */
function sentenceBefore(text: string, link: string): string {
  const before = text.slice(0, text.indexOf(link)).replaceAll(LINK, ' ');
  const sentences = before.split(/(?<=[.;:])\s+/).filter((each) => /[a-z]{3}/i.test(each));
  return (sentences.at(-1) ?? before).replace(/[\s(:,]+$/, '').trim();
}
