/** What the scripted model is told to do: said in the prompt, so that it travels through whatever the agent makes of it. */
export type Wish = { readonly path: string; readonly content: string } | { readonly tool: string };

/** The last `WRITEFILE path=… content=…` in what was sent, or the last `CALLTOOL name=…` of a server, without arguments. */
export function wishIn(conversation: unknown): Wish | undefined {
  const text = JSON.stringify(conversation);
  const last = [...text.matchAll(/WRITEFILE path=([^\s"\\]+) content=([^\s"\\]+)|CALLTOOL name=(\w+)/g)].at(-1);
  const [, path, content, tool] = last ?? [];
  if (tool !== undefined) return { tool };
  return path === undefined || content === undefined ? undefined : { path, content: `${content}\n` };
}

/** A call of a tool that is offered. */
export type ToolCall = { readonly name: string; readonly input: Json };

/** The call that fulfils a wish; `writers`: how each tool that writes wants it. A server's tools bear its name before their own. */
export function callFor(
  wish: Wish | undefined,
  offered: readonly string[],
  writers: Readonly<Record<string, (path: string, content: string) => Json>>,
): ToolCall | undefined {
  if (wish === undefined) return undefined;
  if ('tool' in wish) {
    const name = offered.find((one) => one.endsWith(`_${wish.tool}`));
    return name === undefined ? undefined : { name, input: {} };
  }
  const name = offered.find((one) => Object.hasOwn(writers, one));
  return name === undefined ? undefined : { name, input: writers[name]?.(wish.path, wish.content) ?? {} };
}

/** The last wish, where no tool has answered since: a session that goes on has the answers of its earlier turns, too. */
export function openWish(conversation: readonly unknown[], isAnswer: (item: unknown) => boolean): Wish | undefined {
  const asked = conversation.findLastIndex((item) => wishIn(item) !== undefined && !isAnswer(item));
  return asked < 0 || conversation.slice(asked + 1).some(isAnswer) ? undefined : wishIn(conversation[asked]);
}

/** Whether the last thing asked for is a turn that never ends: `HOLDTURN` in the prompt. */
export function isHeld(conversation: unknown): boolean {
  const text = JSON.stringify(conversation);
  return (
    text.lastIndexOf('HOLDTURN') > Math.max(text.lastIndexOf('WRITEFILE path='), text.lastIndexOf('CALLTOOL name='))
  );
}

export type Json = { readonly [key: string]: unknown };

export const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
export const array = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** What the scripted model says around its one tool call. */
export const words = (calls: boolean): readonly string[] => (calls ? ['I will ', 'do ', 'that.'] : ['Finished', '.']);

/** Names of the tools that a request offers, read by `nameOf`. */
export const names = (tools: unknown, nameOf: (tool: Json) => unknown): readonly string[] =>
  array(tools)
    .map((tool) => nameOf(object(tool)))
    .filter((name) => typeof name === 'string');

/** One server-sent event. */
export type ServerEvent = { readonly event?: string; readonly data: unknown };
