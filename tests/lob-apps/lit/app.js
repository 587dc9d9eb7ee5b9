// Lit: components with closed shadow roots inside one another, one with a slot, and one that lays
// its content out with `display: contents`.

import { css, html, LitElement } from "lit";
import { repeat } from "lit/directives/repeat.js";

import { nextFrame, person } from "../people.js";

const CLOSED = { ...LitElement.shadowRootOptions, mode: "closed" };
const STEPS = 30;
const roots = [];

class TeamCard extends LitElement {
  static shadowRootOptions = CLOSED;
  static properties = { who: { attribute: false } };
  static styles = css`.number { display: contents; }`;

  createRenderRoot() {
    const root = super.createRenderRoot();
    roots.push(root);
    return root;
  }

  render() {
    return html`<p><b>${this.who.name}</b> <span class="number">${this.who.phone}</span></p>`;
  }
}

class TeamList extends LitElement {
  static shadowRootOptions = CLOSED;
  static properties = { step: { state: true } };

  constructor() {
    super();
    this.step = 0;
  }

  createRenderRoot() {
    const root = super.createRenderRoot();
    roots.push(root);
    return root;
  }

  render() {
    return repeat(
      people(this.step),
      ({ id }) => id,
      (who) => html`<team-card .who=${who}></team-card>`,
    );
  }
}

class TeamFrame extends LitElement {
  render() {
    return html`<section><slot name="note"></slot></section>`;
  }
}

function people(step) {
  const all = Array.from({ length: 12 }, (_, index) => person(400 + ((index + step) % 12)));
  return step % 2 === 0 ? all : all.toReversed();
}

customElements.define("team-card", TeamCard);
customElements.define("team-list", TeamList);
customElements.define("team-frame", TeamFrame);

async function work() {
  const list = document.querySelector("team-list");
  for (let step = 1; step <= STEPS; step += 1) {
    list.step = step;
    await list.updateComplete;
    await nextFrame();
  }
}

window.lob = {
  done: work(),
  expected: () => [...people(STEPS).map(({ phone }) => phone), "(206) 555-0190"],
  // Lit's comments carry a number that is drawn anew each time.
  markup: () => roots.map((root) => root.innerHTML.replace(/<!--.*?-->/g, "")).join("\n"),
};
