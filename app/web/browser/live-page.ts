/**
 * The one script of a run's page. It brings what was chosen into view; of a run that is not over it takes in what it is
 * told (run/live/collect-updates.ts) and counts time on. Without it the page says how things stood when it was loaded.
 */
import type { LinesData, PartData } from '../run/live/update-event.ts';
import { countOn } from './count-on.ts';
import { appendLines, showLogEnd, showLogEndWhenChosen, siftWhileTyping } from './log-box.ts';
import { replacePart } from './replace-part.ts';
import { showChosen } from './show-chosen.ts';

showChosen();
showLogEnd();
showLogEndWhenChosen();
siftWhileTyping();
const status = document.querySelector<HTMLElement>('#live');
if (status !== null) follow(status, status.dataset['news'] ?? '');

function follow(status: HTMLElement, news: string): void {
  const say = (text: string, look: 'on' | 'off') => {
    status.textContent = text;
    status.className = look;
  };
  const timer = setInterval(countOn, 1000);
  const source = new EventSource(news);
  source.addEventListener('open', () => say('Live', 'on'));
  source.addEventListener('error', () => {
    const isLost = source.readyState === EventSource.CLOSED;
    say(isLost ? 'Not live: load the page again' : 'Connecting again …', 'off');
  });
  source.addEventListener('part', ({ data }: MessageEvent<string>) => {
    const part: PartData = JSON.parse(data);
    replacePart(part);
  });
  source.addEventListener('lines', ({ data }: MessageEvent<string>) => {
    const lines: LinesData = JSON.parse(data);
    appendLines(lines);
  });
  source.addEventListener('over', () => {
    source.close();
    clearInterval(timer);
    say('The run is over', 'off');
  });
}
