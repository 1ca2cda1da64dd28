// Generated from people-answer.schema.json by `npm run generate`. Do not edit.
import type { PeopleAnswer } from '../people-answer.generated.ts';
import type { Check } from '../validate.ts';
export declare const check: Check<PeopleAnswer>;
