/**
 * The one script of a run's page. It brings what was chosen into view; of a run that is not over it takes in server-sent
 * events (live/collect-updates.ts), keeps open what was opened, focus where it was and the log at its end, and counts time on.
 * Without it the page says how things stood when it was loaded.
 */
export const runScript = `
'use strict';
(() => {
  const status = document.getElementById('live');
  const say = (text, look) => { status.textContent = text; status.className = look; };
  const part = (name) => document.querySelector('[data-part="' + name + '"]');
  const log = () => document.querySelector('[data-log]');
  const isAtEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 40;
  const toEnd = (box) => { box.scrollTop = box.scrollHeight; };

  const replace = ({ name, html }) => {
    const place = part(name);
    const open = new Map([...place.querySelectorAll('details[data-keep]')].map((each) => [each.dataset.keep, each.open]));
    const focused = place.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
    const scrolls = [...place.querySelectorAll('.graph, .cell-list')].map((each) => [each.scrollLeft, each.scrollTop]);
    place.innerHTML = html;
    for (const each of place.querySelectorAll('details[data-keep]')) {
      if (open.has(each.dataset.keep)) each.open = open.get(each.dataset.keep);
    }
    [...place.querySelectorAll('.graph, .cell-list')].forEach((each, index) => {
      [each.scrollLeft, each.scrollTop] = scrolls[index] ?? [0, 0];
    });
    if (focused !== null) {
      [...place.querySelectorAll('a')].find((each) => each.getAttribute('href') === focused)?.focus({ preventScroll: true });
    }
    if (name === 'log' && log() !== null) toEnd(log());
  };

  const append = ({ html }) => {
    const box = log();
    if (box === null) return;
    const follow = isAtEnd(box);
    const lines = document.getElementById('lines');
    document.getElementById('no-lines')?.remove();
    lines.insertAdjacentHTML('beforeend', html);
    while (lines.childElementCount > 3000) lines.firstElementChild.remove();
    if (follow) toEnd(box);
  };

  const elapsed = (ms) => {
    const seconds = Math.max(0, Math.floor(ms / 1000));
    const two = (number) => String(number).padStart(2, '0');
    if (seconds < 60) return seconds + 's';
    if (seconds < 3600) return Math.floor(seconds / 60) + 'm ' + two(seconds % 60) + 's';
    if (seconds < 86400) return Math.floor(seconds / 3600) + 'h ' + two(Math.floor(seconds / 60) % 60) + 'm';
    return Math.floor(seconds / 86400) + 'd ' + two(Math.floor(seconds / 3600) % 24) + 'h';
  };
  const tick = () => {
    for (const each of document.querySelectorAll('time[data-since]')) {
      const text = elapsed(Date.now() - Date.parse(each.dataset.since));
      if (each.textContent !== text) each.textContent = text;
    }
  };

  const show = () => {
    for (const graph of document.querySelectorAll('.graph')) {
      const [whole, node] = [graph.getBoundingClientRect(), graph.querySelector('.chosen')?.getBoundingClientRect()];
      if (node === undefined) continue;
      graph.scrollLeft += node.left + node.width / 2 - whole.left - whole.width / 2;
      graph.scrollTop += node.top + node.height / 2 - whole.top - whole.height / 2;
    }
    const row = document.querySelector('li.chosen[data-cell], tr.chosen');
    const isBeside = document.querySelector('.tall') !== null && matchMedia('(min-width: 1180px)').matches;
    if (row === null || !isBeside || location.hash === '') return;
    row.scrollIntoView({ block: 'center', behavior: 'instant' });
  };

  show();
  if (log() !== null) toEnd(log());
  if (status === null) return;
  const timer = setInterval(tick, 1000);
  const source = new EventSource(status.dataset.news);
  source.onopen = () => say('Live', 'on');
  source.onerror = () => say(source.readyState === EventSource.CLOSED ? 'Not live: load the page again' : 'Connecting again …', 'off');
  source.addEventListener('part', (event) => replace(JSON.parse(event.data)));
  source.addEventListener('lines', (event) => append(JSON.parse(event.data)));
  source.addEventListener('over', () => {
    source.close();
    clearInterval(timer);
    say('The run is over', 'off');
  });
})();
`;
