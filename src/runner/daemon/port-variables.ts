/** `PHASELINE_PORT` is the first, `PHASELINE_PORT_1` too, and so on. */
export function portVariables(ports: readonly number[]): Readonly<Record<string, string>> {
  const [first] = ports;
  if (first === undefined) return {};
  const numbered = ports.map((port, index) => [`PHASELINE_PORT_${index + 1}`, String(port)] as const);
  return { PHASELINE_PORT: String(first), ...Object.fromEntries(numbered) };
}
