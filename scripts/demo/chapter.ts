/** One thing that a newcomer sees happen. */
export type Chapter = {
  readonly title: string;
  /** Markdown: what happens, and what to look at. */
  readonly text: string;
  /** What the button that makes it happen says. */
  readonly label: string;
  /** Makes it happen; gives the path of the page to look at. */
  readonly begin: () => Promise<string>;
  /** What is worth a look while it goes on, in this order; left out: only its end is. */
  readonly glimpses?: readonly Glimpse[];
  /** It has happened, to its end. */
  readonly isDone: () => boolean;
  /** What must be shown then; a reason why it is not. */
  readonly complaint: () => string | null | Promise<string | null>;
  /** The page to look at; null: it has not begun. */
  readonly page: () => string | null;
  /** Pages of the App that show it too, once it has happened; left out: none. */
  readonly alsoAt?: readonly Place[];
};

/** `href` with the address of its server. */
export type Place = { readonly label: string; readonly href: string };

/** A moment on the way, that may pass before anybody looks. */
export type Glimpse = { readonly name: string; readonly isNow: () => boolean };
