import type { Stage } from "./stage.ts";

/**
 * The texts that the page in front lists, once it has read everything or after `patience`
 * milliseconds. What its content script sent before is with the background by then.
 */
export const listing = async (stage: Stage, patience: number): Promise<string[]> => {
  const { id } = await stage.frontTab();
  return await stage.worker.evaluate(
    async ([id, patience]) => {
      const request = { type: "list", patience_ms: patience };
      const { numbers } = await chrome.tabs.sendMessage(id, request, { frameId: 0 });
      return numbers.map(({ text }: { text: string }) => text);
    },
    [id, patience] as const,
  );
};
