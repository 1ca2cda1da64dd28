import { EXPRESSION_PLACES } from '../../app/compile/check/references/expression-places.ts';
import { fillPage } from './fill-page.ts';
import type { Generated } from './generated.ts';
import { codeCell, markdownTable } from './markdown-table.ts';

/** Where an expression may stand, when it is evaluated, and what it can read there: the compiler's own table. */
export async function expressionPlaces(): Promise<Generated> {
  const rows = EXPRESSION_PLACES.map(({ at, when, contexts }) => [
    codeCell(shownPlace(at)),
    when === 'start' ? 'before the run' : 'when the step starts',
    contexts.map(codeCell).join(' '),
  ]);
  const table = markdownTable(['where', 'evaluated', 'contexts'], rows);
  return fillPage('expressions.md', 'places', table);
}

/** As the tables of the pipeline file write a path. */
function shownPlace(at: string): string {
  const parts = at.split('/').filter((part) => part !== '**');
  return parts.map((part) => (part === '*' ? '<name>' : part)).join('.');
}
