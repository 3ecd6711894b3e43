/** One epic for nine tasks; every third task waits for the one before; a quarter is closed. No two texts are alike. */
export function generatedIssues(count: number): string {
  const lines = Array.from({ length: count }, (_, n) => {
    const id = `bench-${n}`;
    const epic = n - (n % 10);
    const edge = (type: string, to: number): object => ({ issue_id: id, depends_on_id: `bench-${to}`, type });
    const parent = n === epic ? [] : [edge('parent-child', epic)];
    return JSON.stringify({
      id,
      title: n === epic ? `Epic ${n}` : `Do part ${n} of the work`,
      description: `What is wanted of part ${n}, why, and how it is known to be done.\n`.repeat(3),
      status: n % 4 === 0 ? 'closed' : 'open',
      priority: n % 5,
      issue_type: n === epic ? 'epic' : 'task',
      labels: n % 7 === 0 ? ['ui'] : [],
      created_at: '2026-01-01T00:00:00Z',
      updated_at: '2026-01-02T00:00:00Z',
      dependencies: n % 3 === 2 ? [...parent, edge('blocks', n - 1)] : parent,
    });
  });
  return `${lines.join('\n')}\n`;
}
