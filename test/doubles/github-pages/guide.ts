/** What the start page tells a newcomer: what this is, and what to try in which order. */
export type Guide = {
  readonly title: string;
  /** Markdown. */
  readonly about: string;
  /** Asked anew for every page, so that `done` is as things stand. */
  steps(): readonly GuideStep[] | Promise<readonly GuideStep[]>;
};

export type GuideLink = { readonly href: string; readonly label: string };

export type GuideStep = {
  readonly title: string;
  /** Markdown. */
  readonly text: string;
  readonly done: boolean;
  readonly link?: GuideLink;
  /** Where else it can be looked at. */
  readonly more?: readonly GuideLink[];
  /** A button that does the step; `run` gets who is picked at the top and answers the path to show then. */
  readonly act?: {
    readonly label: string;
    run(login: string): string | Promise<string>;
  };
};
