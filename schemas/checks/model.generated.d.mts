// Generated from model.schema.json by `npm run generate`. Do not edit.
import type { ModelFile } from '../model.generated.ts';
import type { Check } from '../validate.ts';
export declare const check: Check<ModelFile>;
