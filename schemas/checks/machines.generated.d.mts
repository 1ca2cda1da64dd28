// Generated from machines.schema.json by `npm run generate`. Do not edit.
import type { MachinesFile } from '../machines.generated.ts';
import type { Check } from '../validate.ts';
export declare const check: Check<MachinesFile>;
