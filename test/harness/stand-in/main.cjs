// A small extension that shows one of everything the harness drives, so that the harness is tested without the product.
const { spawn } = require('node:child_process');
const vscode = require('vscode');

const tree = {
  getChildren: (parent) =>
    parent
      ? parent === 'Group'
        ? ['First', 'Second']
        : []
      : ['Group', ...Array.from({ length: 200 }, (_, index) => `Row ${index}`)],
  getTreeItem: (name) => {
    const item = new vscode.TreeItem(name, name === 'Group' ? 1 : 0);
    item.description = `about ${name}`;
    return item;
  },
};

async function ask() {
  const kind = await vscode.window.showQuickPick(['alpha', 'alpha beta', 'gamma'], { title: 'Kind' });
  // A person who goes away from the first question is not asked the others.
  if (kind === undefined) return;
  const name = await vscode.window.showInputBox({
    prompt: 'Name?',
    validateInput: (text) => (text === 'bad' ? 'Not bad' : undefined),
  });
  const many = await vscode.window.showQuickPick(['red', 'green', 'blue'], { canPickMany: true });
  const sure = await vscode.window.showWarningMessage('Sure?', { modal: true }, 'Do It');
  await vscode.window.showInformationMessage(`${kind}, ${name}, ${many}, ${sure}`, 'Fine');
}

function page(context) {
  const panel = vscode.window.createWebviewPanel('standIn', 'Stand-in Page', vscode.ViewColumn.One, {
    enableScripts: true,
  });
  const script = panel.webview.asWebviewUri(vscode.Uri.joinPath(context.extensionUri, 'page.js'));
  panel.webview.html = `<h1>A page</h1><script src="${script}"></script>`;
}

function startProcess() {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
  child.unref();
  vscode.window.showInformationMessage(`Process ${child.pid}`);
}

function check(problems, document) {
  if (document.uri.scheme !== 'file') return;
  const at = document.getText().indexOf('wrong');
  const range = new vscode.Range(document.positionAt(at), document.positionAt(at + 5));
  problems.set(document.uri, at < 0 ? [] : [new vscode.Diagnostic(range, 'This is wrong')]);
}

exports.activate = (context) => {
  const problems = vscode.languages.createDiagnosticCollection('stand-in');
  const plain = { language: 'plaintext', scheme: 'file' };
  for (const document of vscode.workspace.textDocuments) check(problems, document);
  context.subscriptions.push(
    problems,
    vscode.workspace.onDidOpenTextDocument((document) => check(problems, document)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => check(problems, document)),
    vscode.window.registerTreeDataProvider('standIn.tree', tree),
    vscode.window.registerTreeDataProvider('standIn.empty', { getChildren: () => [], getTreeItem: (item) => item }),
    vscode.commands.registerCommand('standIn.ask', ask),
    vscode.commands.registerCommand('standIn.page', () => page(context)),
    vscode.commands.registerCommand('standIn.process', startProcess),
    vscode.commands.registerCommand('standIn.greet', (row) => vscode.window.showInformationMessage(`Hello ${row}`)),
    vscode.commands.registerCommand('standIn.refresh', () => vscode.window.showInformationMessage('Refreshed')),
    vscode.languages.registerHoverProvider(plain, { provideHover: () => new vscode.Hover('A hover text') }),
    vscode.languages.registerCompletionItemProvider(plain, {
      provideCompletionItems: () => [new vscode.CompletionItem('finished')],
    }),
    vscode.languages.registerCodeLensProvider(plain, {
      provideCodeLenses: () => [
        new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), {
          title: 'Lens',
          command: 'standIn.greet',
          arguments: ['lens'],
        }),
      ],
    }),
    vscode.languages.registerCodeActionsProvider(plain, {
      provideCodeActions: (document, _range, { diagnostics }) =>
        diagnostics.map((diagnostic) => {
          const fix = new vscode.CodeAction('Make it right', vscode.CodeActionKind.QuickFix);
          fix.edit = new vscode.WorkspaceEdit();
          fix.edit.replace(document.uri, diagnostic.range, 'right');
          return fix;
        }),
    }),
  );
  vscode.window.setStatusBarMessage('Stand-in ready');
};
