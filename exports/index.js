// What `import "gatehouse"` loads, in the program of this checkout and in others' alike: a checkout
// has the sources, and the package has dist/ in their place.
const { existsSync } = require("node:fs");
require("./start-up");

if (existsSync(`${__dirname}/../components`)) {
  require("./typescript");
  module.exports = require("../components");
}
// The last one: Node finds the names for `import { … }` in an ES module by it.
else module.exports = require("../dist");
