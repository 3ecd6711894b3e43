/**
 * What a person types into a terminal to take an agent's session up where it ended. Undefined where its program has no such command (`words` is
 * empty), and where the session's id, which is the agent's own word, could mean something to a shell or to that command.
 */
export function takeUpLine(words: readonly string[], session: string): string | undefined {
  return words.length > 0 && /^\w[\w.:-]*$/.test(session) ? [...words, session].join(' ') : undefined;
}
