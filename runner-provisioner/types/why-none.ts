import type { Choice } from './choose-types.ts';

/** Why nothing fits, where a type would but for the age of its image; null: it is more than that. */
export function whyNone({ candidates, fellOut }: Choice): string | null {
  if (candidates.length > 0) return null;
  const stale = fellOut.find(({ lacks }) => lacks.every(({ of }) => of === 'image-age'));
  if (stale === undefined) return null;
  const { region, type, why } = stale;
  return `No machine is started from an image of that age: ${type} in ${region} would do, but ${why}. Have the app's operator name a newer \`image\` in the machines file, or raise \`machines.ami-max-age\` in .github/mlpipelines.yml.`;
}
