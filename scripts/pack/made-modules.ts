import { ownCommit } from '../../app/cli/own-commit.ts';

/** Beside the code in `dist/`. */
export const WASM = 'resvg.wasm';
export const FONT = 'DejaVuSans.ttf';

/**
 * Modules that the package has otherwise than a checkout, by their place: what a checkout finds or makes when it runs is
 * made here. `import.meta.url` is that of a file in `dist/`.
 */
export async function madeModules(
  browserTexts: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  return {
    'app/cli/own-commit.ts': `export const ownCommit = async () => ${JSON.stringify(await ownCommit())};`,
    'app/web/frame/bundled-for-browsers.ts': `const TEXTS = ${JSON.stringify(browserTexts)};
export const bundledForBrowsers = (file) => TEXTS[file];`,
    'app/drawing/files-of-drawing.ts': `import { fileURLToPath } from 'node:url';
const at = (name) => fileURLToPath(new URL(name, import.meta.url));
export const filesOfDrawing = () => ({
  wasm: at('./${WASM}'),
  font: at('./${FONT}'),
  reads: [at('./'), at('../package.json')],
});`,
    // Packages are no files of their own there.
    'app/cli/process/load-as-commonjs.ts': 'export const loadAsCommonJs = () => undefined;',
  };
}
