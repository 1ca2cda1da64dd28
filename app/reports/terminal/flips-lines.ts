import type { Flip, Flips } from '../../../evaluation/flips.ts';
import { line, type Line } from '../layout/line.ts';
import { wrap } from '../layout/wrap.ts';
import { cellWords, flipsSentence } from '../words/flip-words.ts';

/** The examples that moved most, for whoever sits at the machine. */
export function flipsLines(flips: Flips, width: number): readonly Line[] {
  const head = wrap(`Examples ${flipsSentence(flips)}`, width).map((text) => line(text, 'strong'));
  if (flips.type === 'not-found') return head;
  return [
    ...head,
    ...flips.worse.flatMap((flip) => flipLines('worse', flip, width)),
    ...flips.better.flatMap((flip) => flipLines('better', flip, width)),
  ];
}

function flipLines(how: 'better' | 'worse', { id, cells }: Flip, width: number): readonly Line[] {
  const text = [id, ...cells.map((cell) => cellWords(cell))].join('  ');
  const tone = how === 'better' ? 'good' : 'bad';
  return wrap(text, width - 10).map((part, at) =>
    line(`  ${(at === 0 ? how : '').padEnd(8)}${part}`, tone),
  );
}
