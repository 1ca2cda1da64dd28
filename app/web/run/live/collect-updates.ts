import { seriesOfAttempts } from '../../../runtime/attempts/series-of-attempts.ts';
import type { TailLine } from '../../../runtime/ports/logs.ts';
import { loadDetail, type Detail } from '../load-detail.ts';
import { loadRun } from '../load-run.ts';
import { loadUsage } from '../load-usage.ts';
import { belowOf, curvesSection, runSections } from '../run-sections.ts';
import { gpuUse } from '../steps/gpu-use.ts';
import { logLines } from '../log/log-lines.ts';
import type { StreamDeps } from './stream-deps.ts';
import { positionOf, type Position } from './position.ts';
import { SECTIONS, type Section } from '../page-sections.ts';
import type { UpdateEvent } from './update-event.ts';

/** What has changed since a position, as events for the page's script. */
export type Updates = {
  readonly events: readonly UpdateEvent[];
  readonly position: Position;
  readonly isOver: boolean;
};

const MOST_LINES = 500;

/** What a page at this position does not show yet; null: it shows nothing. */
export async function collectUpdates(parts: StreamDeps, from: Position | null): Promise<Updates> {
  const { store } = parts.deps;
  const run = parts.data.view.id;
  const version = (await store.runs.versions([run])).get(run) ?? null;
  if (from === null || (version !== null && version !== from.version)) return afresh(parts, from);
  // The run is forgotten: there will be no news.
  if (version === null) return { events: [], position: from, isOver: true };
  return furtherOutput(parts, from);
}

async function afresh(
  { deps, data: before, choice }: StreamDeps,
  from: Position | null,
): Promise<Updates> {
  const data = await loadRun(deps, before.view.id);
  if (data === null)
    return { events: [], position: from ?? positionOf(before, null), isOver: true };
  const detail = await loadDetail(deps.store, data, choice);
  const sections = await runSections(deps, { data, detail, choice });
  const known = isSameAttempt(from, detail) ? from : null;
  const names = SECTIONS.filter((name) => name !== 'log' || known === null);
  const position = positionOf(data, detail);
  const lines = known === null ? [] : await linesSince(detail, known.line);
  return {
    events: [...names.map((name) => part(name, sections[name])), ...lines],
    position,
    isOver: data.view.endedAt !== null,
  };
}

async function furtherOutput({ deps, data }: StreamDeps, from: Position): Promise<Updates> {
  if (from.attempt === null)
    return { events: [], position: from, isOver: data.view.endedAt !== null };
  const { key, number } = from.attempt;
  const of = { run: data.view.id, key, attempt: number };
  const lines = await deps.store.logTails.read(of, from.line, MOST_LINES);
  const fresh = await deps.store.attempts.samples(of, from.sample);
  const events: UpdateEvent[] = [];
  if (lines.length > 0) events.push(await linesEvent(lines, from.line));
  if (fresh.length > 0) {
    const curves = await curvesSection(
      { of, vs: belowOf(data) },
      await seriesOfAttempts(deps.store.attempts, of),
    );
    events.push(part('curves', curves === null ? '' : curves.toString()));
  }
  const use = gpuUse(await loadUsage(deps.store, of), deps.clock.now());
  if (use !== null) events.push(part('machine', (await use).toString()));
  const position = {
    ...from,
    line: lines.at(-1)?.seq ?? from.line,
    sample: fresh.at(-1)?.seq ?? from.sample,
  };
  return { events, position, isOver: data.view.endedAt !== null };
}

function isSameAttempt(from: Position | null, detail: Detail | null): boolean {
  const of = detail?.tried?.of;
  return of !== undefined && from?.attempt?.key === of.key && from.attempt.number === of.attempt;
}

async function linesSince(detail: Detail | null, line: number): Promise<readonly UpdateEvent[]> {
  const lines = (detail?.tried?.lines ?? []).filter(({ seq }) => seq > line);
  return lines.length === 0 ? [] : [await linesEvent(lines, line)];
}

function part(name: Section, text: string): UpdateEvent {
  return { event: 'part', data: { name, html: text } };
}

async function linesEvent(lines: readonly TailLine[], after: number): Promise<UpdateEvent> {
  return { event: 'lines', data: { html: (await logLines(lines, after)).toString() } };
}
