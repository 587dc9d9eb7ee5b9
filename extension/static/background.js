// The service worker's first turn. The browser wakes it only for events whose listeners are
// registered synchronously (Chrome, "Extension service worker lifecycle"), and WebAssembly starts
// asynchronously: so the listeners are here, and all that they do is in Rust.
import start, * as background from "./background_wasm.js";

const started = start({ module_or_path: chrome.runtime.getURL("background_wasm_bg.wasm") });

chrome.runtime.onMessage.addListener((message, sender, respond) => {
  started
    .then(() => background.on_message(message, sender))
    .then(respond, (error) => respond({ error: String(error) }));
  return true;
});

const inRust = (handle) => started.then(handle);

chrome.runtime.onStartup.addListener(() => inRust(() => background.on_startup()));
chrome.runtime.onInstalled.addListener(({ reason }) =>
  inRust(() => background.on_installed(reason)),
);
chrome.contextMenus.onClicked.addListener((click) =>
  inRust(() => background.on_menu_clicked(click.selectionText ?? "")),
);
chrome.commands.onCommand.addListener((command, tab) =>
  inRust(() => background.on_command(command, tab?.id)),
);
chrome.tabs.onRemoved.addListener((tab) => inRust(() => background.on_tab_removed(tab)));
for (const area of [chrome.storage.local, chrome.storage.managed]) {
  area.onChanged.addListener(() => inRust(() => background.on_settings_changed()));
}
