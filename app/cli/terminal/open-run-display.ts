import { LiveDisplay } from './live-display.ts';
import { PlainDisplay } from './plain-display.ts';
import type { RunDisplay, RunDisplayOptions } from './run-display.ts';

/** Opens the display that the terminal can show: redrawn in place, or plain lines. */
export function openRunDisplay(options: RunDisplayOptions): RunDisplay {
  return options.terminal.live ? new LiveDisplay(options) : new PlainDisplay(options);
}
