// What the page's own MutationObserver sees, from when the page is complete: `window.pageSaw`.

window.pageSaw = [];

function names(nodes) {
  return [...nodes].map((node) => node.nodeName.toLowerCase());
}

function observe() {
  new MutationObserver((records) => {
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
