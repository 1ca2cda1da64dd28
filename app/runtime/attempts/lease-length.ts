/** How long a lease or the driving of a run holds without being renewed. */
export const LEASE_MS = 60_000;
/** Some renewals may fail before anything is lost; the last one tells until when a process lived that was killed. */
export const RENEW_EVERY_MS = 5_000;
/** As `LEASE_MS`, for an attempt that lives elsewhere: the network between may be away for some minutes. */
export const OWN_LEASE_MS = 300_000;
