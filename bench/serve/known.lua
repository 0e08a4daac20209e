-- A user of the training set, a random one in each request.
local users = tonumber(os.getenv("USERS"))
request = function()
  return wrk.format("GET", "/v1/models/-/recommend?top=20&user=u" .. math.random(0, users - 1))
end
