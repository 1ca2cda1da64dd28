import { closeSync, ftruncateSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { EXECUTOR_LIMITS } from '../../schemas/executor-limits.ts';
import type { AttemptReport, OutputReport } from '../../schemas/attempt-report.generated.ts';

const BATCH_BYTES = 512 * 1024;
const BATCH_REPORTS = 500;
const { linesAReport: MERGED_LINES } = EXECUTOR_LIMITS;

/**
 * Reports that wait for the app, in order, in a file: while it is away a step may say much. Beyond `mostBytes` output and
 * live metrics are left out until there is room again, and a line says how many; what a run depends on is always kept.
 */
export class ReportSpool {
  readonly #path: string;
  readonly #mostBytes: number;
  readonly #file: number;
  readonly #lengths: number[] = [];
  #start = 0;
  #end = 0;
  #taken = 0;
  #batch: readonly AttemptReport[] = [];
  #leftOut = 0;

  constructor(path: string, mostBytes: number) {
    this.#path = path;
    this.#mostBytes = mostBytes;
    this.#file = openSync(path, 'wx+', 0o600);
  }

  add(report: AttemptReport): void {
    const isFull = this.#end - this.#start >= this.#mostBytes;
    if (isFull && isDispensable(report)) {
      this.#leftOut += weightOf(report);
      return;
    }
    if (this.#leftOut > 0 && (!isFull || report.type === 'ended')) {
      this.#write(notice(report.at, this.#leftOut));
      this.#leftOut = 0;
    }
    this.#write(report);
  }

  /** The next reports, the same ones until `sent` is called; empty: none wait. */
  peek(): readonly AttemptReport[] {
    if (this.#batch.length > 0) return this.#batch;
    const reports: AttemptReport[] = [];
    let position = this.#start;
    for (const length of this.#lengths) {
      const isFull = position + length - this.#start > BATCH_BYTES;
      if (reports.length > 0 && (isFull || reports.length === BATCH_REPORTS)) break;
      reports.push(parse(this.#read(length, position)));
      position += length;
    }
    this.#taken = reports.length;
    this.#batch = merge(reports);
    return this.#batch;
  }

  /** Those are done with. */
  sent(): void {
    for (const length of this.#lengths.splice(0, this.#taken)) this.#start += length;
    this.#taken = 0;
    this.#batch = [];
    if (this.#lengths.length > 0) return;
    ftruncateSync(this.#file, 0);
    this.#start = 0;
    this.#end = 0;
  }

  close(): void {
    closeSync(this.#file);
    rmSync(this.#path, { force: true });
  }

  #write(report: AttemptReport): void {
    const line = Buffer.from(JSON.stringify(report));
    writeSync(this.#file, line, 0, line.length, this.#end);
    this.#end += line.length;
    this.#lengths.push(line.length);
  }

  #read(length: number, position: number): string {
    const bytes = Buffer.alloc(length);
    readSync(this.#file, bytes, 0, length, position);
    return bytes.toString('utf8');
  }
}

// What was written here is read here.
function parse(line: string): AttemptReport {
  return JSON.parse(line);
}

function isDispensable({ type }: AttemptReport): boolean {
  return type === 'output' || type === 'metrics';
}

function weightOf(report: AttemptReport): number {
  if (report.type === 'output') return report.lines.length;
  return report.type === 'metrics' ? report.samples.length : 0;
}

function notice(at: number, leftOut: number): OutputReport {
  const text = `… ${leftOut} lines of output and live metrics are missing here: the app could not be reached, and no more was kept for it. The job's own log has the output.`;
  return { type: 'output', at, lines: [{ stream: 'system', text }] };
}

/** Output that follows output becomes one report. */
function merge(reports: readonly AttemptReport[]): AttemptReport[] {
  const merged: AttemptReport[] = [];
  for (const report of reports) {
    const last = merged.at(-1);
    if (report.type !== 'output' || last?.type !== 'output') merged.push(report);
    else if (last.lines.length + report.lines.length > MERGED_LINES) merged.push(report);
    else merged[merged.length - 1] = { ...report, lines: [...last.lines, ...report.lines] };
  }
  return merged;
}
