// `import = require` lets programs without esModuleInterop use the package's types.
import type Docker = require("dockerode");

/** A client of Docker's API. */
export type Engine = Docker;
