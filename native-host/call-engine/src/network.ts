/** Tells when the computer's network goes and when it is back, until the signal aborts. */
export function watchNetwork(report: (gone: boolean) => void, signal: AbortSignal): void {
  window.addEventListener("offline", () => report(true), { signal });
  window.addEventListener("online", () => report(false), { signal });
  if (!navigator.onLine) {
    report(true);
  }
}
