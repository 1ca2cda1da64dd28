/** A page waits no longer for what is said of a picture; the picture itself comes when it is drawn. */
const PATIENCE_MS = 1500;

/** Null, once a page has waited as long as it does. */
export function late(): Promise<null> {
  return new Promise((resolve) => {
    setTimeout(resolve, PATIENCE_MS, null).unref();
  });
}
