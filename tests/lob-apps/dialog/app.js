// A modal dialog, which makes everything outside of it inert.

const dialog = document.querySelector("#customer");
document.querySelector("#close").addEventListener("click", () => dialog.close());
dialog.showModal();

window.lob = {
  done: Promise.resolve(),
  expected: () => ["(206) 555-0101", "(206) 555-0102", "(206) 555-0103"],
};
