import type { OutputReport } from '../../../schemas/attempt-report.generated.ts';

/** A line of an attempt's output, ready to be shown. */
export type OutputLine = OutputReport['lines'][number];
