import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Hono } from 'hono';

const STYLE = fileURLToPath(new URL('../browser/style.css', import.meta.url));
const ICON = fileURLToPath(new URL('../browser/icon.svg', import.meta.url));
const SCRIPT = fileURLToPath(new URL('../browser/live.ts', import.meta.url));

/** The few files that pages need. */
export function staticFiles(): Hono {
  const app = new Hono();
  app.get('/-/style.css', async () => answer('text/css', await readFile(STYLE, 'utf8')));
  app.get('/-/icon.svg', async () => answer('image/svg+xml', await readFile(ICON, 'utf8')));
  let script: Promise<string> | null = null;
  app.get('/-/live.js', async () => answer('text/javascript', await (script ??= bundled())));
  return app;
}

function answer(type: string, text: string): Response {
  const headers = { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-cache' };
  return new Response(text, { headers });
}

/** A browser finds no packages: what the script imports goes into it. */
async function bundled(): Promise<string> {
  const options = { bundle: true, write: false, format: 'esm', target: 'es2023' } as const;
  const { outputFiles } = await build({ entryPoints: [SCRIPT], ...options });
  return outputFiles[0]?.text ?? '';
}
