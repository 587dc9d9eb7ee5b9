// What the page's own observers see, from when the page is complete: every change of its DOM in
// `window.pageSaw`, the sum of its layout shifts in `window.pageShifted`.

window.pageSaw = [];
window.pageShifted = 0;

/** Milliseconds without a change after which the page is at rest. */
const REST = 600;

let rest;
let resting;

/** Resolves when the page has changed nothing for a while. */
window.pageRests = () =>
  new Promise((resolve) => {
    rest = resolve;
    wait();
  });

function wait() {
  clearTimeout(resting);
  resting = setTimeout(() => rest?.(), REST);
}

new PerformanceObserver((list) => {
  for (const { value } of list.getEntries()) {
    window.pageShifted += value;
  }
}).observe({ type: "layout-shift", buffered: true });

function names(nodes) {
  return [...nodes].map((node) => node.nodeName.toLowerCase());
}

function observe() {
  new MutationObserver((records) => {
    wait();
    for (const record of records) {
      window.pageSaw.push({
        type: record.type,
        target: record.target.nodeName.toLowerCase(),
        added: names(record.addedNodes),
        removed: names(record.removedNodes),
        attribute: record.attributeName,
      });
    }
  }).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
  });
}

document.addEventListener("DOMContentLoaded", observe, { once: true });
