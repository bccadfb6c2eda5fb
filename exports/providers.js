// The providers that states name: see components/resources/provided-resource.ts.
const { existsSync } = require("node:fs");
require("./start-up");

if (existsSync(`${__dirname}/../components`)) {
  require("./typescript");
  module.exports = require("../components/resources/providers").providers;
} else module.exports = require("../dist/resources/providers").providers;
