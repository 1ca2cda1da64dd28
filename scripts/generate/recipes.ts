import { readFile } from 'node:fs/promises';
import { fillPage } from './fill-page.ts';
import type { Generated } from './generated.ts';

const SOURCES = new URL('../../examples/recipes/src/', import.meta.url);

const RECIPES = [
  ['scikit-learn', 'scikit_learn.py'],
  ['XGBoost', 'xgboost_rounds.py'],
  ['PyTorch', 'pytorch.py'],
  ['Lightning', 'lightning_module.py'],
  ['Hugging Face Trainer', 'hugging_face.py'],
] as const;

/** The programs of examples/recipes, each introduced by its own first line. */
export async function recipes(): Promise<Generated> {
  const sections = RECIPES.map(async ([title, file]) => {
    const [, about, code] = /^"""(.*)"""\n\n([^]*)$/.exec(
      await readFile(new URL(file, SOURCES), 'utf8'),
    ) ?? [null, '', ''];
    if (code === '') throw new Error(`examples/recipes/src/${file} has no first line about it.`);
    return `### ${title}\n\n${about}\n\n\`\`\`python\n# src/${file}\n${code}\`\`\``;
  });
  return fillPage('steps.md', 'recipes', (await Promise.all(sections)).join('\n\n'));
}
