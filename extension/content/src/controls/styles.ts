/** The look of what is in our shadow root. */

/** Greens with a contrast of at least 4.5:1 to their ink, and 3:1 to the page they are made for. */
export const STYLES = `
.layer {
  all: initial;
  position: fixed;
  top: 0;
  left: 0;
  display: block;
  width: 0;
  height: 0;
  z-index: 2147483647;
  contain: layout size style;
}
.call {
  --fill: #0b7a4b;
  --fill-over: #086540;
  --ink: #fff;
  --edge: rgb(255 255 255 / 0.9);
  position: absolute;
  top: 0;
  left: 0;
  box-sizing: border-box;
  display: flex;
  align-items: center;
  height: 28px;
  margin: 0;
  padding: 0;
  border: 1px solid var(--edge);
  border-radius: 14px;
  background: var(--fill);
  color: var(--ink);
  box-shadow: 0 1px 2px rgb(0 0 0 / 0.24), 0 4px 12px rgb(0 0 0 / 0.16);
  font: 500 13px/1 system-ui, sans-serif;
  font-variant-numeric: tabular-nums;
  white-space: nowrap;
  cursor: pointer;
  user-select: none;
  -webkit-tap-highlight-color: transparent;
  touch-action: manipulation;
  animation: come 120ms ease-out;
}
.call[data-page="dark"] {
  --fill: #34d399;
  --fill-over: #6ee7b7;
  --ink: #04281a;
  --edge: rgb(0 0 0 / 0.6);
}
.call[hidden] {
  display: none;
}
.call:hover,
.call:is(:focus-visible, [data-focus]) {
  background: var(--fill-over);
}
.call:active {
  filter: brightness(0.9);
}
.call:is(:focus-visible, [data-focus]) {
  outline: 2px solid var(--fill);
  outline-offset: 2px;
}
.call svg {
  flex: none;
  width: 16px;
  height: 16px;
  margin: 5px;
  fill: currentColor;
}
.small {
  height: 24px;
  border-radius: 12px;
  box-shadow: none;
}
.small svg {
  margin: 3px;
}
.number {
  display: block;
  overflow: hidden;
  max-width: 0;
  direction: ltr;
  line-height: 20px;
  transition: max-width 140ms ease-out, padding 140ms ease-out;
}
.call[data-room]:hover .number:not(:empty),
.call[data-room]:is(:focus-visible, [data-focus]) .number:not(:empty),
.call[data-says] .number {
  max-width: 220px;
  padding: 0 11px 0 1px;
}
@keyframes come {
  from {
    opacity: 0;
  }
}
@media (prefers-reduced-motion: reduce) {
  .call,
  .number {
    animation: none;
    transition: none;
  }
}
@media (forced-colors: active) {
  .call {
    border-color: ButtonText;
  }
}
@media print {
  .call {
    display: none;
  }
}
`;
