import type { Answer, List } from './handlers.ts';

const PER_PAGE = 30;
const PER_PAGE_AT_MOST = 100;

/** Cuts the page that was asked for out of a list, with GitHub's `link` header. */
export async function paginate(list: List, url: URL): Promise<Answer> {
  const perPage = bounded(url.searchParams.get('per_page'), PER_PAGE, PER_PAGE_AT_MOST);
  const page = bounded(url.searchParams.get('page'), 1, Infinity);
  const total = list.items.length;
  const last = Math.max(1, Math.ceil(total / perPage));
  const shown = list.items.slice((page - 1) * perPage, page * perPage);
  const view = list.view as (item: unknown) => unknown;
  const views = await Promise.all(shown.map((item) => view(item)));
  const link = linksOf(url, { page, last });
  return {
    status: 200,
    body: list.key === undefined ? views : { total_count: total, ...list.more, [list.key]: views },
    ...(link !== '' && { headers: { link } }),
  };
}

function linksOf(
  url: URL,
  { page, last }: { readonly page: number; readonly last: number },
): string {
  const to = (target: number, rel: string) => {
    const there = new URL(url);
    there.searchParams.set('page', String(target));
    return `<${there.href}>; rel="${rel}"`;
  };
  return [
    ...(page > 1 ? [to(page - 1, 'prev')] : []),
    ...(page < last ? [to(page + 1, 'next'), to(last, 'last')] : []),
    ...(page > 1 ? [to(1, 'first')] : []),
  ].join(', ');
}

function bounded(text: string | null, standard: number, most: number): number {
  const number = Number(text ?? standard);
  return Number.isInteger(number) && number > 0 ? Math.min(number, most) : standard;
}
