-- What a person does in Neovim with a plan, told line by line: problems, a fix, a rename, where a name leads, what stands over it.
-- Words behind the script: the server's file.
local function say(...) io.stdout:write(table.concat({ ... }, ' ') .. '\n') end
local function wait(what) vim.wait(20000, what, 20) end
local function count() return #vim.diagnostic.get(0) end
local function line(number) return vim.api.nvim_buf_get_lines(0, number - 1, number, false)[1] end

vim.cmd('edit greeting.phaseplan.yaml')
local id = vim.lsp.start_client({
  name = 'phaseline',
  cmd = { 'node', vim.env.PHASELINE_SERVER, '--stdio' },
  root_dir = vim.fn.getcwd(),
})
vim.lsp.buf_attach_client(0, id)
local client = vim.lsp.get_client_by_id(id)
local function ask(method, at, more)
  local params = { textDocument = { uri = vim.uri_from_bufnr(0) }, position = { line = at[1] - 1, character = at[2] } }
  local answer = client.request_sync(method, vim.tbl_extend('force', params, more or {}), 20000, 0)
  return answer and answer.result
end

wait(function() return count() == 2 end)
for _, found in ipairs(vim.diagnostic.get(0)) do say('problem', found.lnum + 1, found.code, found.message) end

local range = { start = { line = 10, character = 15 }, ['end'] = { line = 10, character = 19 } }
local fixes = ask('textDocument/codeAction', { 11, 15 }, { range = range, context = { diagnostics = {} } })
say('fix', fixes[1].title)
vim.lsp.util.apply_workspace_edit(fixes[1].edit, 'utf-16')
wait(function() return count() == 1 end)
say('fixed', line(11))

vim.api.nvim_buf_set_text(0, 14, 12, 14, 17, { 'build' })
wait(function() return count() == 0 end)
say('left', count())

vim.api.nvim_win_set_cursor(0, { 7, 3 })
vim.lsp.buf.rename('make')
wait(function() return line(7) == '  make:' end)
say('renamed', line(7), line(15))

local places = ask('textDocument/definition', { 15, 13 })
say('definition', (places[1] or places).range.start.line + 1)
say('hover', (ask('textDocument/hover', { 11, 16 }).contents.value:gsub('\n', ' ')))

client.stop()
wait(function() return client.is_stopped() end)
say('stopped', tostring(client.is_stopped()))
vim.cmd('qa!')
