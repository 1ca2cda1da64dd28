// Generated from action-request.schema.json by `npm run generate`. Do not edit.
import type { ActionRequest } from '../action-request.generated.ts';
import type { Check } from '../validate.ts';
export declare const check: Check<ActionRequest>;
