import { html, raw } from 'hono/html';
import { duration } from '../../../text/duration.ts';
import { nothingMeasured } from '../report/nothing-measured.ts';
import type { Report } from '../report/report.ts';
import { leakageWarnings } from '../report/leakage-notes.ts';
import { reportNotes } from '../report/report-notes.ts';
import { headOf, lackOf, sideText, type Standing } from '../report/report-words.ts';
import type { RunReport } from '../report/run-report.ts';
import { runName, standingOf, treeText } from '../words/run-words.ts';
import { timeBetween } from '../words/step-time.ts';
import { shownKey } from '../words/step-words.ts';
import { changedSections } from './changed-sections.ts';
import { gateSections } from './gate-rows.ts';
import type { Html } from './html.ts';
import { metricSections } from './metric-rows.ts';
import { moment } from './moment.ts';
import { shown } from './shown.ts';

/**
 * The report of a run as one file that needs nothing else: no network and no script, so that it can be sent to somebody
 * and kept. `styles` are of this app.
 */
export async function reportPage(told: RunReport, styles: string): Promise<string> {
  const { view, report, changed } = told;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'"
        />
        <title>${shown(runName(view))} · mlpipelines</title>
        <style>
          ${raw(styles)}
        </style>
      </head>
      <body>
        <main>
          ${head(told)}
          ${report === null ? missing(told) : html`${metricSections(report, view)}${notes(report)}`}
          ${gateSections(view)} ${changed === null ? '' : changedSections(view, changed)}
        </main>
      </body>
    </html>`;
  return `${String(await page)}\n`;
}

function head({ view, report }: RunReport): Html {
  const { glyph, tone, word } = standingOf(view);
  const ms = timeBetween(view);
  const time = ms === null ? '' : ` in ${duration(ms)}`;
  return html`<header>
    <h1>${shown(runName(view))}</h1>
    ${report === null ? '' : html`${warnings(report)} ${answer(report)}`}
    <p class="dim">
      <span class="t-${tone}"><span aria-hidden="true">${glyph}</span> ${word}</span>${time} ·
      ${treeText(view)} · started ${moment(view.createdAt)}
    </p>
  </header>`;
}

function answer(report: Report): Html | string {
  const found = headOf(report);
  if (found === null) return '';
  const [first, ...others] = found.standings;
  const number = html`<strong>${shown(found.metric)} ${found.value}</strong>`;
  const doubt = found.warning === null ? '' : html` <strong>(${shown(found.warning)})</strong>`;
  if (first === undefined) {
    const lacks = report.sides.flatMap((side) => lackOf(side) ?? []);
    const why = lacks.length === 0 ? '' : `: ${shown(lacks.join('; '))}`;
    return html`<p class="answer">${number}${doubt}, with nothing to compare it with yet${why}</p>`;
  }
  return html`<p class="answer">
      ${claim(first)}: ${number} ${change(first)}${doubt}${setbacks(first)}
    </p>
    ${others.map((other) => html`<p>Also ${claim(other)} ${change(other)}</p>`)}`;
}

function warnings(report: Report): readonly Html[] {
  return leakageWarnings(report).map((warning) => html`<p class="t-warn">${shown(warning)}</p>`);
}

function claim({ tone, word, side }: Standing): Html {
  return html`<span class="t-${tone}">${word}</span> ${shown(sideText(side))}`;
}

function change({ moved, interval, caveat }: Standing): Html {
  const sure = interval === null ? '' : `, 95 % ${interval}`;
  const note = caveat === null ? '' : html` <span class="dim">${shown(caveat)}</span>`;
  return html`<span class="num">(${moved}${sure})</span>${note}`;
}

function setbacks({ but }: Standing): Html | string {
  return but.length === 0 ? '' : html`, <span class="t-warn">but ${shown(but.join('; '))}</span>`;
}

function notes(report: Report): Html {
  return html`<ul class="notes dim">
    <li>measured by ${shownKey(report.step)}</li>
    ${reportNotes(report).map((note) => html`<li>${shown(note)}</li>`)}
  </ul>`;
}

function missing({ view, plan }: RunReport): Html {
  const { why, next } = nothingMeasured(view, plan);
  return html`<section>
    <p>${shown(why)}</p>
    <p class="dim">${shown(next)}</p>
  </section>`;
}
