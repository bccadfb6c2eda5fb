// What `import "gatehouse/labels"` loads: see index.js.
const { existsSync } = require("node:fs");

if (existsSync(`${__dirname}/../components`)) {
  require("./typescript");
  module.exports = require("../components/labels");
} else module.exports = require("../dist/labels");
