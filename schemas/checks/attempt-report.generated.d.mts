// Generated from attempt-report.schema.json by `npm run generate`. Do not edit.
import type { AttemptReport } from '../attempt-report.generated.ts';
import type { Check } from '../validate.ts';
export declare const check: Check<AttemptReport>;
