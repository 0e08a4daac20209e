-- An unseen user with 20 items.
local items = tonumber(os.getenv("ITEMS"))
wrk.headers["Content-Type"] = "application/json"
request = function()
  local history = {}
  for n = 1, 20 do history[n] = '"i' .. math.random(0, items - 1) .. '"' end
  return wrk.format("POST", "/v1/models/-/recommend", nil, '{"top":20,"history":[' .. table.concat(history, ",") .. "]}")
end
