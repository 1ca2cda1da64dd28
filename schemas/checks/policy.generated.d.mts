// Generated from policy.schema.json by `npm run generate`. Do not edit.
import type { PolicyFile } from '../policy.generated.ts';
import type { Check } from '../validate.ts';
export declare const check: Check<PolicyFile>;
