// Web components with their text in shadow roots: open, closed, closed within closed, on a plain
// element, and of an element that is defined only later.

function paragraph(text) {
  const element = document.createElement("p");
  element.append(text);
  return element;
}

class ContactCard extends HTMLElement {
  connectedCallback() {
    this.attachShadow({ mode: this.dataset.mode }).append(paragraph(this.dataset.text));
  }
}

class ContactList extends HTMLElement {
  connectedCallback() {
    const inner = document.createElement("contact-card");
    inner.dataset.mode = "closed";
    inner.dataset.text = "Closed in closed: +1 425-555-0143";
    this.attachShadow({ mode: "closed" }).append(inner);
  }
}

class ContactLate extends HTMLElement {
  connectedCallback() {
    this.attachShadow({ mode: "closed" }).append(paragraph("Defined later: +1 425-555-0145"));
  }
}

customElements.define("contact-card", ContactCard);
customElements.define("contact-list", ContactList);

document
  .querySelector("#plain")
  .attachShadow({ mode: "closed" })
  .append(paragraph("On a plain element: +1 425-555-0144"));

document.querySelector("#define").addEventListener("click", (event) => {
  customElements.define("contact-late", ContactLate);
  event.target.replaceWith("Defined.");
});
