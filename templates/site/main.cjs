// Pulumi starts the program, index.ts, here.
require("gatehouse/typescript");

module.exports = require("./index.ts");
