import type { Overtaxed } from '../offload/overtaxed.ts';

/** What could not be read, through no fault of whoever wrote it. */
export class NotRead extends Error {
  override readonly name = 'NotRead';
  readonly file: string;

  constructor(file: string, cause: Overtaxed) {
    const isSlow = cause.reason === 'time' || cause.reason === 'crowd';
    super(`mlpipelines could not read ${file}${isSlow ? ' in time' : ` (${cause.message})`}`, {
      cause,
    });
    this.file = file;
  }
}
