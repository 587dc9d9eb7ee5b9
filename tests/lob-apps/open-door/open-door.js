// How an application asks Pagedial for a call: docs/open-door.md.
const log = document.querySelector("#log");
const calls = { next: 1 };

document.addEventListener("pagedial:event", ({ detail: { call, state, seconds } }) => {
  const entry = document.createElement("li");
  entry.textContent = [call, state, seconds].filter((it) => it !== null).join(" ");
  log.append(entry);
});

document.querySelector("#call").addEventListener("click", () => {
  const detail = {
    call: String(calls.next),
    // Reserved for fiction in the North American Numbering Plan.
    number: "+1 425-555-0123",
    name: "Ada Lovelace",
  };
  calls.next += 1;
  document.dispatchEvent(new CustomEvent("pagedial:call", { detail }));
});
