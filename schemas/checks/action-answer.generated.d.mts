// Generated from action-answer.schema.json by `npm run generate`. Do not edit.
import type { ActionAnswer } from '../action-answer.generated.ts';
import type { Check } from '../validate.ts';
export declare const check: Check<ActionAnswer>;
