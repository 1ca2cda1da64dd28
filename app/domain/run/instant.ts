/** Milliseconds since 1970, UTC. Time always arrives in an event; pure layers have no clock. */
export type Instant = number;
