/** In the page: until what VS Code keeps there of its editors names this word. In a browser it writes that down by the minute. */
export const untilKept = (word: string): string => `(async () => {
  const read = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const isKept = async (name) => {
    const opened = await read(indexedDB.open(name));
    try {
      const values = await Promise.all([...opened.objectStoreNames].map((store) => read(opened.transaction(store).objectStore(store).getAll())));
      return values.flat().map(String).some((value) => value.includes('editorpart.state') && value.includes(${JSON.stringify(word)}));
    } finally {
      opened.close();
    }
  };
  for (;;) {
    const names = (await indexedDB.databases()).map(({ name }) => name).filter((name) => name.startsWith('vscode-web-state-db'));
    for (const name of names) if (await isKept(name)) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
})()`;
