// Generated from ticket.schema.json by `npm run generate`. Do not edit.
import type { Ticket } from '../ticket.generated.ts';
import type { Check } from '../validate.ts';
export declare const check: Check<Ticket>;
