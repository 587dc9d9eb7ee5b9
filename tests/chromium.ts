/** Where Debian puts Chromium. */
export const chromiumPath = "/usr/bin/chromium";

/**
 * What every Chromium of ours is started with: as root, with no services of its own, and reaching
 * nothing but loopback, because every other name fails to resolve at once.
 */
export const loopbackOnly = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
];
