/** How esbuild makes a program for Node of our sources. */
export const ESM_OPTIONS = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  minify: true,
  keepNames: true,
  metafile: true,
  // CommonJS packages inside an ES module still ask for `require`: https://github.com/evanw/esbuild/issues/1921
  banner: {
    js: "import { createRequire as mlpRequire } from 'node:module';const require = mlpRequire(import.meta.url);",
  },
} as const;
