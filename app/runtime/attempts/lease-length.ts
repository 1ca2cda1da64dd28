/** How long a lease or the driving of a run holds without being renewed. */
export const LEASE_MS = 60_000;
/** Three renewals may fail before anything is lost. */
export const RENEW_EVERY_MS = 15_000;
/** As `LEASE_MS`, for an attempt that lives elsewhere: the network between may be away for some minutes. */
export const OWN_LEASE_MS = 300_000;
