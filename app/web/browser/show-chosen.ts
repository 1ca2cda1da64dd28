/** Brings the chosen step into view: in the drawing, and in the list where the step stands beside it. */
export function showChosen(): void {
  for (const graph of document.querySelectorAll('.graph')) centre(graph);
  const row = document.querySelector('li.chosen[data-cell], tr.chosen');
  const isTall = document.querySelector('.tall') !== null;
  const isBeside = isTall && matchMedia('(min-width: 1180px)').matches;
  if (isBeside && location.hash !== '')
    row?.scrollIntoView({ block: 'center', behavior: 'instant' });
}

function centre(graph: Element): void {
  const whole = graph.getBoundingClientRect();
  const node = graph.querySelector('.chosen')?.getBoundingClientRect();
  if (node === undefined) return;
  graph.scrollLeft += node.left + node.width / 2 - whole.left - whole.width / 2;
  graph.scrollTop += node.top + node.height / 2 - whole.top - whole.height / 2;
}
