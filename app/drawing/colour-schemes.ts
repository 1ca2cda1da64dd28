type Colours = Readonly<Record<string, string>>;

/**
 * A picture that has other colours where a dark ground is preferred. A rule of a style sheet wins over an attribute
 * (https://www.w3.org/TR/SVG2/styling.html#PresentationAttributes), and a picture in a page hears of the page's scheme
 * (https://drafts.csswg.org/css-color-adjust-1/#color-scheme-effect).
 */
export function inBothLooks(svg: string, dark: Colours): string {
  const rules = Object.entries(dark).flatMap(([light, other]) =>
    ['fill', 'stroke'].map((name) => `[${name}="${light}"]{${name}:${other}}`),
  );
  const style = `<style>@media (prefers-color-scheme:dark){${rules.join('')}}</style>`;
  return svg.replace(/^<svg[^>]*>/, (root) => root + style);
}

/** The same picture in its colours for a dark ground alone. */
export function inDark(svg: string, dark: Colours): string {
  return svg.replace(
    /(?<=(?:fill|stroke)=")#[0-9a-f]{6}(?=")/g,
    (colour) => dark[colour] ?? colour,
  );
}
