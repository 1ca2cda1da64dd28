import type { RunView } from '../../../schemas/run-view.generated.ts';
import { endStory } from '../../reports/terminal/end-story.ts';
import { line, type Line } from '../../reports/layout/line.ts';
import { wrap } from '../../reports/layout/wrap.ts';
import { outputLine } from '../../reports/words/named-output.ts';
import type { Printed } from '../../reports/terminal/progress-lines.ts';
import { liveLines } from './live-lines.ts';
import { LiveRegion } from './live-region.ts';
import type { LiveSteps } from './live-step.ts';
import { OutputTails } from './output-tails.ts';
import { paint, paintLine } from './paint.ts';
import { writeLines } from './print.ts';
import { restoreOnExit } from './restore-on-exit.ts';
import { columnsOf } from './terminal.ts';
import type { BesideRun, RunDisplay, RunDisplayOptions } from './run-display.ts';

const FRAME_MS = 100;
/** Running times are shown in whole seconds. */
const TICK_MS = 1000;

/** A terminal that does not know its size says 0. */
function isKnown(size: number | undefined): size is number {
  return size !== undefined && size > 0;
}

/** A run redrawn in place at the foot of the terminal. */
export class LiveDisplay implements RunDisplay {
  readonly #options: RunDisplayOptions;
  readonly #region: LiveRegion;
  readonly #tails = new OutputTails();
  readonly #ticks: NodeJS.Timeout;
  readonly #removeHooks: () => void;
  #latest: { readonly view: RunView; readonly live: LiveSteps } | null = null;
  /** To be printed above the region with the next frame. */
  #above: Line[] = [];
  #frame: NodeJS.Timeout | null = null;

  constructor(options: RunDisplayOptions) {
    this.#options = options;
    this.#region = new LiveRegion(options.output);
    this.#ticks = setInterval(() => this.#drawSoon(), TICK_MS);
    this.#removeHooks = restoreOnExit({
      restore: () => this.#region.clear(),
      resume: () => this.#drawSoon(),
    });
  }

  update(view: RunView, live: LiveSteps): void {
    this.#latest = { view, live };
    this.#tails.forgetSucceeded(view);
    this.#drawSoon();
  }

  line(printed: Printed): void {
    this.#tails.add(printed);
    if (!this.#options.verbose) return;
    this.#above.push(outputLine(printed.key, printed.text));
    this.#drawSoon();
  }

  note(text: string): void {
    this.#above.push(...wrap(text, this.#size().columns).map((part) => line(part, 'dim')));
    this.#drawSoon();
  }

  close(view: RunView, beside: BesideRun = {}): void {
    clearInterval(this.#ticks);
    if (this.#frame !== null) clearTimeout(this.#frame);
    this.#region.clear();
    this.#removeHooks();
    const { output, plan, terminal, options } = this.#options;
    const asked = options && { options };
    const ended = { view, plan, tails: this.#tails.all(), ...beside, ...asked };
    const story = endStory(ended, this.#size().columns);
    writeLines(output, [...this.#above, ...story], terminal.colour);
  }

  #drawSoon(): void {
    this.#frame ??= setTimeout(() => this.#draw(), FRAME_MS);
  }

  #draw(): void {
    this.#frame = null;
    if (this.#latest === null) return;
    const { plan, terminal, now } = this.#options;
    const lines = liveLines({ ...this.#latest, plan, now: now(), ...this.#size() });
    this.#region.draw(
      lines.map((spans) => paintLine(spans, terminal.colour)),
      paint(this.#above.splice(0), terminal.colour),
    );
  }

  #size(): { readonly columns: number; readonly rows: number } {
    const { output, terminal } = this.#options;
    return { columns: columnsOf(output), rows: isKnown(output.rows) ? output.rows : terminal.rows };
  }
}
