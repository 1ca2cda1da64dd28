import type { TestPages } from '../open-pages.ts';

/** A form in the hands of somebody: its hidden fields. */
export function hiddenFields(page: string): Readonly<Record<string, string>> {
  const fields = page.matchAll(/<input\s+type="hidden"\s+name="([^"]*)"\s+value="([^"]*)"/g);
  return Object.fromEntries([...fields].map(([, name = '', value = '']) => [name, plain(value)]));
}

const OURS: Record<string, string> = { 'sec-fetch-site': 'same-origin' };

/** Posts a form as a browser does that is on a page of ours, or as `headers` say. */
export async function postForm(
  { pages }: Pick<TestPages, 'pages'>,
  path: string,
  {
    cookie,
    fields,
  }: { readonly cookie: string; readonly fields: Readonly<Record<string, string>> },
  headers = OURS,
): Promise<Response> {
  const type = 'application/x-www-form-urlencoded';
  const all = { cookie, 'content-type': type, ...headers };
  return pages.request(path, { method: 'POST', headers: all, body: new URLSearchParams(fields) });
}

/** As a browser reads it: https://hono.dev/docs/helpers/html escapes these. */
function plain(text: string): string {
  const letters = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  return Object.entries(letters).reduce(
    (read, [name, is]) => read.replaceAll(`&${name};`, is),
    text,
  );
}
