// Generated from pipeline.schema.json by `npm run generate`. Do not edit.
import type { Pipeline } from '../pipeline.generated.ts';
import type { Check } from '../validate.ts';
export declare const check: Check<Pipeline>;
