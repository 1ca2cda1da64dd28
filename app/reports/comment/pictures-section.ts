import { whole, type Section } from '../markdown/fit-sections.ts';
import { inlineText } from '../markdown/inline-text.ts';

/** Plots that a comment shows from where they are kept. */
export type Pictures = {
  readonly shown: readonly ShownPicture[];
  /** Why there are none though the policy wants them, as a sentence; null: nothing is wrong. */
  readonly trouble: string | null;
};

export type ShownPicture = {
  readonly title: string;
  /** What is seen on it. */
  readonly alt: string;
  readonly address: string;
};

export const NO_PICTURES: Pictures = { shown: [], trouble: null };

/** Plots, each with its heading, folded away. */
export function picturesSections({ shown, trouble }: Pictures): readonly Section[] {
  if (trouble !== null) return [whole(`<sub>${inlineText(trouble)}</sub>`)];
  if (shown.length === 0) return [];
  const pictures = shown.map(
    ({ title, alt, address }) => `**${inlineText(title)}**\n\n![${inlineText(alt)}](${address})`,
  );
  const names = shown.map(({ title }) => inlineText(title)).join(', ');
  const head = `<details><summary><b>Plots</b>: ${names}</summary>`;
  return [whole([head, ...pictures, '</details>'].join('\n\n'))];
}
