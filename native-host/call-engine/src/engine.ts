// The page's entry: waits for the dialer's port, then runs one session over it.
import { AcsDriver } from "./acs/driver.ts";
import { browserClock } from "./clock.ts";
import type { CallDriver, DriverListener } from "./driver.ts";
import { LoopbackDriver } from "./loopback/driver.ts";
import { openedPort } from "./opening.ts";
import type { Driver } from "./protocol.ts";
import { Session } from "./session.ts";

function openDriver(driver: Driver, listener: DriverListener): CallDriver {
  switch (driver) {
    case "acs":
      return new AcsDriver(listener, browserClock);
    case "loopback":
      return new LoopbackDriver(listener, browserClock);
  }
}

function runSession(port: MessagePort): void {
  const session = new Session((event) => port.postMessage(event), openDriver, browserClock);
  port.onmessage = (message) => session.receive(message.data);
  // No call may outlive the window that shows it. A frame goes when its parent goes or navigates;
  // a port says nothing when its other end does (Chromium 156 has no such event).
  window.addEventListener("pagehide", () => session.close());
  session.open();
}

function awaitOpening(opener: string): void {
  const onMessage = (event: MessageEvent) => {
    const port = openedPort(event, opener, window.parent);
    if (port !== null) {
      window.removeEventListener("message", onMessage);
      runSession(port);
    }
  };
  window.addEventListener("message", onMessage);
}

const opener = document.querySelector<HTMLMetaElement>('meta[name="pagedial-opener"]');
if (opener !== null) {
  awaitOpening(opener.content);
}
