/** Where GitHub posts webhooks, below the App's address: Probot's own path. */
export const WEBHOOK_PATH = '/api/github/webhooks';

/** Where GitHub sends back who signs in, below the App's address; the App is registered with it. */
export const LOGIN_CALLBACK_PATH = '/login/callback';
