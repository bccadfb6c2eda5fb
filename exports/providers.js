// The providers that states name: see components/resources/provided-resource.ts.
const { existsSync, fstatSync } = require("node:fs");
require("./start-up");

// A killed engine leaves this process running. What it waits for then, such as a service that becomes ready,
// is the next update's to do; the end of the engine is the end of its pipe.
const isProvider = /cmd[\\/]dynamic-provider[\\/]/.test(require.main?.filename ?? "");
if (isProvider && fstatSync(process.stdin.fd).isFIFO()) {
  process.stdin.on("close", () => process.exit(1)).resume();
}

if (existsSync(`${__dirname}/../components`)) {
  require("./typescript");
  module.exports = require("../components/resources/providers").providers;
} else module.exports = require("../dist/resources/providers").providers;
